import { noEnd, renewAt } from '../../lambda/tokens/lifetime.ts';
import type { KeptRecord } from '../../lambda/tokens/token-store.ts';
import { instant } from '../terminal/instant.ts';

/** What there is of a token: `none`, one that is `valid` or `ended`, asking for it was `stopped`, or the record is `unreadable`. */
export type TokenStanding = 'none' | 'valid' | 'ended' | 'stopped' | 'unreadable';

/** All that may be told of a kept token: nothing of the token itself. Times are RFC 3339. */
export interface TokenState {
  readonly scheme: string;
  readonly standing: TokenStanding;
  /** Counts up with every change. */
  readonly generation: number;
  readonly obtainedAt: string | null;
  /** `null` too if it was entered without an end. */
  readonly endsAt: string | null;
  /** About when the gate renews it: each process chooses its own moment. */
  readonly renewAt: string | null;
  /** Whether the authorization server said when it ends; the gate assumes something if not. */
  readonly isEndKnown: boolean;
  readonly type: string | null;
  readonly scope: string | null;
  readonly hasRefreshToken: boolean;
  readonly stopped: StoppedState | null;
}

interface StoppedState {
  readonly code: string;
  /** What the authorization server says, if it is a registered code. */
  readonly oauth: string | null;
  readonly since: string;
  readonly remedy: string;
}

/**
 * Says what may be told of a record.
 *
 * @param now milliseconds since 1970
 */
export const tokenState = (scheme: string, { record, isUnreadable }: KeptRecord, now: number): TokenState => {
  const { accessToken, stopped } = record;
  const isThere = accessToken !== undefined;
  const hasEnd = isThere && record.expiresAt < noEnd;
  return {
    scheme,
    standing: isUnreadable
      ? 'unreadable'
      : standingOf({ isThere, isStopped: stopped !== undefined }, record.expiresAt > now),
    generation: record.generation,
    obtainedAt: isThere ? instant(record.createdAt) : null,
    endsAt: hasEnd ? instant(record.expiresAt) : null,
    renewAt: hasEnd ? instant(renewAt(record, 0.5)) : null,
    isEndKnown: record.expiresIn !== undefined,
    type: isThere ? record.tokenType : null,
    scope: record.scope ?? null,
    hasRefreshToken: record.refreshToken !== undefined,
    stopped: stopped
      ? {
          code: stopped.code,
          oauth: stopped.oauth ?? null,
          since: instant(stopped.since),
          remedy: stopped.remedy,
        }
      : null,
  };
};

const standingOf = (
  { isThere, isStopped }: { readonly isThere: boolean; readonly isStopped: boolean },
  isInTime: boolean,
): TokenStanding => {
  if (isStopped) return 'stopped';
  if (!isThere) return 'none';
  return isInTime ? 'valid' : 'ended';
};
