import type { Mailbox } from '../../../platform/mailbox.ts';
import { readTicket, type Ticket } from '../../wire/ticket.ts';

/**
 * Removes what an earlier process of this agent has left in its mailbox. A gate that still waits for that process finds its ticket gone, and
 * knows that the request may have been run. What was only offered is the gate's to withdraw.
 *
 * Called before the gate is told of this process, so that nothing there can be of its own.
 *
 * @returns how many objects were removed
 */
export const sweepMailbox = async (mailbox: Pick<Mailbox, 'list' | 'remove' | 'get'>): Promise<number> => {
  const names = await mailbox.list();
  const states = new Map<string, Ticket['state'] | undefined>();
  for (const name of names) {
    if (name.endsWith('/t')) states.set(requestOf(name), readTicket(await mailbox.get(name))?.state);
  }
  const left = names.filter((name) => states.get(requestOf(name)) !== 'offered');
  await mailbox.remove(left);
  return left.length;
};

const requestOf = (name: string): string => name.split('/', 1)[0]!;
