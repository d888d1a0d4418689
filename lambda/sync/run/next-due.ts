import type { KeptLines } from '../state/kept-lines.ts';
import type { KnownUser } from '../state/known-user.ts';

const dayMilliseconds = 86_400_000;

/**
 * When there is something to be done though nothing changes: somebody who failed is tried again, or who is disabled is deleted. Milliseconds since 1970.
 *
 * @param days after which who is disabled is deleted; `null`: never
 */
export const nextDue = (known: KeptLines<KnownUser>, days: number | null): number | undefined => {
  let due = Number.POSITIVE_INFINITY;
  for (const [, { state, since, trouble }] of known.entries()) {
    if (trouble) due = Math.min(due, trouble.nextAt ?? due);
    else if (state === 'disabled' && since !== undefined && days !== null)
      due = Math.min(due, since + days * dayMilliseconds);
    else if (state === 'creating') due = 0;
  }
  return Number.isFinite(due) ? due : undefined;
};
