import { hkdfSync } from 'node:crypto';
import { formatKeyRing, type KeyRing, makeKeyRing, parseKeyRing, type RandomBytes } from './key-ring.ts';

/** What one key of the ring gives: a key of its own for each purpose (HKDF-SHA-256, RFC 5869), so that none says anything of another. */
export interface GatewayKey {
  readonly id: string;
  /** 32 bytes, for HMAC-SHA-256 of names. */
  readonly pseudonym: Uint8Array;
  /** 32 bytes, for HMAC-SHA-256 of IP addresses. */
  readonly ip: Uint8Array;
  /** 64 bytes, for AES-256-SIV. */
  readonly reversible: Uint8Array;
  /** 64 bytes, for AES-256-SIV of the sources' entity tags. */
  readonly tag: Uint8Array;
  /** 32 bytes, for AES-256-GCM of tokens. */
  readonly token: Uint8Array;
}

/** The keys of one gateway. */
export interface Keys {
  readonly gateway: string;
  /** Makes pseudonyms. */
  readonly current: GatewayKey;
  /** By id, all that put pseudonyms back: the current one, and the one before it. */
  readonly all: ReadonlyMap<string, GatewayKey>;
}

/**
 * Derives what the treatments of a gateway need from its ring.
 *
 * @example const keys = deriveKeys('acme', makeKeyRing(randomBytes))
 */
export const deriveKeys = (gateway: string, ring: KeyRing): Keys => {
  const all = new Map(Array.from(ring.keys, ([id, key]) => [id, deriveKey(id, key)]));
  return { gateway, current: all.get(ring.current)!, all };
};

const deriveKey = (id: string, key: Uint8Array): GatewayKey => {
  const derive = (purpose: string, bytes: number) =>
    new Uint8Array(hkdfSync('sha256', key, '', `sallyport 1 ${purpose}`, bytes));
  return {
    id,
    pseudonym: derive('pseudonym', 32),
    ip: derive('ip', 32),
    reversible: derive('reversible', 64),
    tag: derive('tag', 64),
    token: derive('token', 32),
  };
};

/** Another process may have put a new key. */
const freshMilliseconds = 5 * 60_000;
/** How often pseudonyms of unknown keys, which anyone may send, cause a look at the store. And when to try again after a failure. */
const calmMilliseconds = 30_000;

/** The keys of a gateway while it runs. */
export interface KeyHolder {
  /**
   * The keys: the same object until the store holds others. They are read at first use and every five minutes; a store that fails
   * then is asked again later.
   *
   * Throws the key store's PlatformError, or `key-invalid`, while there are no keys at all.
   */
  current(): Promise<Keys>;
  /** Reads the store again, because a pseudonym names a key that these do not hold. At most once in 30 seconds. */
  renewed(): Promise<Keys>;
  /**
   * Reads the store now, because a token is sealed by a key that these do not hold: whether that key is gone, nobody may guess.
   *
   * Throws as the store does, even while there are keys.
   */
  fresh(): Promise<Keys>;
}

/** What the holder works with. */
export interface KeyHolderOptions {
  readonly gateway: string;
  /** The host's key store. */
  readonly keys: { readOrCreate(make: () => string): Promise<string> };
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: RandomBytes;
  /** Is told that the store failed while older keys are still good. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Holds the keys of a gateway. Several callers at once cause one read.
 *
 * @example loadKeys({ gateway, keys: platform.keys, now: platform.now, random: randomBytes, onFailure: (error) => log… })
 */
export const loadKeys = ({ gateway, keys: store, now, random, onFailure }: KeyHolderOptions): KeyHolder => {
  let known: { readonly text: string; readonly keys: Keys } | undefined;
  let due = 0;
  let renewable = 0;
  let reading: Promise<Keys> | undefined;

  const fresh = async (): Promise<Keys> => {
    const askedAt = now();
    const text = await store.readOrCreate(() => formatKeyRing(makeKeyRing(random)));
    if (text !== known?.text) known = { text, keys: deriveKeys(gateway, parseKeyRing(text)) };
    due = askedAt + freshMilliseconds;
    return known.keys;
  };
  const ask = async (): Promise<Keys> => {
    const askedAt = now();
    try {
      return await fresh();
    } catch (error) {
      if (!known) throw error;
      due = askedAt + calmMilliseconds;
      onFailure(error);
      return known.keys;
    }
  };
  const read = (): Promise<Keys> => {
    reading ??= ask().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  return {
    current: async () => (known && now() < due ? known.keys : read()),
    async renewed() {
      if (known && now() < renewable) return reading ?? known.keys;
      renewable = now() + calmMilliseconds;
      return read();
    },
    fresh,
  };
};
