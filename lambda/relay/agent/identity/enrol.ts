import { createPublicKey } from 'node:crypto';
import { type About, type Enrolment, type EnrolRequest, relayPaths } from '../../protocol.ts';
import { AgentError } from '../agent-error.ts';
import type { GateClock } from '../call/gate-clock.ts';
import type { RelayClient } from '../call/relay-client.ts';
import { hasIdentity, keptNextKey, readIdentity, writeEnrolment } from './agent-folder.ts';
import type { AgentKey } from './agent-key.ts';
import { certificateRequest } from './certificate-request.ts';
import { checkEnrolment } from './check-enrolment.ts';
import { readCode } from './enrolment-code.ts';
import { fileKey, newKeyText } from './file-key.ts';
import { type Signer, signerKey } from './signer-key.ts';

/** What an agent is let in by. */
export type EnrolmentProof =
  | { readonly kind: 'code'; readonly code: string }
  /** A registrar's own token; the authority that answers is trusted from then on. */
  | { readonly kind: 'registrar'; readonly token: string; readonly agent: string };

/** What an enrolment needs. */
export interface EnrolOptions {
  readonly folder: string;
  /** Where the relay's function is, without a slash at its end. */
  readonly relayUrl: string;
  readonly proof: EnrolmentProof;
  /** Takes the place of an agent that is there, and whose certificate is still good. */
  readonly force: boolean;
  /** A program that signs, and the public key (PEM) that it signs for. @default - a key is made, and kept in the folder */
  readonly signer?: { readonly signer: Signer; readonly publicKey: string } | undefined;
  readonly client: RelayClient;
  readonly clock: GateClock;
}

/** What came of it. */
export interface Enrolled {
  readonly gateway: string;
  readonly agent: string;
  /** Thumbprint of the authority that is trusted from now on. */
  readonly authority: string;
  /** Milliseconds since 1970. */
  readonly certificateEndsAt: number;
}

/**
 * Enrols an agent: makes a key, or uses that of a program, gets a certificate for it, checks that, and keeps both. The key never leaves this machine.
 *
 * @throws AgentError; the system's error if the folder can not be written
 */
export const enrol = async (options: EnrolOptions): Promise<Enrolled> => {
  const { folder, relayUrl, proof, force, client, clock } = options;
  const code = proof.kind === 'code' ? readCode(proof.code) : undefined;
  if (!force) await neverOver(folder, clock.now());
  const about = await client.call<About>('GET', relayPaths.about);
  const trusted = code?.authority ?? about.authority;
  if (about.authority !== trusted) {
    throw new AgentError(
      'gate-untrusted',
      'what answers at this URL is not the gate that the code is of: is the URL that of the same gateway? The code was not sent',
    );
  }
  const { key, text } = await keyFor(options);
  const request = await certificateRequest(key, code?.agent ?? about.gateway);
  const wanted: EnrolRequest = proof.kind === 'code' ? { code: proof.code, request } : { agent: proof.agent, request };
  const token = proof.kind === 'registrar' ? proof.token : undefined;
  const ask = () => client.call<Enrolment>('POST', relayPaths.agents, wanted, token);
  // A code that was used already is good once more for the same key: an answer that was lost is asked for again.
  const enrolment = await ask().catch((error) => {
    if (error instanceof AgentError && error.code === 'gate-unreachable') return ask();
    throw error;
  });
  const { publicKey } = key;
  const { certificate } = checkEnrolment(enrolment, { publicKey, authority: trusted, now: clock.now() });
  const { gateway, agent } = enrolment;
  const signer = options.signer?.signer;
  await writeEnrolment(folder, {
    description: { gateway, relayUrl, agent, ...(signer && { signer }) },
    certificate: enrolment.certificate,
    authority: enrolment.authority,
    key: text,
  });
  return { gateway, agent, authority: trusted, certificateEndsAt: Date.parse(certificate.validTo) };
};

/** The key is on the disk before a certificate is asked for, and stays there until it has one: a code is good again for the same key alone. */
const keyFor = async ({ folder, signer }: EnrolOptions): Promise<{ readonly key: AgentKey; readonly text: string }> => {
  if (signer) return { key: signerKey(spkiOf(signer.publicKey), signer.signer), text: signer.publicKey };
  const text = await keptNextKey(folder, newKeyText);
  return { key: fileKey(text), text };
};

const spkiOf = (pem: string): Uint8Array<ArrayBuffer> => {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') {
      return new Uint8Array(key.export({ type: 'spki', format: 'der' }));
    }
  } catch {
    // Told below.
  }
  throw new AgentError('key-failed', 'the public key of the program that signs is none for P-256, in PEM');
};

const neverOver = async (folder: string, now: number): Promise<void> => {
  if (!(await hasIdentity(folder))) return;
  try {
    const { agent, gateway, certificateEndsAt } = await readIdentity(folder);
    if (certificateEndsAt <= now) return;
    throw new AgentError(
      'identity-there',
      `agent ${agent} of gateway ${gateway} is enrolled in ${folder}: add --force to put another one in its place`,
    );
  } catch (error) {
    if (error instanceof AgentError && error.code === 'identity-broken') return;
    throw error;
  }
};
