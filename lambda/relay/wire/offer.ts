/** What the gate puts on an agent's queue. */
export interface Offer {
  readonly id: string;
  /** The process of the agent that alone can open it. */
  readonly incarnation: string;
  /** The encapsulated key of the session. */
  readonly key: Uint8Array;
  /** The sealed request; `undefined` if it lies in the mailbox. */
  readonly sealed: Uint8Array | undefined;
}

/** What fits into a message of every host's queue beside the rest of it, in bytes before Base64. */
export const inlineBytes = 32_000;

/** @example await queue.send(offerText({ id, incarnation, key, sealed })) */
export const offerText = ({ id, incarnation, key, sealed }: Offer): string =>
  JSON.stringify({ v: 1, id, incarnation, key: base64(key), ...(sealed && { sealed: base64(sealed) }) });

/** `undefined` for what is none: whoever may write to the queue may write anything. */
export const readOffer = (text: string): Offer | undefined => {
  try {
    const { v, id, incarnation, key, sealed } = JSON.parse(text) as Record<string, unknown>;
    if (v !== 1 || !isText(incarnation) || !isText(key)) return undefined;
    if (!isText(id) || !requestId.test(id)) return undefined;
    return { id, incarnation, key: bytes(key), sealed: isText(sealed) ? bytes(sealed) : undefined };
  } catch {
    return undefined;
  }
};

/** It becomes a part of names in the mailbox. */
const requestId = /^[A-Za-z0-9_-]{16,64}$/;

const isText = (value: unknown): value is string => typeof value === 'string';
const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64url');
const bytes = (value: string): Uint8Array => Buffer.from(value, 'base64url');
