import { type AgreementKey, type AgreementKeyPair, hpkeSuite } from './hpke-suite.ts';

/** What a session is bound to: between any others it has other keys. */
export interface SessionSubject {
  readonly gateway: string;
  readonly agent: string;
  /** The process of the agent. */
  readonly incarnation: string;
}

const text = new TextEncoder();

const infoOf = ({ gateway, agent, incarnation }: SessionSubject): ArrayBuffer =>
  text.encode(`sallyport session 1\n${gateway}\n${agent}\n${incarnation}`).buffer;

const secretOf = async (context: { export(use: ArrayBuffer, length: number): Promise<ArrayBuffer> }) =>
  new Uint8Array(await context.export(text.encode('sallyport requests').buffer, 32));

/** What a process of the gate shares with a process of an agent. */
export interface Session {
  /** The encapsulated key, 65 bytes, which every offer carries: whoever has the agent's private key gets the secret from it. */
  readonly key: Uint8Array;
  /** 32 bytes, from which every request has keys of its own (`request-keys.ts`). */
  readonly secret: Uint8Array;
}

/**
 * Begins a session of the gate with one process of one agent: HPKE in its mode Auth, RFC 9180, sections 5.1.3 and 5.3. Nobody else can know its secret,
 * and the agent knows that it is the gate's. It costs some milliseconds, so that a session is for many requests.
 *
 * @param sender the gate's own key
 * @param recipient the public key of the agent's process
 */
export const beginSession = async (
  subject: SessionSubject,
  sender: AgreementKeyPair,
  recipient: AgreementKey,
): Promise<Session> => {
  const options = { senderKey: sender, recipientPublicKey: recipient, info: infoOf(subject) };
  const context = await hpkeSuite.createSenderContext(options);
  return { key: new Uint8Array(context.enc), secret: await secretOf(context) };
};

/**
 * The secret of a session that the gate has begun. With another key, for another process, or by anyone but the gate it is another secret, which opens
 * nothing. Throws an Error for a key that is none.
 */
export const joinSession = async (
  subject: SessionSubject,
  key: Uint8Array,
  recipient: AgreementKeyPair,
  sender: AgreementKey,
): Promise<Uint8Array> => {
  const enc = new Uint8Array(key).buffer;
  const options = { recipientKey: recipient, senderPublicKey: sender, enc, info: infoOf(subject) };
  return secretOf(await hpkeSuite.createRecipientContext(options));
};
