import { once } from '../../once.ts';
import type { AdministeredKeyStore } from '../../platform/key-store.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { rotatedRing } from './rotate-ring.ts';
import { makeSigningKey, type SigningKey } from './signing-key.ts';
import { formatSigningRing, parseSigningRing, type RingKey, type SigningRing } from './signing-ring.ts';

/** Another process may have put a new key. */
const freshMilliseconds = 5 * 60_000;
/** When to try again after a failure. */
const calmMilliseconds = 30_000;
/** While the store fails, known keys serve on for so long: far less than a new key is published before it signs. */
const staleMilliseconds = 60 * 60_000;
/** Others may put a key at the same moment; and a store may show for a moment what was there before. */
const mostTries = 3;

/** The signing keys of a sync while it runs. */
export interface SigningKeys {
  /**
   * The ring, with one key at least. It is read and rotated at first use and every five minutes.
   *
   * Throws the key store's PlatformError, or `key-invalid`, while there is none, or when it could not be read for an hour.
   */
  current(): Promise<SigningRing>;
}

/** What the holder works with. */
export interface SigningKeysOptions {
  readonly store: AdministeredKeyStore;
  readonly keyDays: number;
  /** Milliseconds since 1970. */
  now(): number;
  /** Is told of a key that this process has made. */
  onMade(key: RingKey): void;
  /** Is told that the store failed while there are keys that are still good. */
  onFailure(error: unknown): void;
  /** @default - a key of its own */
  makeKey?(): Promise<SigningKey>;
}

/**
 * Holds the signing keys of a sync, which are made at first use inside the host's secret store. Several callers at once cause one read, and of several
 * processes that rotate at once one is heard.
 *
 * @example const keys = holdSigningKeys({ store: platforms.signingKeys, keyDays: 90, now, onMade, onFailure }); await keys.current()
 */
export const holdSigningKeys = (options: SigningKeysOptions): SigningKeys => {
  const { now, onFailure } = options;
  const parse = rememberingParser();
  let known: { readonly ring: SigningRing; readonly at: number } | undefined;
  let due = 0;

  const look = async (): Promise<SigningRing> => {
    const at = now();
    try {
      known = { ring: await tendRing(parse, options), at };
      due = at + freshMilliseconds;
    } catch (error) {
      if (!known || at - known.at >= staleMilliseconds) throw error;
      due = at + calmMilliseconds;
      onFailure(error);
    }
    return known.ring;
  };

  let looking: Promise<SigningRing> | undefined;
  return {
    async current() {
      if (known && now() < due) return known.ring;
      looking ??= look().finally(() => {
        looking = undefined;
      });
      return looking;
    },
  };
};

type Parse = (text: string) => SigningRing;

/** The same ring for the same text: reading a private key takes longer than signing with it. */
const rememberingParser = (): Parse => {
  let last: { readonly text: string; readonly ring: SigningRing } | undefined;
  return (text) => {
    if (text !== last?.text) last = { text, ring: parseSigningRing(text) };
    return last.ring;
  };
};

/** Reads the ring, and puts in its place what it is to be now. */
const tendRing = async (parse: Parse, options: SigningKeysOptions): Promise<SigningRing> => {
  const { store, keyDays, now, onMade, onFailure } = options;
  const makeKey = once(options.makeKey ?? makeSigningKey);
  let ring: SigningRing = [];
  for (let tries = 0; tries < mostTries; tries++) {
    const text = await store.read();
    ring = text === undefined ? [] : parse(text);
    const next = await rotatedRing(ring, { now: now(), keyDays, makeKey });
    if (!next) return ring;
    try {
      const stored = await putText(store, text, formatSigningRing(next));
      const put = parse(stored);
      const [newest, added] = [put.at(-1)!.kid, next.at(-1)!];
      if (newest === added.kid && ring.at(-1)?.kid !== newest) onMade(added);
      return put;
    } catch (error) {
      if (error instanceof PlatformError && error.code === 'key-changed') continue;
      // Users can sign in with the keys that are there; whoever looks after the store hears of it.
      if (ring.length === 0) throw error;
      onFailure(error);
      return ring;
    }
  }
  if (ring.length > 0) return ring;
  throw new PlatformError('key-unreachable', 'other processes put signing keys all the time: try again');
};

/** @returns what is stored then: of the very first text, perhaps that of another process */
const putText = async (store: AdministeredKeyStore, before: string | undefined, next: string): Promise<string> => {
  if (before === undefined) return store.readOrCreate(() => next);
  await store.replace(before, next);
  return next;
};
