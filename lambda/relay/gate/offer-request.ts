import { randomBytes } from 'node:crypto';
import type { Mailbox } from '../../platform/mailbox.ts';
import type { RelayPlaces } from '../../platform/relay-places.ts';
import { type RequestKeys, requestKeys, sealRequest } from '../envelope/request-keys.ts';
import type { Session } from '../envelope/session.ts';
import { mailboxNames } from '../stream/names.ts';
import { writeClaim } from '../wire/claim.ts';
import { inlineBytes, offerText } from '../wire/offer.ts';
import { type SealedRequest, writeRequest } from '../wire/sealed-request.ts';
import { ticketBytes } from '../wire/ticket.ts';
import type { AvailableAgent } from './choose-agent.ts';

/** A request that was offered to one agent. */
export interface OfferedRequest {
  readonly id: string;
  readonly agent: string;
  readonly slot: number;
  readonly incarnation: string;
  readonly mailbox: Mailbox;
  readonly keys: RequestKeys;
  /** Names that are removed when the answer was read. */
  readonly names: readonly string[];
  /**
   * Takes it away from the agent.
   *
   * @returns whether nobody has run it, nor ever will; throws PlatformError if nobody can know
   */
  withdraw(): Promise<boolean>;
}

/** What offers are made with. */
export interface OfferOptions {
  readonly places: Pick<RelayPlaces, 'queue' | 'mailbox'>;
  /** With the agent's process. */
  readonly session: Session;
}

/**
 * Seals a request for the process of an agent, lays its ticket into the agent's mailbox and puts it on the agent's queue.
 *
 * Throws PlatformError if nobody has got it, nor ever will.
 */
export const offerRequest = async (
  { places, session }: OfferOptions,
  { agent, slot, process: { incarnation } }: AvailableAgent,
  request: SealedRequest,
): Promise<OfferedRequest> => {
  const id = randomBytes(16).toString('base64url');
  const keys = requestKeys(session.secret, id);
  const sealed = sealRequest(keys, writeRequest(request));
  const mailbox = places.mailbox(slot);
  const { ticket, claim, request: sealedName } = mailboxNames(id);
  const isInline = sealed.length <= inlineBytes;

  if (!isInline) await mailbox.put(sealedName, sealed);
  await mailbox.put(ticket, ticketBytes({ incarnation }));
  const withdraw = async (): Promise<boolean> => {
    const written = await writeClaim(mailbox, id, { state: 'withdrawn', incarnation });
    // By us, or by an agent whose earlier process it was meant for.
    if (written.claim?.state !== 'withdrawn') return false;
    // The ticket first: a message that comes late may be claimed once the claim is gone, but finds no ticket then.
    await mailbox.remove([ticket]);
    await mailbox.remove([claim, sealedName]);
    return true;
  };
  try {
    await places
      .queue(slot)
      .send(offerText({ id, incarnation, key: session.key, sealed: isInline ? sealed : undefined }));
  } catch (error) {
    // It may have been sent all the same: whoever can not take it back waits for what comes of it.
    if (await withdraw().catch(() => false)) throw error;
  }
  const names = isInline ? [ticket, claim] : [ticket, claim, sealedName];
  return { id, agent, slot, incarnation, mailbox, keys, names, withdraw };
};
