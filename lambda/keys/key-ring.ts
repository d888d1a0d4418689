import { PlatformError } from '../platform/platform-error.ts';

/** A key's name: four of these, drawn at random. It stands in every pseudonym that the key made, and says nothing about the key. */
const idAlphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idPattern = /^[0-9A-Za-z]{4}$/;
const keyBytes = 32;
const keyPattern = /^[\w-]{43}$/;

/** Gives so many bytes that no one can foresee. */
export type RandomBytes = (count: number) => Uint8Array;

/** The keys of one gateway: the one that makes pseudonyms, and the one before it, so that its pseudonyms can still be put back. */
export interface KeyRing {
  readonly current: string;
  /** By key id, 32 bytes; at most two. */
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

/** A ring with one new key. */
export const makeKeyRing = (random: RandomBytes): KeyRing => {
  const id = newId(random);
  return { current: id, keys: new Map([[id, random(keyBytes)]]) };
};

/** A ring with a new current key. The key that was current stays; the one before it is forgotten. */
export const rotateKeyRing = (ring: KeyRing, random: RandomBytes): KeyRing => {
  let id = newId(random);
  while (ring.keys.has(id)) id = newId(random);
  return {
    current: id,
    keys: new Map([
      [id, random(keyBytes)],
      [ring.current, ring.keys.get(ring.current)!],
    ]),
  };
};

/** The text that a key store holds: `{"version":1,"current":"<id>","keys":{"<id>":"<base64url of 32 bytes>"}}`. */
export const formatKeyRing = ({ current, keys }: KeyRing): string =>
  JSON.stringify({
    version: 1,
    current,
    keys: Object.fromEntries(Array.from(keys, ([id, key]) => [id, Buffer.from(key).toString('base64url')])),
  });

/**
 * Reads the text of a key store. No message repeats what it holds.
 *
 * @throws PlatformError `key-invalid`
 */
export const parseKeyRing = (text: string): KeyRing => {
  const { version, current, keys } = objectIn(text);
  if (version !== 1 || typeof current !== 'string' || typeof keys !== 'object' || keys === null) throw invalid();
  const entries = Object.entries(keys).map(([id, key]) => [id, keyOf(id, key)] as const);
  if (entries.length > 2 || !entries.some(([id]) => id === current)) throw invalid();
  return { current, keys: new Map(entries) };
};

const newId = (random: RandomBytes): string => {
  let id = '';
  // Bytes above the last multiple of 62 would make some letters likelier than others.
  while (id.length < 4) for (const byte of random(8)) if (byte < 248 && id.length < 4) id += idAlphabet[byte % 62];
  return id;
};

const objectIn = (text: string): Record<string, unknown> => {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw invalid();
  }
};

const keyOf = (id: string, key: unknown): Uint8Array => {
  if (!idPattern.test(id) || typeof key !== 'string' || !keyPattern.test(key)) throw invalid();
  return Buffer.from(key, 'base64url');
};

const invalid = () =>
  new PlatformError(
    'key-invalid',
    "the key store does not hold this gateway's keys as `sallyport keys` writes them: restore the version before",
  );
