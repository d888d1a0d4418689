import { PseudonymRefused } from './pseudonym-refused.ts';

/**
 * What a pseudonym is of, and how it is written in version 1 (docs/pseudonyms.md).
 *
 * - `h`, `sp1h.<key id>.<43 characters>`: of a name, by HMAC-SHA-256
 * - `i`, `sp1i.<key id>.<43 characters>`: of an IP address, by HMAC-SHA-256
 * - `r`, `sp1r.<key id>.<length>.<characters>`: reversible; `length` counts the characters after it
 *
 * They consist of unreserved characters alone (RFC 3986, section 2.3), so that they need no escapes in paths, queries, headers and
 * JSON. Their length is known from their beginning, so that anything may follow them: `/people/<pseudonym>.json`. None contains
 * the beginning of another one, since what follows the key id or the length has no dot.
 */
export type PseudonymKind = 'h' | 'i' | 'r';

/** The beginning of every reversible pseudonym. */
export const reversibleMark = 'sp1r.';

/** The beginning of the pseudonyms of one kind and key. */
export const pseudonymHead = (kind: PseudonymKind, keyId: string): string => `sp1${kind}.${keyId}.`;

/** A reversible pseudonym as it stands in a text. */
export interface ReversibleText {
  readonly start: number;
  readonly end: number;
  readonly keyId: string;
  readonly bytes: Uint8Array;
}

const hashed = String.raw`sp1[hi]\.[0-9A-Za-z]{4}\.[\w-]{43}`;
const reversible = String.raw`(?<mark>sp1r\.)(?:(?<keyId>[0-9A-Za-z]{4})\.(?<length>[1-9][0-9]{1,8})\.)?`;

/**
 * Finds every reversible pseudonym in a text, from left to right.
 *
 * @throws PseudonymRefused `damaged` for one that begins well but can not be read
 */
export function* reversibleTexts(text: string): Generator<ReversibleText> {
  // Other pseudonyms are matched so that nothing is looked for inside of them.
  const pattern = new RegExp(`${hashed}|${reversible}`, 'g');
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const { mark, keyId, length } = found.groups!;
    if (mark === undefined) continue;
    if (keyId === undefined) throw new PseudonymRefused('damaged');
    const end = pattern.lastIndex + Number(length);
    if (end > text.length) throw new PseudonymRefused('damaged');
    yield { start: found.index, end, keyId, bytes: bytesOf(text.slice(pattern.lastIndex, end)) };
    pattern.lastIndex = end;
  }
}

/** Only the one spelling that these bytes have: decoders forgive much. */
const bytesOf = (body: string): Uint8Array => {
  const bytes = Buffer.from(body, 'base64url');
  if (bytes.toString('base64url') !== body) throw new PseudonymRefused('damaged');
  return bytes;
};
