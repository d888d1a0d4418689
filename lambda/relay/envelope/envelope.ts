import type { EncryptionContext } from '@hpke/core';
import { type AgreementKey, type AgreementKeyPair, hpkeSuite } from './hpke-suite.ts';

/** What a request is bound to: opened for any other, an envelope does not open. */
export interface EnvelopeSubject {
  readonly gateway: string;
  readonly agent: string;
  /** The process of the agent. */
  readonly incarnation: string;
  /** The request. */
  readonly id: string;
}

/** Keys of 32 bytes for what follows an envelope, one for each direction. */
export interface StreamKeys {
  readonly question: Uint8Array;
  readonly answer: Uint8Array;
}

/** A sealed request. */
export interface Envelope {
  /** The encapsulated key, 65 bytes. */
  readonly key: Uint8Array;
  readonly sealed: Uint8Array;
}

const text = new TextEncoder();

const infoOf = ({ gateway, agent, incarnation }: EnvelopeSubject): ArrayBuffer =>
  text.encode(`sallyport request 1\n${gateway}\n${agent}\n${incarnation}`).buffer;

/**
 * Seals a request of the gate for one process of one agent (HPKE in its mode Auth, RFC 9180, section 5.1.3): nobody else can read it, and nobody
 * else can have written it.
 *
 * @param sender the gate's own key
 * @param recipient the public key of the agent's process
 */
export const sealEnvelope = async (
  subject: EnvelopeSubject,
  plain: Uint8Array,
  sender: AgreementKeyPair,
  recipient: AgreementKey,
): Promise<{ readonly envelope: Envelope; readonly keys: StreamKeys }> => {
  const context = await hpkeSuite.createSenderContext({
    senderKey: sender,
    recipientPublicKey: recipient,
    info: infoOf(subject),
  });
  const sealed = await context.seal(bufferOf(plain), text.encode(subject.id).buffer);
  return {
    envelope: { key: new Uint8Array(context.enc), sealed: new Uint8Array(sealed) },
    keys: await keysOf(context),
  };
};

/** Opens what `sealEnvelope` has sealed. Throws an Error if it was sealed by another key, for another process, or was changed. */
export const openEnvelope = async (
  subject: EnvelopeSubject,
  { key, sealed }: Envelope,
  recipient: AgreementKeyPair,
  sender: AgreementKey,
): Promise<{ readonly plain: Uint8Array; readonly keys: StreamKeys }> => {
  const context = await hpkeSuite.createRecipientContext({
    recipientKey: recipient,
    senderPublicKey: sender,
    enc: bufferOf(key),
    info: infoOf(subject),
  });
  const plain = await context.open(bufferOf(sealed), text.encode(subject.id).buffer);
  return { plain: new Uint8Array(plain), keys: await keysOf(context) };
};

const keysOf = async (context: Pick<EncryptionContext, 'export'>): Promise<StreamKeys> => {
  const exported = async (use: string) => new Uint8Array(await context.export(text.encode(use).buffer, 32));
  return { question: await exported('sallyport question'), answer: await exported('sallyport answer') };
};

/** HPKE takes whole buffers, and what comes in may be a part of a larger one. */
const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
