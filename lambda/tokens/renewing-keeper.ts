import { untilAborted } from '../../connectors/until-aborted.ts';
import { renewAt, usableUntil } from './lifetime.ts';
import type { RenewalOptions, Wanted } from './renewal-options.ts';
import { TokenError } from './token-error.ts';
import type { TokenRecord } from './token-record.ts';

/** One token while a source runs. */
export interface TokenKeeper {
  /**
   * A token that may be sent now. Renewed before its end: whoever comes first waits for the new one, all others use the old one.
   *
   * Throws TokenError, SourceError `credentials-missing`, PlatformError, or the signal's reason.
   */
  current(signal: AbortSignal): Promise<TokenRecord>;
  /**
   * A token of a later generation than the one that the source has refused. Throws as `current` does.
   *
   * @returns `undefined` if the refused one was obtained for the same reason just now, by whichever process: another would not help
   */
  renewed(refused: number, signal: AbortSignal): Promise<TokenRecord | undefined>;
}

/** What a keeper works with. */
export interface RenewingKeeperOptions extends Pick<RenewalOptions, 'now' | 'random' | 'sleep'> {
  /** Gets a token that is good enough. It need not end by itself: the signal is aborted after a minute. */
  renew(wanted: Wanted, signal: AbortSignal): Promise<TokenRecord>;
}

/** A renewal with everything that it waits for. */
const flightMilliseconds = 60_000;
/** A source that refuses a token which was renewed because of it so short ago refuses it for another reason. */
const forcedAgainMilliseconds = 60_000;
/** Whoever corrects what stopped a token wants to see it work. */
const stoppedRest = 15_000;
const firstRest = 1_000;
const longestRest = 60_000;
/** However long a server wants to be left alone: nobody comes to start a process again. */
const longestAsked = 3_600_000;

/**
 * Keeps one token in memory, and renews it once for all who wait.
 *
 * @example const { accessToken } = await renewingKeeper({ now, random, sleep, renew }).current(signal)
 */
export const renewingKeeper = ({ now, random, sleep, renew: renewedBy }: RenewingKeeperOptions): TokenKeeper => {
  let known: { readonly record: TokenRecord; readonly due: number; readonly until: number } | undefined;
  let flight: Promise<TokenRecord> | undefined;
  let rest: { readonly until: number; readonly error: unknown } | undefined;
  let failures = 0;

  const fly = async (wanted: Wanted): Promise<TokenRecord> => {
    const endsAt = now() + flightMilliseconds;
    const landed = new AbortController();
    const late = new AbortController();
    const end = () => late.abort(tooLate());
    sleep(flightMilliseconds, landed.signal).then(end, () => undefined);
    try {
      // Nothing that hangs, whatever it is, keeps others from trying again.
      const record = await untilAborted(late.signal, renewedBy(wanted, late.signal));
      known = { record, due: renewAt(record, random()), until: usableUntil(record) };
      failures = 0;
      rest = undefined;
      return record;
    } catch (error) {
      failures++;
      // A process that was frozen in between has rested.
      rest = { until: Math.min(now(), endsAt) + restAfter(error, failures, random()), error };
      throw error;
    } finally {
      landed.abort();
      flight = undefined;
    }
  };

  const renew = (wanted: Wanted, signal: AbortSignal): Promise<TokenRecord> => {
    if (!flight && rest && now() < rest.until) return Promise.reject(resting(rest.error, rest.until - now()));
    flight ??= fly(wanted);
    return untilAborted(signal, flight);
  };

  return {
    async current(signal) {
      const time = now();
      if (known && time < known.due) return known.record;
      const isUsable = known !== undefined && time < known.until;
      if (isUsable && (flight || (rest && time < rest.until))) return known!.record;
      try {
        return await renew({ after: known?.record.generation ?? 0, reason: 'due' }, signal);
      } catch (error) {
        if (!isUsable || signal.aborted) throw error;
        return known!.record;
      }
    },
    async renewed(refused, signal) {
      // A renewal that is under way may have begun before the token was refused, and end with that very token.
      while (!known || known.record.generation <= refused) {
        if (known && isForcedAgain(known.record, now())) return undefined;
        await renew({ after: refused, reason: 'refused' }, signal);
      }
      return known.record;
    },
  };
};

const isForcedAgain = ({ isForced, createdAt }: TokenRecord, now: number): boolean =>
  isForced === true && now - createdAt < forcedAgainMilliseconds;

const restAfter = (error: unknown, failures: number, random: number): number => {
  if (!(error instanceof TokenError)) return firstRest;
  if (!error.mayPass) return stoppedRest;
  const grown = Math.min(longestRest, firstRest * 2 ** Math.min(failures, 10)) * (0.5 + 0.5 * random);
  return Math.max(Math.min(error.retryAfter ?? 0, longestAsked), grown);
};

/** The error again, with what is left of its rest. */
const resting = (error: unknown, milliseconds: number): unknown => {
  if (!(error instanceof TokenError) || !error.mayPass) return error;
  const { code, message, oauth, status } = error;
  return new TokenError(code, message, { oauth, status, retryAfter: milliseconds, cause: error });
};

const tooLate = (): TokenError =>
  new TokenError(
    'token-unreachable',
    'there was no token within a minute: the authorization server or a store of the host is slow, or another process holds the lease',
  );
