import { join } from 'node:path';
import type { Mailbox } from '../mailbox.ts';
import type { Queue } from '../queue.ts';
import { localMailbox } from './local-mailbox.ts';
import { localQueue } from './local-queue.ts';

/**
 * The queue and the mailbox of one agent on this machine, for the gate and the agent alike. Requests end with the processes that work on them, so
 * that nothing of theirs has to outlive a cut of power.
 *
 * @param folder absolute, of all agents
 */
export const localSlot = (folder: string, slot: number): { readonly queue: Queue; readonly mailbox: Mailbox } => ({
  queue: localQueue(join(folder, String(slot)), 'queue', Date.now, 'process'),
  mailbox: localMailbox(join(folder, String(slot), 'mailbox'), Date.now),
});
