import { randomBytes, randomUUID } from 'node:crypto';
import type { Mailbox } from '../../platform/mailbox.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import type { RelayPlaces } from '../../platform/relay-places.ts';
import { type RequestKeys, requestKeys, sealRequest } from '../envelope/request-keys.ts';
import type { Session } from '../envelope/session.ts';
import { mailboxNames } from '../stream/names.ts';
import { inlineBytes, offerText } from '../wire/offer.ts';
import { type SealedRequest, writeRequest } from '../wire/sealed-request.ts';
import { readTicket, ticketText } from '../wire/ticket.ts';
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
  const { ticket, request: sealedName } = mailboxNames(id);
  const isInline = sealed.length <= inlineBytes;

  if (!isInline) await mailbox.put(sealedName, sealed);
  const version = await mailbox.create(ticket, ticketText({ state: 'offered', incarnation, mark: randomUUID() }));
  // Names are random: a store that says it is there has written it before, and lost the answer.
  if (version === undefined) {
    await mailbox.remove([ticket, sealedName]);
    throw new PlatformError('mailbox-unreachable', 'the mailbox lost the answer to a write: try again');
  }
  const withdraw = async (): Promise<boolean> => {
    const mark = randomUUID();
    const text = ticketText({ state: 'withdrawn', incarnation, mark });
    const withdrawn = await mailbox.replace(ticket, text, version);
    const now = withdrawn === undefined ? readTicket(await mailbox.get(ticket)) : undefined;
    // By us, or by an agent whose earlier process it was meant for.
    const isFree = withdrawn !== undefined || now?.state === 'withdrawn';
    if (isFree) await mailbox.remove([ticket, sealedName]);
    return isFree;
  };
  try {
    await places
      .queue(slot)
      .send(offerText({ id, incarnation, version, key: session.key, sealed: isInline ? sealed : undefined }));
  } catch (error) {
    // It may have been sent all the same: whoever can not take it back waits for what comes of it.
    if (await withdraw().catch(() => false)) throw error;
  }
  const names = isInline ? [ticket] : [ticket, sealedName];
  return { id, agent, slot, incarnation, mailbox, keys, names, withdraw };
};
