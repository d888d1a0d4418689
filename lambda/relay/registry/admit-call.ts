import { RelayRefused } from '../relay-refused.ts';
import { isSignedBy, type SignedCall, signatureRefused } from '../signature/verify-call.ts';
import { signatureMilliseconds } from '../times.ts';
import type { KnownCertificate } from './agent-record.ts';
import { agentRevoked } from './enrol-agent.ts';
import { type AgentEntry, isAgent, type StoredAgent } from './stored-agent.ts';

/** An agent that has proved who it is. */
export interface AdmittedCall {
  /** With the call's nonce, and without the certificates before the one that it was signed by. */
  readonly agent: StoredAgent;
  readonly certificate: KnownCertificate;
}

/** A call is refused by its time alone once this has passed; as long again for gates whose clocks differ. */
const nonceMilliseconds = 2 * signatureMilliseconds;

/** An agent makes a call in 20 seconds; the record must not grow without end. */
const mostNonces = 200;

/**
 * Lets an agent's call in, once: what it gives must be stored in the place of what it was given before the call has any effect.
 *
 * Throws RelayRefused `agent-unknown`, `signature-refused`, `agent-revoked`, `certificate-expired`, `call-replayed` or `unavailable`.
 *
 * @param now milliseconds since 1970
 */
export const admitCall = (entry: AgentEntry | undefined, call: SignedCall, now: number): AdmittedCall => {
  if (!isAgent(entry)) throw agentUnknown();
  const age = entry.certificates.findIndex(({ thumbprint }) => thumbprint === call.thumbprint);
  const certificate = entry.certificates[age];
  if (!certificate) throw agentUnknown();
  if (!isSignedBy(call, certificate.publicKey)) throw signatureRefused();
  if (entry.revokedAt !== undefined) throw agentRevoked();
  if (now >= certificate.endsAt) throw certificateExpired();
  const kept = Object.entries(entry.nonces).filter(([, forgetAt]) => forgetAt > now);
  if (kept.some(([nonce]) => nonce === call.nonce)) throw replayed();
  if (kept.length >= mostNonces) throw tooMany();
  const nonces = Object.fromEntries([...kept, [call.nonce, call.createdAt + nonceMilliseconds]]);
  const certificates = entry.certificates.slice(0, age + 1);
  return { agent: { ...entry, nonces, certificates, lastHeardAt: now }, certificate };
};

/** Nobody has this certificate, or it counts no more. */
export const agentUnknown = (): RelayRefused =>
  new RelayRefused('agent-unknown', 'Enrol the agent with a new code: this gateway knows no such certificate.');

const certificateExpired = (): RelayRefused =>
  new RelayRefused('certificate-expired', 'Enrol the agent with a new code: its certificate has expired.');

const replayed = (): RelayRefused =>
  new RelayRefused('call-replayed', 'Sign each call anew: this one was made before.');

const tooMany = (): RelayRefused =>
  new RelayRefused('unavailable', 'Try again later: this agent has made too many calls in the last minutes.', {
    reason: 'the agent has made more calls in two minutes than the registry keeps',
    retryAfter: 60,
  });
