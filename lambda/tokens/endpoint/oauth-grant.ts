import { genericTokenEndpointRequest, refreshTokenGrantRequest, revocationRequest } from 'oauth4webapi';
import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import { TokenError } from '../token-error.ts';
import type { GrantContext, TokenGrant } from '../token-grant.ts';
import { askServer, serverAt } from './ask-server.ts';
import { grantForm, grantTypeOf } from './grant-form.ts';
import { regularAnswer } from './regular-answer.ts';

/**
 * The grants of a token endpoint: client credentials, password, JWT bearer, token exchange, Zoom's account credentials; and refresh
 * tokens, of these and of those that a person obtains.
 *
 * There is no `obtain` for `authorizationCode` and `refreshToken`: what was entered is the first refresh token, and to send one again
 * that was rotated since makes servers revoke all of them (RFC 9700, section 4.14.2).
 *
 * @example
 * const grant = oauthGrant(scheme, context);
 * const { accessToken, expiresIn } = await grant.obtain!(secret, signal);
 */
export const oauthGrant = (scheme: TokenScheme, context: GrantContext): TokenGrant => {
  const { askSuccessfully, endpoints } = askServer(scheme, context);

  const obtainBy =
    (grantType: string): NonNullable<TokenGrant['obtain']> =>
    async (secret, signal) => {
      const answer = await askSuccessfully({
        asked: 'token',
        secret,
        signal,
        isAssertion: scheme.grant.type === 'jwtBearer',
        send: async ({ endpoints: { need }, client, proof, options, now }) => {
          const tokenEndpoint = need('token_endpoint');
          const form = await grantForm({ scheme, secret, context, tokenEndpoint, now });
          return genericTokenEndpointRequest(serverAt(tokenEndpoint), client, proof, grantType, form, options);
        },
      });
      return regularAnswer(answer, context.now());
    };

  const grantType = grantTypeOf(scheme.grant);
  return {
    ...(grantType !== undefined && { obtain: obtainBy(grantType) }),
    needs: scheme.grant.type === 'refreshToken' ? 'refresh_token' : 'sign-in',
    refresh: async (refreshToken, secret, signal) => {
      const answer = await askSuccessfully({
        asked: 'refresh',
        secret,
        signal,
        // Without scopes: it then gives those that it was given for, and a server may refuse any other set (RFC 6749, section 6).
        send: ({ endpoints: { need }, client, proof, options }) =>
          refreshTokenGrantRequest(serverAt(need('refresh')), client, proof, refreshToken, {
            ...options,
            additionalParameters: scheme.parameters,
          }),
      });
      return regularAnswer(answer, context.now());
    },
    revoke: async ({ token, kind }, secret, signal) => {
      const revocation = (await endpoints(signal)).find('revocation_endpoint');
      if (revocation === undefined) return false;
      try {
        await askSuccessfully({
          asked: 'revocation',
          secret,
          signal,
          send: ({ endpoints: { find }, client, proof, options }) => {
            const server = { ...serverAt(find('token_endpoint') ?? revocation), revocation_endpoint: revocation };
            return revocationRequest(server, client, proof, token, {
              ...options,
              additionalParameters: { token_type_hint: kind },
            });
          },
        });
        return true;
      } catch (error) {
        // It revokes others, but none of this kind (RFC 7009, section 2.2.1).
        const isOfNoKind = error instanceof TokenError && error.oauth === 'unsupported_token_type' && !error.mayPass;
        if (isOfNoKind) return false;
        throw error;
      }
    },
  };
};
