import { createHash, X509Certificate } from 'node:crypto';
import type { Enrolment } from '../../protocol.ts';
import { AgentError } from '../agent-error.ts';

/** SHA-256 of a certificate's DER, Base64url. */
export const thumbprintOf = ({ raw }: X509Certificate): string => createHash('sha256').update(raw).digest('base64url');

/** What an enrolment must fit. */
export interface ExpectedEnrolment {
  /** The agent's public key: SPKI, DER. */
  readonly publicKey: Uint8Array;
  /** Thumbprint of the authority that it trusts. */
  readonly authority: string;
  /** Milliseconds since 1970 by the gate's clock. */
  readonly now: number;
}

/** Certificates that an agent may use. */
export interface CheckedEnrolment {
  readonly certificate: X509Certificate;
  readonly authority: X509Certificate;
}

/** A certificate may have begun a little later than now: no two clocks are the same. */
const skewMilliseconds = 120_000;

/**
 * Checks that a certificate is for the agent's own key, and signed by the authority that it trusts.
 *
 * @throws AgentError `gate-untrusted`
 */
export const checkEnrolment = (
  { certificate: certificateText, authority: authorityText }: Pick<Enrolment, 'certificate' | 'authority'>,
  { publicKey, authority: trusted, now }: ExpectedEnrolment,
): CheckedEnrolment => {
  const authority = parsed(authorityText);
  const certificate = parsed(certificateText);
  if (!authority || !certificate) throw untrusted('answered with what is no certificate');
  if (thumbprintOf(authority) !== trusted) {
    throw untrusted('has another authority than this code, or this agent, was made by: is it the right gateway?');
  }
  if (!authority.ca || !authority.verify(authority.publicKey)) throw untrusted('has an authority that may not certify');
  if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey)) {
    throw untrusted('gave a certificate that its authority did not sign');
  }
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  if (!spki.equals(publicKey)) throw untrusted('gave a certificate for the key of another agent');
  if (Date.parse(certificate.validFrom) > now + skewMilliseconds || Date.parse(certificate.validTo) <= now) {
    throw untrusted('gave a certificate that is not valid now: is the clock of this machine right?');
  }
  return { certificate, authority };
};

const parsed = (text: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
};

const untrusted = (what: string): AgentError =>
  new AgentError('gate-untrusted', `what answers at this URL ${what}. Nothing was kept of it`);
