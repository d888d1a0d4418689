import { genericTokenEndpointRequest } from 'oauth4webapi';
import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import { askServer, serverAt } from '../endpoint/ask-server.ts';
import { oauthErrorOf } from '../endpoint/oauth-error.ts';
import { regularAnswer } from '../endpoint/regular-answer.ts';
import type { GrantContext, SchemeSecret, TokenAnswer } from '../token-grant.ts';
import { googleRefusal } from './google-refusal.ts';
import { assertionRemedies } from './google-remedies.ts';

/** Where Google takes assertions, if the configuration does not say. */
const tokenEndpoint = 'https://oauth2.googleapis.com/token';

/** What an assertion of a service account says. */
export interface ServiceAccountClaims {
  /** The address of the service account. */
  readonly account: string;
  readonly subject: string | undefined;
  /** By Google's clock, as far as it is known. */
  readonly now: number;
}

/**
 * The claims of a service account's assertion, which lasts an hour
 * (developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests).
 */
export const serviceAccountClaims = (scheme: TokenScheme, { account, subject, now }: ServiceAccountClaims) => {
  const iat = Math.floor(now / 1_000) - 10;
  return {
    ...(subject !== undefined && { sub: subject }),
    iss: account,
    scope: scheme.scopes.join(' '),
    aud: scheme.endpoints.token ?? tokenEndpoint,
    iat,
    exp: iat + 3_600,
  };
};

/** Asks Google for a token by an assertion, which somebody signs for the time that is given. */
export type ObtainByAssertion = (
  signed: (secret: SchemeSecret, now: number, signal: AbortSignal) => Promise<string>,
) => (secret: SchemeSecret, signal: AbortSignal) => Promise<TokenAnswer>;

/** The grant of RFC 7523 at Google's token endpoint, with Google's own remedies. */
export const googleAssertionGrant = (scheme: TokenScheme, context: GrantContext): ObtainByAssertion => {
  const server = askServer(scheme, context);
  const at = serverAt(scheme.endpoints.token ?? tokenEndpoint);
  return (signed) => async (secret, signal) => {
    const answer = await server.ask({
      asked: 'token',
      secret,
      signal,
      isAssertion: true,
      send: async ({ client, proof, options, now }) => {
        const assertion = await signed(secret, now, signal);
        const form = new URLSearchParams({ ...scheme.parameters, assertion });
        return genericTokenEndpointRequest(at, client, proof, assertionGrantType, form, options);
      },
    });
    const { status, members } = answer;
    if (status < 200 || status > 299 || oauthErrorOf(members))
      throw googleRefusal(answer, assertionRemedies, context.now());
    return regularAnswer(answer, context.now());
  };
};

const assertionGrantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
