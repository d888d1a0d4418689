import { takeOver } from './entered-token.ts';
import { clientProblems, firstAccepted } from './first-accepted.ts';
import { recordOf } from './keep-token.ts';
import { renewToken } from './renew-token.ts';
import type { RenewalOptions } from './renewal-options.ts';
import { candidatesOf } from './secret-candidates.ts';
import { TokenError } from './token-error.ts';
import type { RevokedToken, SchemeSecret, TokenAnswer, TokenGrant } from './token-grant.ts';
import type { TokenRecord } from './token-record.ts';
import type { KeptRecord } from './token-store.ts';

/** One token of a source in the hands of an administrator. All methods throw as `TokenKeeper.current` does. */
export interface AdministeredToken {
  /** What is kept. Never show its tokens. */
  read(): Promise<KeptRecord>;
  /** A new token now, whatever there is, and even if asking was stopped. */
  renew(signal: AbortSignal): Promise<TokenRecord>;
  /**
   * Keeps what a person's sign-in gave.
   *
   * @param askedAt milliseconds since 1970: when the answer was asked for
   */
  enter(answer: TokenAnswer, askedAt: number): Promise<TokenRecord>;
  /**
   * Ends what is kept, at the authorization server and here.
   *
   * @returns whether the authorization server was told: not every one can be
   */
  revoke(signal: AbortSignal): Promise<boolean>;
}

/**
 * What a command may do with a token that a gateway keeps.
 *
 * @example const record = await administeredToken(options).renew(AbortSignal.timeout(60_000))
 */
export const administeredToken = (given: Omit<RenewalOptions, 'unstored'>): AdministeredToken => {
  const options: RenewalOptions = { ...given, unstored: {} };
  const { store } = options;

  const replace = async (next: (before: TokenRecord) => TokenRecord): Promise<TokenRecord> => {
    for (;;) {
      const before = await store.read();
      const written = await store.write(next(before.record), before);
      if (written) return written.record;
    }
  };

  return {
    read: () => store.read(),
    async renew(signal) {
      const { record } = await store.read();
      return renewToken(options, { after: record.generation, reason: 'ordered' }, signal);
    },
    async enter(answer, askedAt) {
      // What is in the secret by now is older than this answer, and must not be taken over after it. An answer comes once only: it is
      // kept even if the secret can not be read.
      const secret = candidatesOf(await options.secret().catch(() => ({})), options.scheme).at(-1)!;
      return replace((before) =>
        recordOf(
          { answer, askedAt, refreshToken: answer.refreshToken },
          takeOver(before, secret, options.now()) ?? before,
        ),
      );
    },
    async revoke(signal) {
      const { record } = await store.read();
      const secrets = candidatesOf(await options.secret(), options.scheme);
      const wasTold = await revokeAll(await options.grant(), record, secrets, signal);
      await replace(({ generation, tokenType, entered, enteredAt }) => ({
        generation: generation + 1,
        tokenType,
        expiresAt: 0,
        createdAt: 0,
        entered,
        enteredAt,
      }));
      return wasTold;
    },
  };
};

/** The refresh token first: with it, most servers end the access tokens that it gave. */
const revokeAll = async (
  grant: TokenGrant,
  { refreshToken, accessToken }: TokenRecord,
  secrets: readonly SchemeSecret[],
  signal: AbortSignal,
): Promise<boolean> => {
  const tokens: readonly RevokedToken[] = [
    ...(refreshToken === undefined ? [] : [{ token: refreshToken, kind: 'refresh_token' } as const]),
    ...(accessToken === undefined ? [] : [{ token: accessToken, kind: 'access_token' } as const]),
  ];
  let wasTold = tokens.length > 0;
  for (const token of tokens) {
    const telling = firstAccepted(secrets, clientProblems, (secret) => grant.revoke(token, secret, signal));
    wasTold = (await telling.catch(refused)) && wasTold;
  }
  return wasTold;
};

/** A client that is not known any more can end nothing there; what is kept here must be forgotten all the same. */
const refused = (error: unknown): false => {
  if (error instanceof TokenError && !error.mayPass) return false;
  throw error;
};
