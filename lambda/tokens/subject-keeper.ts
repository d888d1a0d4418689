import { firstAccepted, secretProblems } from './first-accepted.ts';
import { withFurtherAttempts } from './further-attempts.ts';
import { recordOf } from './keep-token.ts';
import type { RenewalOptions } from './renewal-options.ts';
import { renewingKeeper, type TokenKeeper } from './renewing-keeper.ts';
import { candidatesOf } from './secret-candidates.ts';
import { emptyRecord } from './token-record.ts';

/** What the keeper of a subject's token works with. */
export type SubjectKeeperOptions = Pick<RenewalOptions, 'scheme' | 'grant' | 'secret' | 'now' | 'random' | 'sleep'>;

/**
 * Keeps the token of a user whom a source is called as. It is in the memory of this process alone, for it is worth no more than asking
 * again, and whose it is must stand nowhere; and what only a person can correct stops this user's token for a moment, not the source's.
 *
 * @param subject a user, as the source calls them. Never log it.
 * @example const { accessToken } = await subjectKeeper('ada@example.com', options).current(signal)
 */
export const subjectKeeper = (subject: string, options: SubjectKeeperOptions): TokenKeeper => {
  const { scheme, now, random, sleep } = options;
  const ask = async (signal: AbortSignal) => {
    const grant = await options.grant();
    const secrets = candidatesOf(await options.secret(), scheme);
    return withFurtherAttempts(
      async () => {
        const askedAt = now();
        const answer = await firstAccepted(secrets, secretProblems, (secret) =>
          grant.obtainFor!(subject, secret, signal),
        );
        return { answer, askedAt, refreshToken: undefined };
      },
      { signal, random, sleep },
    );
  };
  return renewingKeeper({
    now,
    random,
    sleep,
    async renew({ after, reason }, signal) {
      const record = recordOf(await ask(signal), { ...emptyRecord, generation: after });
      return reason === 'refused' ? { ...record, isForced: true } : record;
    },
  });
};
