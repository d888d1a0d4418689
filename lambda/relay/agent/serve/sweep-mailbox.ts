import { setTimeout as sleep } from 'node:timers/promises';
import type { Mailbox } from '../../../platform/mailbox.ts';
import { beatName, mailboxNames } from '../../stream/names.ts';
import { readBeat } from '../../wire/beat.ts';
import { readTicket } from '../../wire/ticket.ts';

/** The gate may have laid a part of a request down, and be about to write its ticket; in a minute it has. */
const settledMilliseconds = 60_000;

/**
 * Removes what earlier processes of this agent have left in its mailbox. A gate that still waits for one of them finds its ticket gone, and
 * knows that the request may have been run. What was only offered is the gate's to withdraw, and what is of this process is left alone.
 *
 * What has no ticket is removed a minute later, if it has none by then.
 *
 * @param incarnation of this process
 * @param signal ends it early; then what is left is for the next process
 * @returns how many objects were removed
 */
export const sweepMailbox = async (
  mailbox: Pick<Mailbox, 'list' | 'remove' | 'get'>,
  incarnation: string,
  signal: AbortSignal,
): Promise<number> => {
  const first = await leftIn(mailbox, incarnation);
  await mailbox.remove(first.over);
  if (first.unclear.length === 0) return first.over.length;
  await sleep(settledMilliseconds, undefined, { signal, ref: false }).catch(() => undefined);
  if (signal.aborted) return first.over.length;
  const second = await leftIn(mailbox, incarnation);
  const unclear = second.unclear.filter((name) => first.unclear.includes(name));
  await mailbox.remove([...second.over, ...unclear]);
  return first.over.length + second.over.length + unclear.length;
};

interface Left {
  /** Of processes that are no more. */
  readonly over: readonly string[];
  /** Of a request without a ticket. */
  readonly unclear: readonly string[];
}

const leftIn = async (mailbox: Pick<Mailbox, 'list' | 'get'>, incarnation: string): Promise<Left> => {
  const names = await mailbox.list();
  const there = new Set(names);
  const fates = new Map<string, 'over' | 'kept'>();
  for (const name of names) {
    if (name === beatName) {
      const beat = readBeat(await mailbox.get(name));
      fates.set(name, beat?.incarnation === incarnation ? 'kept' : 'over');
    } else if (name.endsWith('/t')) {
      const id = requestOf(name);
      const isOwn = readTicket(await mailbox.get(name))?.incarnation === incarnation;
      const isOffered = !there.has(mailboxNames(id).claim);
      fates.set(id, isOwn || isOffered ? 'kept' : 'over');
    }
  }
  return {
    over: names.filter((name) => fates.get(requestOf(name)) === 'over'),
    unclear: names.filter((name) => !fates.has(requestOf(name))),
  };
};

const requestOf = (name: string): string => name.split('/', 1)[0]!;
