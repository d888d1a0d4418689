import { type Lease, leaseTaker } from '../lease.ts';
import { askForToken, outdated } from './ask-for-token.ts';
import { takeOver } from './entered-token.ts';
import { keepToken, notBefore } from './keep-token.ts';
import { usableUntil } from './lifetime.ts';
import type { RenewalOptions, Wanted } from './renewal-options.ts';
import { candidatesOf, printOf } from './secret-candidates.ts';
import { TokenError } from './token-error.ts';
import type { SchemeSecret } from './token-grant.ts';
import type { TokenRecord } from './token-record.ts';
import { type KeptRecord, recordName } from './token-store.ts';

const firstPoll = 100;
const longestPoll = 500;

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
    const record = asked === outdated ? undefined : await keepToken(options, asked, before, wanted);
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
