/** When a breaker opens and for how long; times in milliseconds. */
export interface BreakerRules {
  /** Calls that are looked back on. */
  readonly windowMilliseconds: number;
  /** Fewer calls than these say nothing. */
  readonly minimumCalls: number;
  /** The share of them, of 1, that must have failed. */
  readonly failedShare: number;
  readonly openMilliseconds: number;
}

const usualRules: BreakerRules = {
  windowMilliseconds: 30_000,
  minimumCalls: 20,
  failedShare: 0.5,
  openMilliseconds: 15_000,
};

/** The window moves on in steps, so that it costs the same for any number of calls. */
const steps = 10;

interface Step {
  number: number;
  calls: number;
  failed: number;
}

/** How a call ended. `unknown`: it says nothing about the source, since the caller went away. */
export type CallOutcome = 'answered' | 'failed' | 'unknown';

/**
 * Lets a source rest that fails most of the time: while it is open, calls are answered without it. Then one call tries; if that
 * succeeds, the breaker is closed and what was before is forgotten.
 *
 * @example
 * const ended = breaker.enter();
 * if (typeof ended === 'number') throw resting(ended);
 * ended('answered');
 */
export class CircuitBreaker {
  readonly #now: () => number;
  readonly #rules: BreakerRules;
  readonly #steps: Step[] = Array.from({ length: steps }, () => ({ number: -1, calls: 0, failed: 0 }));
  #openUntil: number | undefined;
  #isProbing = false;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number, rules: BreakerRules = usualRules) {
    this.#now = now;
    this.#rules = rules;
  }

  /** Lets a call in, and gives whom to tell exactly once how it ended. Or the milliseconds until another attempt makes sense. */
  enter(): number | ((outcome: CallOutcome) => void) {
    if (this.#openUntil === undefined) return this.#counted;
    const wait = this.#openUntil - this.#now();
    if (wait > 0) return wait;
    if (this.#isProbing) return 1_000;
    this.#isProbing = true;
    return this.#probed;
  }

  readonly #counted = (outcome: CallOutcome): void => {
    // Calls that began before it opened say nothing new.
    if (outcome === 'unknown' || this.#openUntil !== undefined) return;
    const step = this.#step();
    step.calls++;
    if (outcome !== 'failed') return;
    step.failed++;
    if (this.#isTooMuch(step.number)) this.#open();
  };

  readonly #probed = (outcome: CallOutcome): void => {
    this.#isProbing = false;
    if (outcome === 'failed') this.#open();
    if (outcome === 'answered') this.#openUntil = undefined;
  };

  #open(): void {
    this.#openUntil = this.#now() + this.#rules.openMilliseconds;
    for (const step of this.#steps) step.number = -1;
  }

  #step(): Step {
    const number = Math.floor((this.#now() * steps) / this.#rules.windowMilliseconds);
    const step = this.#steps[number % steps]!;
    if (step.number !== number) Object.assign(step, { number, calls: 0, failed: 0 });
    return step;
  }

  #isTooMuch(current: number): boolean {
    let calls = 0;
    let failed = 0;
    for (const step of this.#steps) {
      if (step.number <= current - steps) continue;
      calls += step.calls;
      failed += step.failed;
    }
    return calls >= this.#rules.minimumCalls && failed >= calls * this.#rules.failedShare;
  }
}
