/** What goes wrong with one call. */
export interface ScimFault {
  /** The how manieth of the calls that fit it is. @default 1 */
  readonly nth?: number;
  /** @default - any */
  readonly method?: string;
  /** What the path must begin with: `/Users`. @default - any */
  readonly path?: string;
  /** `cut-before`: nothing is done, and the connection is cut. `cut-after`: it is done, and nobody hears of it. A number: that status, and nothing is done. */
  readonly is: number | 'cut-before' | 'cut-after';
  readonly headers?: Readonly<Record<string, string>>;
}

/** Faults that wait for their call, each for one. */
export class ScimFaults {
  readonly #waiting: { fault: ScimFault; left: number }[] = [];

  add(fault: ScimFault): void {
    this.#waiting.push({ fault, left: fault.nth ?? 1 });
  }

  /** The fault of this call. All that it fits count it. */
  of(method: string, path: string): ScimFault | undefined {
    let due: ScimFault | undefined;
    for (const waiting of [...this.#waiting]) {
      const { fault } = waiting;
      if (fault.method !== undefined && fault.method !== method) continue;
      if (fault.path !== undefined && !path.startsWith(fault.path)) continue;
      if (--waiting.left > 0 || due) continue;
      due = fault;
      this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    }
    return due;
  }

  clear(): void {
    this.#waiting.length = 0;
  }
}
