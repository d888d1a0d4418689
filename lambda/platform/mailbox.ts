/**
 * Where one agent and the gate lay down what is too large for a queue, or must be seen by both at once: objects of one agent alone, under
 * names as `stateName` checks them. Each is seen by everyone as soon as the call that wrote it has ended.
 *
 * Every method throws PlatformError `mailbox-missing` (the deployment made no place), `mailbox-denied` or `mailbox-unreachable`; after the
 * last one nobody knows whether something was written or removed. A lost answer is asked for again by the client itself: `create` may then
 * find its own text, and say `false`. Whoever must know writes a text that only it can have written, and reads.
 */
export interface Mailbox {
  /** Writes an object of up to 8 MiB, in the place of any that was there. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** `undefined` if there is none. */
  get(name: string): Promise<Uint8Array | undefined>;
  /** Whether there is one, without its bytes. */
  has(name: string): Promise<boolean>;
  /** Those that are not there are no error. */
  remove(names: readonly string[]): Promise<void>;
  /** Names that begin with `<folder>/`, or all of them without one. Complete, in no particular order. */
  list(folder?: string): Promise<readonly string[]>;
  /** Writes a text if there is nothing by that name: of several that do so at once one succeeds. @returns whether this one did */
  create(name: string, text: string): Promise<boolean>;
}
