import { renewToken } from './renew-token.ts';
import type { RenewalOptions } from './renewal-options.ts';
import { renewingKeeper, type TokenKeeper } from './renewing-keeper.ts';

/** What the keeper of a source's token works with. */
export type TokenKeeperOptions = Omit<RenewalOptions, 'unstored'>;

/**
 * Keeps one token of a source, which all of its processes share.
 *
 * @example const { accessToken } = await tokenKeeper(options).current(signal)
 */
export const tokenKeeper = (given: TokenKeeperOptions): TokenKeeper => {
  const options: RenewalOptions = { ...given, unstored: {} };
  const { now, random, sleep } = options;
  return renewingKeeper({ now, random, sleep, renew: (wanted, signal) => renewToken(options, wanted, signal) });
};
