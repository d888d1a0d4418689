import type { TokenScheme } from '../../connectors/authentication/authentication.ts';
import type { Log, LogFields } from '../platform/log.ts';
import { PlatformError } from '../platform/platform-error.ts';
import type { StateStore } from '../platform/state-store.ts';
import { type AskedToken, askForToken, outdated } from './ask-for-token.ts';
import { takeOver } from './entered-token.ts';
import { type Lease, leaseTaker, type Sleep } from './lease.ts';
import { expiryOf, usableUntil } from './lifetime.ts';
import { candidatesOf, printOf } from './secret-candidates.ts';
import { TokenError } from './token-error.ts';
import type { SchemeSecret, TokenGrant } from './token-grant.ts';
import type { TokenRecord } from './token-record.ts';
import { type KeptRecord, recordName, type TokenStore } from './token-store.ts';

/** What one token is renewed with. */
export interface RenewalOptions {
  /** Of the scheme. */
  readonly name: string;
  readonly scheme: TokenScheme;
  /** Loads the grant when it is first needed. */
  readonly grant: () => Promise<TokenGrant>;
  /** The source's whole secret. */
  readonly secret: () => Promise<SchemeSecret>;
  readonly store: TokenStore;
  readonly state: StateStore;
  readonly log: Log;
  /** Gateway and source, for the log. */
  readonly audit: LogFields;
  /** Milliseconds since 1970. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
  readonly sleep: Sleep;
  unique(): string;
  /** What could not be stored yet: it is worth more than a new token, for it may hold the only refresh token that is still valid. */
  readonly unstored: { token?: UnstoredToken | undefined };
}

/** A token that was obtained after the record of a generation, and belongs after no other. */
interface UnstoredToken extends AskedToken {
  readonly generation: number;
}

/** Which token is good enough. */
export interface Wanted {
  /** Only one of a later generation is. */
  readonly after: number;
  /** `refused`: by the source. `ordered`: by an administrator, and so even if asking was stopped. */
  readonly reason: 'due' | 'refused' | 'ordered';
}

const firstPoll = 100;
const longestPoll = 500;
const storeAttempts = 5;

/**
 * A token that is good enough: the stored one, or a new one, which is asked for by one process at a time and stored before it is used.
 *
 * @throws TokenError, SourceError `credentials-missing`, PlatformError, or the signal's reason
 */
export const renewToken = async (
  options: RenewalOptions,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<TokenRecord> => {
  const { name, scheme, sleep, random } = options;
  const take = leaseTaker({ ...options, name: `${recordName(name)}.lease`, signal });
  for (let poll = firstPoll; ; poll = Math.min(longestPoll, poll * 2)) {
    const secrets = candidatesOf(await options.secret(), scheme);
    const before = await readRecord(options, secrets, wanted);
    if (isGood(options, before.record, wanted)) return before.record;
    if (wanted.reason !== 'ordered') throwIfStopped(options, before.record, secrets);
    const lease = await take();
    if (lease) {
      const renewed = await renewAlone(options, { wanted, secrets, lease, signal });
      if (renewed) return renewed;
    }
    await sleep(poll * (0.5 + random()), signal);
  }
};

const isGood = ({ now }: RenewalOptions, record: TokenRecord, { after }: Wanted): boolean =>
  record.accessToken !== undefined && record.generation > after && now() < usableUntil(record);

/** The stored record, with what was entered by hand since. */
const readRecord = async (
  options: RenewalOptions,
  secrets: readonly SchemeSecret[],
  wanted: Wanted,
): Promise<KeptRecord> => {
  const { store, log, audit, name, now } = options;
  for (;;) {
    const kept = await store.read();
    if (kept.isUnreadable) log.warn('token.unreadable', { ...audit, scheme: name });
    const entered = takeOver(notBefore(kept.record, wanted), secrets.at(-1)!, now());
    if (!entered) return kept;
    const written = await store.write(entered, kept);
    if (written) return written;
  }
};

/** Generations go on where a process knows them to be, even if the record was removed or can not be opened any more. */
const notBefore = (record: TokenRecord, { after }: Wanted): TokenRecord =>
  record.generation < after ? { ...record, generation: after } : record;

const throwIfStopped = (
  { scheme }: RenewalOptions,
  { stopped }: TokenRecord,
  secrets: readonly SchemeSecret[],
): void => {
  if (stopped?.asked !== printOf([scheme, secrets])) return;
  const until =
    'no further token is asked for until the secret or the configuration changes, or by sallyport tokens <source> --renew';
  throw new TokenError(stopped.code, `${stopped.remedy} (${until})`, { oauth: stopped.oauth });
};

interface Alone {
  readonly wanted: Wanted;
  readonly secrets: readonly SchemeSecret[];
  readonly lease: Lease;
  readonly signal: AbortSignal;
}

/** Renews under a lease. `undefined` if everything must be looked at again. */
const renewAlone = async (options: RenewalOptions, alone: Alone): Promise<TokenRecord | undefined> => {
  const { wanted, secrets, lease } = alone;
  try {
    // Whoever had the lease before has most likely done the work.
    const before = await readRecord(options, secrets, wanted);
    if (isGood(options, before.record, wanted)) return before.record;
    const unstored = unstoredAfter(options, before.record);
    const asked = unstored ?? (await ask(options, alone, before));
    const record = asked === outdated ? undefined : await keep(options, asked, before, wanted);
    // What was not stored for long may have ended, and then has only its refresh token.
    return unstored && record && !isGood(options, record, wanted) ? undefined : record;
  } finally {
    await lease.release();
  }
};

const unstoredAfter = ({ unstored: { token } }: RenewalOptions, { generation }: TokenRecord) =>
  token?.generation === generation ? token : undefined;

const ask = async (options: RenewalOptions, { secrets, lease, signal }: Alone, before: KeptRecord) =>
  askForToken({
    ...options,
    grant: await options.grant(),
    secrets,
    refreshToken: before.record.refreshToken,
    isOutdated: async () => (await options.store.read()).version !== before.version,
    lease,
    signal,
  }).catch((error: unknown) => stop(options, error, before, secrets));

/** Stops asking after what only a person can correct. */
const stop = async (
  { store, log, audit, name, scheme, now }: RenewalOptions,
  error: unknown,
  before: KeptRecord,
  secrets: readonly SchemeSecret[],
): Promise<never> => {
  if (!(error instanceof TokenError) || error.mayPass || error.code === 'token-answer-invalid') throw error;
  const { code, oauth, message: remedy } = error;
  const { record } = before;
  const stopped = { code, oauth, since: now(), remedy, asked: printOf([scheme, secrets]) };
  // What is stored stays: another process may know better, and its tokens may be good.
  await store.write({ ...record, stopped }, before).catch(() => undefined);
  log.error('token.stopped', { ...audit, scheme: name, code, oauth, reason: remedy });
  throw error;
};

/** Stores a token, and only then gives it out. `undefined` if somebody else has stored a newer one. */
const keep = async (
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
      unstored.token = undefined;
      if (written) {
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
