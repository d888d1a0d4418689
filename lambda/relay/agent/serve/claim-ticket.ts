import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Mailbox } from '../../../platform/mailbox.ts';
import { PlatformError } from '../../../platform/platform-error.ts';
import { mailboxNames } from '../../stream/names.ts';
import type { Offer } from '../../wire/offer.ts';
import { readTicket, ticketText } from '../../wire/ticket.ts';

/** A store that does not answer is asked again so often, after so many milliseconds. */
const pauses = [200, 1_000, 3_000] as const;

/**
 * Records that this process has a request, before it calls the source. Of all who ever get the same offer, and of the gate that withdraws it,
 * one succeeds.
 *
 * @returns whether it is this one. If nobody can know, because the store can not be reached, it is not
 */
export const claimTicket = async (
  mailbox: Pick<Mailbox, 'replace' | 'get'>,
  { id, version, incarnation }: Offer,
): Promise<boolean> => {
  const mark = randomUUID();
  const { ticket } = mailboxNames(id);
  const claim = async (): Promise<boolean> => {
    const claimed = await mailbox.replace(ticket, ticketText({ state: 'claimed', incarnation, mark }), version);
    // A client that asked twice finds what it has written itself.
    return claimed !== undefined || readTicket(await mailbox.get(ticket))?.mark === mark;
  };
  for (const milliseconds of pauses) {
    try {
      return await claim();
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      await sleep(milliseconds);
    }
  }
  return claim().catch(() => false);
};
