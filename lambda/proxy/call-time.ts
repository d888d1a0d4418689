import { CallerGone } from './caller-gone.ts';
import { ProxyFailed } from './proxy-failed.ts';

/** What ends a call. */
export interface CallTimeOptions {
  /** For the whole call, from now on. */
  readonly milliseconds: number;
  /** Milliseconds since 1970. */
  now(): number;
  /** Aborted when the caller is gone. */
  readonly gone: AbortSignal;
}

/** Timers of Node have 31 bits; a longer time would fire at once. */
const longestTimer = 0x7fffffff;

/**
 * The time that one call has, its answer's body included. Its signal is aborted with ProxyFailed `source-timeout`, with
 * CallerGone, or without meaning after the end.
 */
export class CallTime {
  readonly #controller = new AbortController();
  readonly #options: CallTimeOptions;
  readonly #endsAt: number;
  readonly #timer: NodeJS.Timeout;
  readonly #left = () => this.#controller.abort(new CallerGone());

  constructor(options: CallTimeOptions) {
    const { milliseconds, now, gone } = options;
    this.#options = options;
    this.#endsAt = now() + milliseconds;
    const late = () => this.#controller.abort(new ProxyFailed('source-timeout', { fields: { limit: 'whole call' } }));
    this.#timer = setTimeout(late, Math.min(milliseconds, longestTimer));
    if (gone.aborted) this.#left();
    else gone.addEventListener('abort', this.#left, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Milliseconds that are left. */
  get remaining(): number {
    return this.#endsAt - this.#options.now();
  }

  /** Nothing is waited for any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#options.gone.removeEventListener('abort', this.#left);
  }
}
