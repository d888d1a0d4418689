import { setTimeout as sleep } from 'node:timers/promises';
import type { Mailbox } from '../../../platform/mailbox.ts';
import { PlatformError } from '../../../platform/platform-error.ts';
import { mailboxNames } from '../../stream/names.ts';
import { writeClaim } from '../../wire/claim.ts';
import type { Offer } from '../../wire/offer.ts';

/** A store that does not answer is asked again so often, after so many milliseconds. */
const pauses = [200, 1_000, 3_000] as const;

type ClaimMailbox = Pick<Mailbox, 'create' | 'get' | 'has' | 'remove'>;

/**
 * Records that this process has a request, before it calls the source: of it and the gate that withdraws one succeeds. After that it looks for the
 * ticket: a message that came late may be of a request that was withdrawn and cleared away, so that nothing stood in the way of the claim.
 *
 * @returns whether it has it. If nobody can know, because the store can not be reached, it has not
 */
export const claimTicket = async (mailbox: ClaimMailbox, { id, incarnation }: Offer): Promise<boolean> => {
  let written: boolean | undefined;
  for (const milliseconds of [...pauses, undefined]) {
    try {
      written ??= (await writeClaim(mailbox, id, { state: 'claimed', incarnation })).isOurs;
      if (!written || (await mailbox.has(mailboxNames(id).ticket))) return written;
      await mailbox.remove([mailboxNames(id).claim]);
      return false;
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      if (milliseconds !== undefined) await sleep(milliseconds);
    }
  }
  return false;
};

/**
 * Tells the gate at once that nobody has run what nobody can open: it was meant for an earlier process of this agent, or is not in the mailbox. It is the
 * gate's to clear away; of a request that is over nothing is left behind.
 */
export const giveBack = async (mailbox: ClaimMailbox, { id, incarnation }: Offer): Promise<void> => {
  const { ticket, claim } = mailboxNames(id);
  if (!(await mailbox.has(ticket))) return;
  const { isOurs } = await writeClaim(mailbox, id, { state: 'withdrawn', incarnation });
  if (isOurs && !(await mailbox.has(ticket))) await mailbox.remove([claim]);
};
