/**
 * How many calls a source gets at the same time. Whoever finds no free slot waits in line: first come, first served.
 *
 * @example
 * const slots = new CallSlots(16);
 * if (!slots.take()) await slots.wait(signal);
 * try { … } finally { slots.free(); }
 */
export class CallSlots {
  #free: number;
  readonly #line = new Set<() => void>();

  /** @param count how many there are */
  constructor(count: number) {
    this.#free = count;
  }

  /** How many calls stand in line. */
  get waiting(): number {
    return this.#line.size;
  }

  /** Takes a slot if one is free, and nobody waits for it. */
  take(): boolean {
    if (this.#free === 0) return false;
    this.#free--;
    return true;
  }

  /** Stands in line for a slot; rejects with the signal's reason, and leaves the line then. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const leave = () => {
        this.#line.delete(served);
        reject(signal.reason);
      };
      const served = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      this.#line.add(served);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Gives a slot back: to the first in line, if there is a line. */
  free(): void {
    const [first] = this.#line;
    if (!first) {
      this.#free++;
      return;
    }
    this.#line.delete(first);
    first();
  }
}
