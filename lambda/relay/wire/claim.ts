import { randomUUID } from 'node:crypto';
import type { Mailbox } from '../../platform/mailbox.ts';
import { mailboxNames } from '../stream/names.ts';

/**
 * Who has a request. Of all who write it one succeeds, for it is written only where there is none: the agent before it calls the source (`claimed`), or the
 * gate, or a later process of the agent, which both say that nobody will (`withdrawn`).
 *
 * It is an object of its own, and not the ticket written anew: Cloud Storage takes one write a second of the same object
 * (cloud.google.com/storage/quotas, "maximum rate of writes to the same object name").
 */
export interface Claim {
  readonly state: 'claimed' | 'withdrawn';
  readonly incarnation: string;
  /** Tells whoever wrote it that it was they, when the store's answer was lost. */
  readonly mark: string;
}

/** `undefined` for what is none. */
export const readClaim = (bytes: Uint8Array | undefined): Claim | undefined => {
  if (!bytes) return undefined;
  try {
    const claim = JSON.parse(Buffer.from(bytes).toString()) as Partial<Claim>;
    const isClaim = typeof claim.state === 'string' && typeof claim.incarnation === 'string';
    return isClaim ? (claim as Claim) : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Writes who has a request, if nobody has said so yet.
 *
 * Throws PlatformError; then nobody knows whether it was written.
 *
 * @returns what stands there now; `undefined` if it was removed meanwhile
 */
export const writeClaim = async (
  mailbox: Pick<Mailbox, 'create' | 'get'>,
  id: string,
  claim: Omit<Claim, 'mark'>,
): Promise<{ readonly claim: Claim | undefined; readonly isOurs: boolean }> => {
  const name = mailboxNames(id).claim;
  const ours: Claim = { ...claim, mark: randomUUID() };
  if (await mailbox.create(name, JSON.stringify(ours))) return { claim: ours, isOurs: true };
  // A client that asked twice finds what it has written itself.
  const found = readClaim(await mailbox.get(name));
  return { claim: found, isOurs: found?.mark === ours.mark };
};
