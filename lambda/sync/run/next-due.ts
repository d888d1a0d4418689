import type { KeptLines } from '../state/kept-lines.ts';
import type { KnownUser } from '../state/known-user.ts';

const dayMilliseconds = 86_400_000;

/**
 * When there is something to be done though nothing changes: somebody who failed is tried again, or who is disabled is deleted. Milliseconds since 1970.
 *
 * @param days after which who is disabled is deleted; `null`: never
 * @param after when the run began that asks: what was due then it has looked at, and may have left alone for good, such as a user with another one's key
 */
export const nextDue = (known: KeptLines<KnownUser>, days: number | null, after: number): number | undefined => {
  let due = Number.POSITIVE_INFINITY;
  for (const [, user] of known.entries()) {
    const at = dueOf(user, days);
    if (at !== undefined && at > after) due = Math.min(due, at);
  }
  return Number.isFinite(due) ? due : undefined;
};

const dueOf = ({ state, since, trouble }: KnownUser, days: number | null): number | undefined => {
  if (trouble) return trouble.nextAt;
  return state === 'disabled' && since !== undefined && days !== null ? since + days * dayMilliseconds : undefined;
};
