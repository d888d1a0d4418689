import type { CryptoKey } from 'jose';
import { CallerRefused } from './caller-refused.ts';
import type { Issuer } from './issuer.ts';
import { type KeySet, readKeySet } from './key-set.ts';
import type { TokenHeader } from './token-header.ts';

/** Keys are read again after this time, so that a key that the issuer withdraws stops working here within it. */
const FRESH = 10 * 60_000;
/**
 * While the issuer does not answer, known keys serve on for this long after they were last read. That outlasts tokens that the
 * vendor already holds (an hour is the usual life, and no new ones come from an issuer that is down); more would only help the
 * thief of a key who can also keep us from the issuer.
 */
const STALE = 60 * 60_000;
/** A `kid` that nobody knows costs at most one reading in this time, however many tokens name one. */
const COOL_DOWN = 30_000;
/** After a failed reading. Short, so that a hiccup at the first call does not keep the vendor out for long. */
const RETRY = 5_000;
/** For each of the two documents: a vendor that has to wait for both still has its answer within 10 s. */
const TIMEOUT = 5_000;
/** Key sets with certificates in them are some 20 KiB. */
const MAXIMUM_BYTES = 256 * 1024;

/** How the keys of an issuer are read. */
export interface IssuerKeysOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets issuer and key set be on `http:` of this machine itself: for the development issuer of the local host. */
  readonly allowLoopbackHttp: boolean;
  /** For each of the two documents, in milliseconds. @default 5000 */
  readonly timeout?: number | undefined;
}

/**
 * The keys of one issuer, cached. Concurrent calls share one reading.
 *
 * @example const key = await new IssuerKeys(issuer, { fetch, now: Date.now, allowLoopbackHttp: false }).find({ alg: 'RS256', kid: '1' });
 */
export class IssuerKeys {
  readonly #issuer: Issuer;
  readonly #options: IssuerKeysOptions;
  #last: { readonly keys: KeySet; readonly at: number } | undefined;
  /** The latest reading, if it failed. */
  #failure: { readonly cause: unknown; readonly at: number } | undefined;
  #reading: Promise<void> | undefined;

  constructor(issuer: Issuer, options: IssuerKeysOptions) {
    this.#issuer = issuer;
    this.#options = options;
  }

  /**
   * The key that a token's header names.
   *
   * Throws CallerRefused: `key-unknown` if the issuer has no such key, `key-refused` if it does not fit the header, and
   * `issuer-unavailable` if that can not be known because the issuer does not answer as it should.
   */
  async find(header: TokenHeader): Promise<CryptoKey> {
    if (this.#mustRead(header.kid)) await this.#read();
    const last = this.#last;
    if (!last || this.#age(last) >= STALE) throw this.#unavailable();
    if (last.keys.has(header.kid)) return last.keys.find(header);
    // The issuer may have a new key that we could not read.
    if (this.#failure) throw this.#unavailable();
    throw new CallerRefused('key-unknown', `${this.#issuer.name} has no key of that "kid"`);
  }

  #age(moment: { readonly at: number }): number {
    return this.#options.now() - moment.at;
  }

  #mustRead(kid: string): boolean {
    if (this.#failure && this.#age(this.#failure) < RETRY) return false;
    if (!this.#last) return true;
    const age = this.#age(this.#last);
    return age >= FRESH || (age >= COOL_DOWN && !this.#last.keys.has(kid));
  }

  #read(): Promise<void> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readOnce(): Promise<void> {
    const { fetch, now, allowLoopbackHttp, timeout = TIMEOUT } = this.#options;
    try {
      const keys = await readKeySet(this.#issuer, { fetch, allowLoopbackHttp, timeout, maximumBytes: MAXIMUM_BYTES });
      this.#last = { keys, at: now() };
      this.#failure = undefined;
    } catch (cause) {
      this.#failure = { cause, at: now() };
    }
  }

  #unavailable(): CallerRefused {
    const { cause, at } = this.#failure ?? { cause: undefined, at: this.#options.now() };
    const why = cause instanceof Error ? cause.message : 'unknown error';
    const seconds = Math.ceil((RETRY - this.#age({ at })) / 1_000);
    return new CallerRefused('issuer-unavailable', `the keys of ${this.#issuer.name} can not be read: ${why}`, {
      retryAfter: Math.max(1, seconds),
      cause,
    });
  }
}
