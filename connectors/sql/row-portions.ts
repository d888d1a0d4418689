import type { Row } from '../mapping/compile-mapping.ts';
import { rowsAtOnce } from './database.ts';

/** What makes a driver stop to read from its connection, and go on. The server then waits with its next rows. */
export interface Flow {
  pause(): void;
  resume(): void;
}

/**
 * Makes portions of rows that a driver pushes: while nobody asks for a portion it is told to pause, so that no more than one portion, and
 * what was on its way, is held.
 */
export class RowPortions {
  readonly #flow: Flow;
  #rows: Row[] = [];
  #ended: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  push(row: Row): void {
    if (this.#rows.push(row) < rowsAtOnce) return;
    this.#flow.pause();
    this.#wake?.();
  }

  /** No row comes after this; with an error if the query failed. */
  end(error?: unknown): void {
    this.#ended ??= error === undefined ? {} : { error };
    this.#wake?.();
  }

  /**
   * All portions, in their order.
   *
   * @param waiting waits for the next one, as long as the caller of the import lets it
   * @throws what `end` was given
   */
  async *read(waiting: (more: Promise<void>) => Promise<void>): AsyncGenerator<readonly Row[], void> {
    for (;;) {
      if (!this.#ended && this.#rows.length < rowsAtOnce) await waiting(this.#more());
      if (this.#ended && 'error' in this.#ended) throw this.#ended.error;
      const portion = this.#rows.splice(0, rowsAtOnce);
      if (portion.length > 0) yield portion;
      if (this.#ended && this.#rows.length === 0) return;
    }
  }

  #more(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    this.#flow.resume();
    return promise;
  }
}
