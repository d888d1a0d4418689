import type { Keys } from '../../keys/gateway-keys.ts';
import { PseudonymRefused } from './pseudonym-refused.ts';
import { type ReversibleText, reversibleMark, reversibleTexts } from './pseudonym-text.ts';
import { openValue, type PlainValue } from './reversible-pseudonym.ts';

/** What came of putting back, and by pseudonym the values that it stands for. Never log it. */
export interface PutBack<Content> {
  readonly content: Content;
  readonly found: ReadonlyMap<string, string>;
}

const none: ReadonlyMap<string, string> = new Map();

/**
 * Puts back every reversible pseudonym in a text, wherever it stands. Other pseudonyms stay as they are.
 *
 * @param text decoded: no percent escapes
 * @throws PseudonymRefused
 * @example putBack('user:sp1r.Kq3x.43.…', keys) // { content: 'user:42', found: Map { 'sp1r.Kq3x.43.…' => '42' } }
 */
export const putBack = (text: string, keys: Keys): PutBack<string> => {
  if (!text.includes(reversibleMark)) return { content: text, found: none };
  const found = new Map<string, string>();
  return { content: replaced(text, openedIn(text, keys), found), found };
};

/** A string of a JSON document, and whether it is a key: nothing but a key stands before a colon. */
const strings = /"(?:[^"\\]|\\.)*"(?=(\s*:)?)/g;

/**
 * Puts back every reversible pseudonym in the strings of a JSON document, keys included. A string that is the pseudonym of a number,
 * and nothing else, becomes that number. Everything else keeps its bytes.
 *
 * @throws PseudonymRefused; SyntaxError if it is not a JSON document, TypeError if it is not UTF-8
 */
export const putBackJson = (bytes: Uint8Array, keys: Keys): PutBack<Uint8Array> => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Any character of a pseudonym may hide behind an escape.
  if (!buffer.includes(reversibleMark) && !buffer.includes('\\')) return { content: bytes, found: none };
  const document = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  // The pattern finds the strings of documents only.
  JSON.parse(document);
  const found = new Map<string, string>();
  const content = document.replace(strings, (literal, colon?: string) =>
    literalPutBack(literal, colon !== undefined, keys, found),
  );
  return found.size === 0 ? { content: bytes, found } : { content: Buffer.from(content), found };
};

const literalPutBack = (literal: string, isKey: boolean, keys: Keys, found: Map<string, string>): string => {
  const text = literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
  if (!text.includes(reversibleMark)) return literal;
  const opened = openedIn(text, keys);
  if (opened.length === 0) return literal;
  const plain = replaced(text, opened, found);
  const [first] = opened;
  const isNumber = first?.value.kind === 'number' && first.start === 0 && first.end === text.length;
  return isNumber && !isKey ? plain : JSON.stringify(plain);
};

interface Opened extends ReversibleText {
  readonly value: PlainValue;
}

const openedIn = (text: string, { all, gateway }: Keys): readonly Opened[] =>
  Array.from(reversibleTexts(text), (each) => {
    const key = all.get(each.keyId);
    if (!key) throw new PseudonymRefused('unknown-key');
    const value = openValue(each.bytes, key, gateway);
    if (!value) throw new PseudonymRefused('forged');
    return { ...each, value };
  });

const replaced = (text: string, opened: readonly Opened[], found: Map<string, string>): string => {
  let plain = '';
  let done = 0;
  for (const { start, end, value } of opened) {
    plain += text.slice(done, start) + value.text;
    found.set(text.slice(start, end), value.text);
    done = end;
  }
  return plain + text.slice(done);
};
