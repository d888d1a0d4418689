/** A text, and the version that it is. */
export interface StoredState {
  readonly text: string;
  /** Opaque. It is another one after every write, even of the same text. */
  readonly version: string;
}

/**
 * Small things of one source that change while it runs: leases, sealed tokens, watermarks. They outlive the process, and several
 * processes see the same.
 *
 * Every method throws PlatformError `state-missing` (the deployment made no place), `state-denied`, `state-unreachable` or
 * `state-invalid` (what is stored was damaged, or written by someone else), and RangeError for a name that is none. After
 * `state-unreachable` nobody knows whether a write happened: read again.
 */
export interface StateStore {
  /** @param name as `stateName` checks it, such as `tokens/oauth` */
  read(name: string): Promise<StoredState | undefined>;
  /**
   * Compare and set.
   *
   * @param after the version that must still be stored; `undefined` if nothing must be
   * @returns the new version, once it is safe on disk; `undefined` if somebody else has written, and nothing was changed
   */
  write(name: string, text: string, after: string | undefined): Promise<string | undefined>;
}
