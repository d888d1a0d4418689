/**
 * Notes when nothing has been sent for some time. A host may end a call that is silent, however well it does: a source that thinks for
 * minutes, or gives its rows one by one.
 */
export class Silence {
  /** Whether something should be sent now. */
  isLong = false;
  readonly #timer: NodeJS.Timeout | undefined;

  /**
   * @param milliseconds after which something should be sent; `undefined` if silence does no harm
   * @param onLong called each time
   */
  constructor(milliseconds: number | undefined, onLong: () => void) {
    if (milliseconds === undefined) return;
    this.#timer = setTimeout(() => {
      this.isLong = true;
      onLong();
    }, milliseconds);
    this.#timer.unref();
  }

  /** Something was sent. */
  end(): void {
    this.isLong = false;
    this.#timer?.refresh();
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
