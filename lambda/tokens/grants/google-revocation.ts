import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import { endpointAnswer } from '../endpoint/endpoint-answer.ts';
import { fetchOver } from '../endpoint/fetch-over.ts';
import type { GrantContext, TokenGrant } from '../token-grant.ts';
import { googleRefusal } from './google-refusal.ts';

/** Beside the token endpoint, if the configuration does not say. */
const revocationEndpoint = 'https://oauth2.googleapis.com/revoke';

/**
 * Ends a token at Google, which wants nothing but the token
 * (developers.google.com/identity/protocols/oauth2/web-server#tokenrevoke).
 */
export const googleRevocation =
  ({ endpoints }: TokenScheme, context: GrantContext): TokenGrant['revoke'] =>
  async ({ token }, _, signal) => {
    const body = new URLSearchParams({ token });
    const url = endpoints.revocation ?? revocationEndpoint;
    const answer = await endpointAnswer(await fetchOver(context.http())(url, { method: 'POST', body, signal }));
    // `invalid_token`: it has ended already.
    const isOver = answer.status === 200 || answer.members?.['error'] === 'invalid_token';
    if (!isOver) throw googleRefusal(answer, {}, context.now());
    return true;
  };
