import type { StateStore, StoredState } from './platform/state-store.ts';

/** Whoever dies with a lease keeps others waiting so long, in milliseconds. */
const leaseMilliseconds = 15_000;
const renewalMilliseconds = 5_000;
/** The clocks of two processes do not differ by more. */
const mostSkew = 60_000;

/** Resolves after so many milliseconds, and rejects with the signal's reason when it is aborted. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** What a lease is taken with. */
export interface LeaseOptions {
  readonly state: StateStore;
  /** In the state store. */
  readonly name: string;
  /** Milliseconds since 1970. */
  now(): number;
  readonly sleep: Sleep;
  /** A number that nobody else has. */
  unique(): string;
  /** Of the work: when it is aborted, the lease is not renewed any more, and ends by itself. */
  readonly signal: AbortSignal;
}

/** The right to do something alone, of all processes. */
export interface Lease {
  /** Whether it is still held. Who was away for long may have lost it. */
  isHeld(): boolean;
  /** Gives it back. Never throws: a lease that can not be given back ends by itself. */
  release(): Promise<void>;
}

interface Holding {
  readonly holder: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

const free: Holding = { holder: '', until: 0 };

/**
 * Takes a lease, which is renewed until it is given back. A holder that has not renewed it for as long as it lasts has lost it: that is
 * measured by whoever wants it, since clocks of two processes differ. So one who finds a lease of somebody who died waits for its time.
 *
 * The function that it gives is called again and again until there is a lease. It throws PlatformError of the state store.
 *
 * @returns what gives `undefined` while somebody else holds it
 * @example const take = leaseTaker({ state, name, now, sleep, unique, signal }); const lease = await take();
 */
export const leaseTaker = (options: LeaseOptions): (() => Promise<Lease | undefined>) => {
  const { state, name, now, unique } = options;
  let seen: { readonly version: string; readonly at: number } | undefined;

  const isOver = ({ text, version }: StoredState): boolean => {
    const { until } = holdingIn(text);
    if (until + mostSkew <= now()) return true;
    if (seen?.version !== version) seen = { version, at: now() };
    return now() - seen.at >= leaseMilliseconds;
  };

  return async () => {
    const stored = await state.read(name);
    if (stored && !isOver(stored)) return undefined;
    const holder = unique();
    const until = now() + leaseMilliseconds;
    const version = await state.write(name, textOf({ holder, until }), stored?.version);
    return version === undefined ? undefined : new HeldLease(options, holder, { until, version });
  };
};

interface Term {
  readonly until: number;
  readonly version: string;
}

class HeldLease implements Lease {
  readonly #options: LeaseOptions;
  readonly #holder: string;
  readonly #ended = new AbortController();
  readonly #renewing: Promise<void>;
  /** `undefined` once somebody else has it. */
  #term: Term | undefined;

  constructor(options: LeaseOptions, holder: string, term: Term) {
    this.#options = options;
    this.#holder = holder;
    this.#term = term;
    this.#renewing = this.#renew();
  }

  isHeld(): boolean {
    return this.#term !== undefined && this.#options.now() < this.#term.until;
  }

  async release(): Promise<void> {
    this.#ended.abort();
    await this.#renewing;
    const { state, name } = this.#options;
    if (this.#term) await state.write(name, textOf(free), this.#term.version).catch(() => undefined);
    this.#term = undefined;
  }

  async #renew(): Promise<void> {
    const { state, name, now, sleep } = this.#options;
    const signal = AbortSignal.any([this.#ended.signal, this.#options.signal]);
    while (this.#term) {
      await sleep(renewalMilliseconds, signal).catch(() => undefined);
      if (signal.aborted) return;
      const until = now() + leaseMilliseconds;
      try {
        const version = await state.write(name, textOf({ holder: this.#holder, until }), this.#term.version);
        this.#term = version === undefined ? await this.#stored() : { until, version };
      } catch {
        // The store fails now; the lease holds until its time is over, and the next renewal may work.
      }
    }
  }

  /** A write that seemed to fail may have been done: what is stored is ours then, and only its version is not known. */
  async #stored(): Promise<Term | undefined> {
    const { state, name } = this.#options;
    const stored = await state.read(name);
    const { holder, until } = holdingIn(stored?.text ?? '');
    return stored && holder === this.#holder ? { until, version: stored.version } : undefined;
  }
}

const textOf = (holding: Holding): string => JSON.stringify(holding);

/** What can not be read is nobody's: whoever comes next takes it. */
const holdingIn = (text: string): Holding => {
  try {
    const { holder, until } = Object(JSON.parse(text));
    return typeof holder === 'string' && typeof until === 'number' ? { holder, until } : free;
  } catch {
    return free;
  }
};
