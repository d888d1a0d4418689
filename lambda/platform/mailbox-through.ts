import type { Mailbox } from './mailbox.ts';

/** Does something with a mailbox, whichever it is by then. */
export type UsingMailbox = <Result>(work: (mailbox: Mailbox) => Promise<Result>) => Promise<Result>;

/**
 * A mailbox each of whose methods goes through a function, which finds the real one.
 *
 * @example mailboxThrough(async (work) => work(await found()))
 */
export const mailboxThrough = (using: UsingMailbox): Mailbox => ({
  put: (name, bytes) => using((mailbox) => mailbox.put(name, bytes)),
  get: (name) => using((mailbox) => mailbox.get(name)),
  has: (name) => using((mailbox) => mailbox.has(name)),
  remove: (names) => using((mailbox) => mailbox.remove(names)),
  list: (folder) => using((mailbox) => mailbox.list(folder)),
  create: (name, text) => using((mailbox) => mailbox.create(name, text)),
});
