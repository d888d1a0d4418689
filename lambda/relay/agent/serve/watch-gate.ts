import type { Mailbox } from '../../../platform/mailbox.ts';
import { mailboxNames } from '../../stream/names.ts';
import { gateSilentMilliseconds } from '../../times.ts';

/** So often the agent looks whether its request is still wanted, in milliseconds. */
const lookMilliseconds = 1_000;

/** Why a request is worked on no longer. */
export type NotWanted =
  /** Its ticket is gone: the gate has read the answer, or does not want it. */
  | 'gone'
  /** Nothing was heard of the gate's process for a minute, or the mailbox could not be reached for as long. */
  | 'gate-silent';

/** Ends when a request is wanted no longer, or when it is told to. */
export interface GateWatch {
  readonly ended: Promise<NotWanted>;
  /** Looks again soon: the answer is written, and most likely read. */
  soon(): void;
  stop(): void;
}

/**
 * Looks once a second whether the ticket of a request is there, and, when it has lasted for a while, whether the gate's own word in the mailbox changes.
 *
 * @param clock milliseconds
 */
export const watchGate = (mailbox: Pick<Mailbox, 'has' | 'get'>, id: string, clock: () => number): GateWatch => {
  const { ticket, gate } = mailboxNames(id);
  const { promise, resolve } = Promise.withResolvers<NotWanted>();
  let timer: NodeJS.Timeout | undefined;
  let heardAt = clock();
  let word: string | undefined;
  let isStopped = false;

  const end = (why: NotWanted) => {
    isStopped = true;
    clearTimeout(timer);
    resolve(why);
  };
  const look = async (): Promise<void> => {
    try {
      if (!(await mailbox.has(ticket))) return end('gone');
      const heard = Buffer.from((await mailbox.get(gate)) ?? []).toString();
      if (heard !== word) heardAt = clock();
      word = heard;
    } catch {
      // A network that is away comes back, or it is away for too long.
    }
    if (isStopped) return;
    if (clock() - heardAt > gateSilentMilliseconds) return end('gate-silent');
    lookIn(lookMilliseconds);
  };
  const lookIn = (milliseconds: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), milliseconds);
  };
  lookIn(lookMilliseconds);
  return {
    ended: promise,
    soon: () => {
      if (!isStopped) lookIn(20);
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
};
