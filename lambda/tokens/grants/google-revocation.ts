import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import { endpointAnswer } from '../endpoint/endpoint-answer.ts';
import { fetchOver } from '../endpoint/fetch-over.ts';
import type { GrantContext, TokenGrant } from '../token-grant.ts';
import { googleRefusal } from './google-refusal.ts';

/** Beside Google's own token endpoint. */
const revocationEndpoint = 'https://oauth2.googleapis.com/revoke';

/**
 * Ends a token at Google, which wants nothing but the token
 * (developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke). A token that comes from elsewhere is not told to Google.
 */
export const googleRevocation = (
  { endpoints: { token: origin, revocation } }: TokenScheme,
  context: GrantContext,
): TokenGrant['revoke'] => {
  const isGoogles = origin === undefined || new URL(origin).host === new URL(revocationEndpoint).host;
  const url = revocation ?? (isGoogles ? revocationEndpoint : undefined);
  return async ({ token }, _, signal) => {
    if (url === undefined) return false;
    const body = new URLSearchParams({ token });
    const answer = await endpointAnswer(await fetchOver(context.http())(url, { method: 'POST', body, signal }));
    // `invalid_token`: it has ended already.
    const isOver = answer.status === 200 || answer.members?.['error'] === 'invalid_token';
    if (!isOver) throw googleRefusal(answer, {}, context.now());
    return true;
  };
};
