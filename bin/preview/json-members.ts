import { scanContainer, scannedEnd, scanString, skipSpace } from '../../lambda/shapes/json-scan.ts';

/** What a JSON value is, as far as a preview shows it. */
export type JsonKind = 'object' | 'array' | 'scalar';

/** A value in a document: its bytes from `start` up to `end`. */
export interface JsonPlace {
  readonly kind: JsonKind;
  readonly start: number;
  readonly end: number;
}

/** A member of an object or an array. */
export interface JsonMember extends JsonPlace {
  /** Of a property; undefined for an element. */
  readonly name: string | undefined;
  /** Where the string of its name begins. */
  readonly nameStart: number;
}

const comma = 0x2c;
const quote = 0x22;
const openBrace = 0x7b;
const openBracket = 0x5b;

/**
 * The value that begins at `start` or, behind white space, later; undefined if there is none any more. The document has been found
 * to be JSON before.
 */
export const placeAt = (bytes: Uint8Array, start: number): JsonPlace | undefined => {
  const at = skipSpace(bytes, start, bytes.length);
  if (at >= bytes.length) return undefined;
  const first = bytes[at]!;
  if (first === openBrace) return { kind: 'object', start: at, end: scanContainer(bytes, at, bytes.length) };
  if (first === openBracket) return { kind: 'array', start: at, end: scanContainer(bytes, at, bytes.length) };
  if (first === quote) return { kind: 'scalar', start: at, end: scannedEnd(scanString(bytes, at, bytes.length)) };
  return { kind: 'scalar', start: at, end: wordEnd(bytes, at) };
};

/** Numbers, `true`, `false` and `null` end before white space, a comma or a bracket. */
const wordEnd = (bytes: Uint8Array, start: number): number => {
  let at = start;
  while (at < bytes.length && !/[\s,\]}]/.test(String.fromCharCode(bytes[at]!))) at++;
  return at;
};

/** The members of an object or an array, one after the other. A scalar has none. */
export function* membersOf(bytes: Uint8Array, { kind, start, end }: JsonPlace): Generator<JsonMember> {
  if (kind === 'scalar') return;
  let at = skipSpace(bytes, start + 1, end);
  while (at < end - 1) {
    if (bytes[at] === comma) at = skipSpace(bytes, at + 1, end);
    const nameStart = at;
    let name: string | undefined;
    if (kind === 'object') {
      const nameEnd = scannedEnd(scanString(bytes, at, end));
      name = JSON.parse(textOf(bytes, at, nameEnd)) as string;
      at = skipSpace(bytes, nameEnd, end) + 1;
    }
    const place = placeAt(bytes, at)!;
    yield { ...place, name, nameStart };
    at = skipSpace(bytes, place.end, end);
  }
}

/** Bytes of a document as text. */
export const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
