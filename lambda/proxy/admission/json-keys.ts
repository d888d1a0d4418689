import { scannedEnd, scanString, skipSpace } from '../../shapes/json-scan.ts';

/** As deep as the documents are that the gate treats. */
const maximumDepth = 512;

const quote = 0x22;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/**
 * Whether no object of a JSON document has two keys that are the same once their escapes are read, and none is nested too deeply.
 * Readers differ in which of two equal keys they take: what was checked would not be what the source understands.
 *
 * @param bytes of any kind: of what is no JSON document it says one or the other
 * @throws SyntaxError for an escape that is none
 */
export const hasPlainKeys = (bytes: Buffer): boolean => {
  const end = bytes.length;
  /** The keys of each object around; of an array none. */
  const around: (Set<string> | undefined)[] = [];
  for (let at = 0; at < end; at++) {
    const byte = bytes[at];
    if (byte === openBrace || byte === openBracket) {
      if (around.push(byte === openBrace ? new Set() : undefined) > maximumDepth) return false;
    } else if (byte === closeBrace || byte === closeBracket) {
      around.pop();
    } else if (byte === quote) {
      const stop = scannedEnd(scanString(bytes, at, end));
      if (stop < 0) return false;
      if (bytes[skipSpace(bytes, stop, end)] === colon && !isNew(around.at(-1), bytes.toString('utf8', at, stop))) {
        return false;
      }
      at = stop - 1;
    }
  }
  return true;
};

const isNew = (keys: Set<string> | undefined, literal: string): boolean => {
  const key = literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
  if (!keys || keys.has(key)) return false;
  keys.add(key);
  return true;
};
