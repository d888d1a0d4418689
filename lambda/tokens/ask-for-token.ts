import type { Lease, Sleep } from '../lease.ts';
import { clientProblems, firstAccepted, secretProblems } from './first-accepted.ts';
import { withFurtherAttempts } from './further-attempts.ts';
import { TokenError } from './token-error.ts';
import type { SchemeSecret, TokenAnswer, TokenGrant } from './token-grant.ts';

/** A token, and when it was asked for. */
export interface AskedToken {
  readonly answer: TokenAnswer;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
  /** The refresh token to keep. */
  readonly refreshToken: string | undefined;
}

/** What a token is asked for with. */
export interface AskOptions {
  readonly grant: TokenGrant;
  /** In the order in which they are tried. */
  readonly secrets: readonly SchemeSecret[];
  readonly refreshToken: string | undefined;
  /** Asked when a refresh token was refused: somebody else may have used it, and have stored what it gave. */
  isOutdated(): Promise<boolean>;
  readonly lease: Pick<Lease, 'isHeld'>;
  readonly signal: AbortSignal;
  now(): number;
  random(): number;
  readonly sleep: Sleep;
}

/** Somebody else has renewed the token meanwhile. */
export const outdated = Symbol('outdated');

/**
 * Asks for a token: by the refresh token if there is one, else by the grant itself; with each of the secrets that may be valid; again
 * after what may pass.
 *
 * @returns `outdated` if the record must be read again
 * @throws what the grant throws
 */
export const askForToken = async (options: AskOptions): Promise<AskedToken | typeof outdated> =>
  // Who was away for long asks with what may have been used up meanwhile.
  withFurtherAttempts(async () => (options.lease.isHeld() ? askOnce(options) : outdated), options);

const askOnce = async (options: AskOptions): Promise<AskedToken | typeof outdated> => {
  const { grant, secrets, refreshToken, signal, now } = options;
  const askedAt = now();
  if (refreshToken !== undefined) {
    try {
      const answer = await firstAccepted(secrets, clientProblems, (secret) =>
        grant.refresh(refreshToken, secret, signal),
      );
      return { answer, askedAt, refreshToken: answer.refreshToken ?? refreshToken };
    } catch (error) {
      if (!(error instanceof TokenError) || error.mayPass) throw error;
      if (await options.isOutdated()) return outdated;
      if (!grant.obtain) throw isSignedOut(error, grant) ? signInAgain(error) : error;
    }
  }
  if (!grant.obtain) throw grant.needs === 'refresh_token' ? enterFirst() : signInFirst();
  const obtain = grant.obtain.bind(grant);
  const answer = await firstAccepted(secrets, secretProblems, (secret) => obtain(secret, signal));
  return { answer, askedAt, refreshToken: answer.refreshToken };
};

const isSignedOut = ({ code }: TokenError, { needs }: TokenGrant): boolean =>
  code === 'token-grant-refused' && needs !== 'refresh_token';

const enterFirst = (): TokenError =>
  new TokenError(
    'token-grant-refused',
    'there is no refresh token: enter it with sallyport secrets set <source> refresh_token',
  );

const signInFirst = (): TokenError =>
  new TokenError('token-sign-in-needed', 'nobody has signed in to the source yet: run sallyport connect <source>');

const signInAgain = ({ oauth, status }: TokenError): TokenError =>
  new TokenError(
    'token-sign-in-needed',
    'the sign-in to the source is not valid any more (it was revoked, has expired, or was used elsewhere): run sallyport connect <source>',
    { oauth, status },
  );
