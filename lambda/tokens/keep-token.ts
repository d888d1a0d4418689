import { PlatformError } from '../platform/platform-error.ts';
import type { AskedToken } from './ask-for-token.ts';
import { expiryOf } from './lifetime.ts';
import type { RenewalOptions, Wanted } from './renewal-options.ts';
import type { TokenRecord } from './token-record.ts';
import type { KeptRecord } from './token-store.ts';

const storeAttempts = 5;

/**
 * Stores a token, and only then gives it out.
 *
 * @returns `undefined` if somebody else has stored a newer one
 * @throws PlatformError if a refresh token can not be stored; it is kept in `unstored` then
 */
export const keepToken = async (
  options: RenewalOptions,
  asked: AskedToken,
  before: KeptRecord,
  wanted: Wanted,
): Promise<TokenRecord | undefined> => {
  const { store, log, audit, name, now, unstored } = options;
  const { generation } = before.record;
  unstored.token = { ...asked, generation };
  let kept = before;
  for (let tried = 1; ; tried++) {
    const isForced = wanted.reason === 'refused';
    const record = { ...recordOf(asked, notBefore(kept.record, wanted)), ...(isForced && { isForced }) };
    try {
      const written = await store.write(record, kept);
      if (written) {
        unstored.token = undefined;
        log.info('token.obtained', {
          ...audit,
          scheme: name,
          generation: record.generation,
          seconds: Math.round((record.expiresAt - now()) / 1_000),
        });
        return written.record;
      }
      kept = await store.read();
      // An older answer never takes the place of a newer one; or a write that seemed to fail was not lost.
      if (kept.record.generation > generation) {
        unstored.token = undefined;
        return undefined;
      }
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      await storeFailed(options, asked, error, tried);
      if (tried < storeAttempts) continue;
      unstored.token = undefined;
      return record;
    }
  }
};

/** A new refresh token is good for nothing before it is stored: then a restart would lose it. Other tokens can be had again. */
const storeFailed = async (
  { log, audit, name, sleep, random }: RenewalOptions,
  { answer }: AskedToken,
  error: PlatformError,
  tried: number,
): Promise<void> => {
  if (tried < storeAttempts) return sleep(200 * 2 ** tried * (0.5 + random()), AbortSignal.timeout(60_000));
  log.error('token.not-stored', { ...audit, scheme: name, code: error.code, reason: error.message });
  if (answer.refreshToken !== undefined) throw error;
};

/** What is kept of a token that was asked for. */
export const recordOf = ({ answer, askedAt, refreshToken }: AskedToken, before: TokenRecord): TokenRecord => ({
  generation: before.generation + 1,
  accessToken: answer.accessToken,
  refreshToken,
  tokenType: answer.tokenType,
  expiresIn: answer.expiresIn,
  expiresAt: expiryOf(answer, askedAt),
  createdAt: askedAt,
  scope: answer.scope,
  entered: before.entered,
  enteredAt: before.enteredAt,
});

/** Generations go on where a process knows them to be, even if the record was removed or can not be opened any more. */
export const notBefore = (record: TokenRecord, { after }: Wanted): TokenRecord =>
  record.generation < after ? { ...record, generation: after } : record;
