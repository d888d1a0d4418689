import { TokenError, type TokenErrorCode } from './token-error.ts';
import type { SchemeSecret } from './token-grant.ts';

/**
 * The answer to the first of the secrets that is accepted: two are valid during a rotation.
 *
 * @param problems codes of a TokenError after which the next one is tried
 * @throws what is wrong with the first one, if none is accepted; and every other problem at once
 */
export const firstAccepted = async <Answer>(
  secrets: readonly SchemeSecret[],
  problems: ReadonlySet<TokenErrorCode>,
  ask: (secret: SchemeSecret) => Promise<Answer>,
): Promise<Answer> => {
  let first: TokenError | undefined;
  for (const secret of secrets) {
    try {
      return await ask(secret);
    } catch (error) {
      if (!(error instanceof TokenError) || !problems.has(error.code)) throw error;
      first ??= error;
    }
  }
  throw first;
};

/** Where another secret may be accepted, if a token is asked for with nothing but the secret. */
export const secretProblems: ReadonlySet<TokenErrorCode> = new Set(['token-client-refused', 'token-grant-refused']);

/** Where the client is not accepted, whatever is asked. */
export const clientProblems: ReadonlySet<TokenErrorCode> = new Set(['token-client-refused']);
