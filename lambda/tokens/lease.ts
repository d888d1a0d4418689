import type { StateStore } from '../platform/state-store.ts';

/** Whoever dies with a lease keeps others waiting so long, in milliseconds. */
const leaseMilliseconds = 15_000;
const renewalMilliseconds = 5_000;

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
 * Takes a lease, which is renewed until it is given back.
 *
 * @returns `undefined` while somebody else holds it
 * @throws PlatformError of the state store
 */
export const takeLease = async (options: LeaseOptions): Promise<Lease | undefined> => {
  const { state, name, now, unique } = options;
  const stored = await state.read(name);
  if (stored && holdingIn(stored.text).until > now()) return undefined;
  const holder = unique();
  const until = now() + leaseMilliseconds;
  const version = await state.write(name, textOf({ holder, until }), stored?.version);
  return version === undefined ? undefined : new HeldLease(options, holder, { until, version });
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
    const { signal } = this.#ended;
    while (this.#term) {
      await sleep(renewalMilliseconds, signal).catch(() => undefined);
      if (signal.aborted) return;
      const until = now() + leaseMilliseconds;
      try {
        const version = await state.write(name, textOf({ holder: this.#holder, until }), this.#term.version);
        this.#term = version === undefined ? undefined : { until, version };
      } catch {
        // The store fails now; the lease holds until its time is over, and the next renewal may work.
      }
    }
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
