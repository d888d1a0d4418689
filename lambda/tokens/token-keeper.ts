import { untilAborted } from '../../connectors/until-aborted.ts';
import { renewAt, usableUntil } from './lifetime.ts';
import { type RenewalOptions, renewToken } from './renew-token.ts';
import { TokenError } from './token-error.ts';
import type { TokenRecord } from './token-record.ts';

/** One token of a source while it runs. */
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
   * @returns `undefined` if the refused one was renewed for the same reason just now: another would not help
   */
  renewed(refused: number, signal: AbortSignal): Promise<TokenRecord | undefined>;
}

/** What a keeper works with. */
export type TokenKeeperOptions = Omit<RenewalOptions, 'unstored'>;

/** A renewal with everything that it waits for. */
const flightMilliseconds = 60_000;
/** A source that refuses a token which was renewed because of it so short ago refuses it for another reason. */
const forcedAgainMilliseconds = 60_000;
/** Whoever corrects what stopped a token wants to see it work. */
const stoppedRest = 15_000;
const firstRest = 1_000;
const longestRest = 60_000;

/**
 * Keeps one token in memory, and renews it once for all who wait.
 *
 * @example const { accessToken } = await tokenKeeper(options).current(signal)
 */
export const tokenKeeper = (given: TokenKeeperOptions): TokenKeeper => {
  const options: RenewalOptions = { ...given, unstored: {} };
  const { now, random } = options;
  let known: { readonly record: TokenRecord; readonly due: number; readonly until: number } | undefined;
  let flight: Promise<TokenRecord> | undefined;
  let rest: { readonly until: number; readonly error: unknown } | undefined;
  let failures = 0;
  let forced: { readonly generation: number; readonly at: number } | undefined;

  const fly = async (after: number): Promise<TokenRecord> => {
    try {
      const wanted = { after, isOrdered: false };
      const record = await renewToken(options, wanted, AbortSignal.timeout(flightMilliseconds)).catch(explainTimeout);
      known = { record, due: renewAt(record, random()), until: usableUntil(record) };
      failures = 0;
      rest = undefined;
      return record;
    } catch (error) {
      failures++;
      rest = { until: now() + restAfter(error, failures, random()), error };
      throw error;
    } finally {
      flight = undefined;
    }
  };

  const renew = (after: number, signal: AbortSignal): Promise<TokenRecord> => {
    if (!flight && rest && now() < rest.until) return Promise.reject(resting(rest.error, rest.until - now()));
    flight ??= fly(after);
    return untilAborted(signal, flight);
  };

  return {
    async current(signal) {
      const time = now();
      if (known && time < known.due) return known.record;
      const isUsable = known !== undefined && time < known.until;
      if (isUsable && (flight || (rest && time < rest.until))) return known!.record;
      try {
        return await renew(known?.record.generation ?? 0, signal);
      } catch (error) {
        if (!isUsable || signal.aborted) throw error;
        return known!.record;
      }
    },
    async renewed(refused, signal) {
      if (forced?.generation === refused && now() - forced.at < forcedAgainMilliseconds) return undefined;
      // A renewal that is under way may have begun before the token was refused, and end with that very token.
      while (!known || known.record.generation <= refused) await renew(refused, signal);
      const { record } = known;
      forced = { generation: record.generation, at: now() };
      return record;
    },
  };
};

const restAfter = (error: unknown, failures: number, random: number): number => {
  if (!(error instanceof TokenError)) return firstRest;
  if (!error.mayPass) return stoppedRest;
  const grown = Math.min(longestRest, firstRest * 2 ** Math.min(failures, 10)) * (0.5 + 0.5 * random);
  return Math.max(error.retryAfter ?? 0, grown);
};

/** The error again, with what is left of its rest. */
const resting = (error: unknown, milliseconds: number): unknown => {
  if (!(error instanceof TokenError) || !error.mayPass) return error;
  const { code, message, oauth, status } = error;
  return new TokenError(code, message, { oauth, status, retryAfter: milliseconds, cause: error });
};

const explainTimeout = (error: unknown): never => {
  if ((error as Error | undefined)?.name !== 'TimeoutError') throw error;
  throw new TokenError(
    'token-unreachable',
    'there was no token within a minute: the authorization server is slow, or another process holds the lease',
  );
};
