import { jsonBytes } from './json-bytes.ts';

/** What a scan says when the bytes end before the value does. */
export const incomplete = -1;
/** What a scan says of bytes that are no JSON. */
export const invalid = -2;

const { backslash, letterA, minus, quote } = jsonBytes;

/** 1: the end of plain text in a string. RFC 8259, section 7: quotes, backslashes and control characters are never plain. */
const special = new Uint8Array(256).fill(1, 0, 0x20);
special[quote] = 1;
special[backslash] = 1;

/** What may follow a backslash. */
const escapes = new Uint8Array(256);
for (const letter of '"\\/bfnrt') escapes[letter.charCodeAt(0)] = 1;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

const isHexDigit = (byte: number): boolean => {
  const letter = byte | 0x20;
  return isDigit(byte) || (letter >= 0x61 && letter <= 0x66);
};

/** The first byte from `at` on that is no white space. */
export const skipSpace = (bytes: Uint8Array, at: number, end: number): number => {
  let position = at;
  while (position < end) {
    const byte = bytes[position]!;
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) break;
    position++;
  }
  return position;
};

/**
 * The end of a string whose opening quote is at `at`: the byte after its closing quote. Negative: `-end - 2` if it holds escapes,
 * so that who wants its text knows; see `scannedEnd`.
 *
 * @returns `incomplete` and `invalid` are told apart from ends by being -1 and -2: no string ends before byte 2
 */
export const scanString = (bytes: Uint8Array, at: number, end: number): number => {
  let position = at + 1;
  while (position < end && special[bytes[position]!] === 0) position++;
  if (position >= end) return incomplete;
  if (bytes[position] === quote) return position + 1;
  return scanEscaped(bytes, position, end);
};

const scanEscaped = (bytes: Uint8Array, at: number, end: number): number => {
  let position = at;
  while (position < end) {
    const byte = bytes[position]!;
    if (byte === quote) return -(position + 1) - 2;
    if (byte === backslash) {
      const length = escapeLength(bytes, position, end);
      if (length < 0) return length;
      position += length;
    } else if (byte < 0x20) {
      return invalid;
    } else {
      position++;
    }
  }
  return incomplete;
};

const escapeLength = (bytes: Uint8Array, at: number, end: number): number => {
  if (at + 1 >= end) return incomplete;
  const letter = bytes[at + 1]!;
  if (escapes[letter] === 1) return 2;
  if (letter !== 0x75) return invalid;
  for (let digit = at + 2; digit < at + 6; digit++) {
    if (digit >= end) return incomplete;
    if (!isHexDigit(bytes[digit]!)) return invalid;
  }
  return 6;
};

/** The end that `scanString` gave, whether or not the string holds escapes. */
export const scannedEnd = (scanned: number): number => (scanned < invalid ? -scanned - 2 : scanned);

/**
 * The end of a number (RFC 8259, section 6) that begins at `at`. A number has no closing mark: unless the input is `final`, one that
 * touches the end of the bytes is incomplete.
 */
const scanNumber = (bytes: Uint8Array, at: number, end: number, final: boolean): number => {
  let position = at;
  if (bytes[position] === minus) position++;
  if (position >= end) return final ? invalid : incomplete;
  if (bytes[position] === 0x30) position++;
  else if (isDigit(bytes[position])) position = skipDigits(bytes, position, end);
  else return invalid;
  if (position < end && bytes[position] === 0x2e) {
    const digits = position + 1;
    position = skipDigits(bytes, digits, end);
    if (position === digits) return position >= end && !final ? incomplete : invalid;
  }
  if (position < end && (bytes[position]! | 0x20) === 0x65) {
    let digits = position + 1;
    if (digits < end && (bytes[digits] === 0x2b || bytes[digits] === 0x2d)) digits++;
    position = skipDigits(bytes, digits, end);
    if (position === digits) return position >= end && !final ? incomplete : invalid;
  }
  return position >= end && !final ? incomplete : position;
};

/** Whether a number that was scanned has no fraction: `5`, but `5.0` and `5e1` too (JSON Schema 2020-12, Validation, section 6.1.1). */
export const isInteger = (bytes: Buffer, at: number, end: number): boolean => {
  let position = at;
  while (position < end && (bytes[position]! <= minus || bytes[position]! >= 0x30) && bytes[position]! <= 0x39)
    position++;
  return position === end || Number.isInteger(Number(bytes.toString('latin1', at, end)));
};

const skipDigits = (bytes: Uint8Array, at: number, end: number): number => {
  let position = at;
  while (position < end && bytes[position]! >= 0x30 && bytes[position]! <= 0x39) position++;
  return position;
};

const words = [Buffer.from('true'), Buffer.from('false'), Buffer.from('null')];

/** The end of `true`, `false` or `null` at `at`. */
const scanWord = (bytes: Uint8Array, at: number, end: number): number => {
  const word = words.find(([first]) => first === bytes[at]);
  if (!word) return invalid;
  for (let index = 1; index < word.length; index++) {
    if (at + index >= end) return incomplete;
    if (bytes[at + index] !== word[index]) return invalid;
  }
  return at + word.length;
};

/** The end of a scalar at `at`; of a string as `scanString` gives it. */
export const scanScalar = (bytes: Uint8Array, at: number, end: number, final: boolean): number => {
  const byte = bytes[at]!;
  if (byte === quote) return scanString(bytes, at, end);
  return byte < letterA ? scanNumber(bytes, at, end, final) : scanWord(bytes, at, end);
};

/** How many bytes at the end begin a character of UTF-8 that is not complete: 0 to 3. */
export const openCharacter = (bytes: Uint8Array, end: number): number => {
  for (let length = 1; length <= Math.min(3, end); length++) {
    const byte = bytes[end - length]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return length < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? length : 0;
  }
  return 0;
};

/**
 * The end of any value at `at`, found by its brackets and strings alone: whoever needs to know parses it.
 *
 * @returns `incomplete` if the bytes end before it does
 */
export const scanContainer = (bytes: Uint8Array, at: number, end: number): number => {
  let depth = 0;
  let position = at;
  while (position < end) {
    const byte = bytes[position]!;
    if (byte === quote) {
      const scanned = scanString(bytes, position, end);
      if (scanned === incomplete || scanned === invalid) return scanned;
      position = scannedEnd(scanned);
      continue;
    }
    position++;
    // Brackets and braces differ by 0x20 only.
    if ((byte | 0x20) === 0x7b) depth++;
    else if ((byte | 0x20) === 0x7d && --depth === 0) return position;
  }
  return incomplete;
};
