import { createHash } from 'node:crypto';
import {
  AuthorizationResponseError,
  authorizationCodeGrantRequest,
  calculatePKCECodeChallenge,
  validateAuthResponse,
} from 'oauth4webapi';
import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import { TokenError } from '../token-error.ts';
import type { GrantContext, SchemeSecret, TokenAnswer } from '../token-grant.ts';
import { askServer, serverAt } from './ask-server.ts';
import { oauthErrorOf } from './oauth-error.ts';
import { regularAnswer } from './regular-answer.ts';
import { remedyOf, saidNo } from './remedies.ts';
import { neededClientId } from './secret-field.ts';
import type { ServerEndpoints } from './server-endpoints.ts';

/** A sign-in that has begun: a person opens `url` in a browser, which comes back to the redirect URI. */
export interface SignIn {
  readonly url: URL;
  /**
   * Turns what the browser came back with into a token.
   *
   * @param callbackUrl the redirect URI with the query that the authorization server added
   * @throws TokenError `token-sign-in-needed` if it does not belong to this sign-in, `token-grant-refused` if the person said no, and
   * all that a TokenGrant throws
   */
  finish(callbackUrl: URL, signal: AbortSignal): Promise<TokenAnswer>;
}

/** What a sign-in in a browser needs. */
export interface SignInOptions {
  /** Where the browser comes back to: on loopback, as it is registered with the authorization server. */
  readonly redirectUri: string;
  readonly secret: SchemeSecret;
  readonly signal: AbortSignal;
}

/**
 * Begins a sign-in in a browser: authorization code (RFC 6749, section 4.1) with PKCE (RFC 7636, S256), state, and a look at the issuer
 * where the server names it (RFC 9207). The scheme's parameters, such as `access_type=offline` or `audience`, go along.
 *
 * @throws what a TokenGrant throws
 * @example
 * const { url, finish } = await beginSignIn(scheme, context, { redirectUri: 'http://127.0.0.1:8400/callback', secret, signal });
 * const answer = await finish(new URL(request.url, redirectUri), signal);
 */
export const beginSignIn = async (
  scheme: TokenScheme,
  context: GrantContext,
  { redirectUri, secret, signal: beginning }: SignInOptions,
): Promise<SignIn> => {
  const server = askServer(scheme, context);
  const endpoints = await server.endpoints(beginning);
  const state = context.unique();
  // 43 characters of those that RFC 7636 allows, whatever a unique number looks like.
  const verifier = createHash('sha256').update(context.unique()).update(context.unique()).digest('base64url');
  const url = new URL(endpoints.need('authorization_endpoint'));
  const query = {
    ...scheme.parameters,
    ...(scheme.scopes.length > 0 && { scope: scheme.scopes.join(' ') }),
    response_type: 'code',
    client_id: neededClientId(scheme, secret),
    redirect_uri: redirectUri,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return {
    url,
    finish: async (callbackUrl, signal) => {
      const parameters = callbackParameters(scheme, endpoints, callbackUrl, state);
      const answer = await server.askSuccessfully({
        asked: 'sign-in',
        secret,
        signal,
        send: ({ endpoints: { need }, client, proof, options }) =>
          authorizationCodeGrantRequest(
            serverAt(need('token_endpoint')),
            client,
            proof,
            parameters,
            redirectUri,
            verifier,
            { ...options, additionalParameters: scheme.parameters },
          ),
      });
      return regularAnswer(answer, context.now());
    },
  };
};

const callbackParameters = (
  scheme: TokenScheme,
  { discovered }: ServerEndpoints,
  callbackUrl: URL,
  state: string,
): URLSearchParams => {
  const parameters = new URLSearchParams(callbackUrl.searchParams);
  // Nobody has said who the server is; there is one only, so that no other can have answered.
  if (!discovered) parameters.delete('iss');
  if (!parameters.has('error') && parameters.getAll('code').length !== 1) throw foreignAnswer();
  const server = {
    issuer: discovered?.issuer ?? 'unknown',
    authorization_response_iss_parameter_supported: discovered?.isNamedInAnswers ?? false,
  };
  try {
    return validateAuthResponse(server, { client_id: 'any' }, parameters, state);
  } catch (cause) {
    throw cause instanceof AuthorizationResponseError ? refusedSignIn(scheme, cause) : foreignAnswer(cause);
  }
};

const refusedSignIn = (scheme: TokenScheme, { error: text }: AuthorizationResponseError): TokenError => {
  const error = oauthErrorOf({ error: text });
  if (error === undefined || error === 'unknown') return new TokenError(saidNo.code, saidNo.message);
  const { code, message } = (error !== 'access_denied' && remedyOf(error, 400, scheme, 'sign-in')) || saidNo;
  return new TokenError(code, message, { oauth: error });
};

const foreignAnswer = (cause?: unknown): TokenError => {
  const message = 'what the browser came back with does not belong to this sign-in: begin again';
  return new TokenError('token-sign-in-needed', message, { cause });
};
