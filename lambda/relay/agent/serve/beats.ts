import type { Mailbox } from '../../../platform/mailbox.ts';
import { beatName } from '../../stream/names.ts';
import { beatMilliseconds } from '../../times.ts';
import { beatBytes } from '../../wire/beat.ts';

/** Says in the mailbox that the agent is there, for as long as it has something in hand. */
export interface Beats {
  /** So many chunks of the answer to this request are in the mailbox. */
  written(id: string, chunks: number): void;
  /** The request is settled. */
  settled(id: string): Promise<void>;
}

/**
 * The first word comes after an interval, for most requests are over by then. When there is nothing in hand any more, the word goes.
 *
 * A word that can not be written is not tried again: the next one is due soon.
 */
export const beatsIn = (mailbox: Pick<Mailbox, 'put' | 'remove'>, incarnation: string): Beats => {
  const written = new Map<string, number>();
  let count = 0;
  let isThere = false;
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  const inTurn = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work).catch(() => undefined);
    return last;
  };
  const beat = () =>
    inTurn(async () => {
      if (written.size === 0) return;
      isThere = true;
      await mailbox.put(beatName, beatBytes({ incarnation, count: ++count, written: Object.fromEntries(written) }));
    });

  return {
    written(id, chunks) {
      written.set(id, chunks);
      timer ??= setInterval(beat, beatMilliseconds);
    },
    async settled(id) {
      written.delete(id);
      if (written.size > 0) return;
      clearInterval(timer);
      timer = undefined;
      await inTurn(async () => {
        if (!isThere || written.size > 0) return;
        await mailbox.remove([beatName]);
        isThere = false;
      });
    },
  };
};
