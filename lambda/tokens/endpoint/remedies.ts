import type { ClientAuthentication, TokenScheme } from '../../../connectors/authentication/authentication.ts';
import type { TokenErrorCode } from '../token-error.ts';
import type { OAuthError } from './oauth-error.ts';
import { fieldName } from './secret-field.ts';

/** What was asked of the authorization server. */
export type Asked = 'token' | 'refresh' | 'sign-in' | 'revocation';

/** What a refusal means, and what to do about it: for the operator, without anything of the answer. */
export interface Remedy {
  readonly code: TokenErrorCode;
  readonly message: string;
}

const clientRemedies: Readonly<Record<ClientAuthentication['method'], (field: (name: string) => string) => string>> = {
  client_secret_basic: (field) =>
    `enter ${field('client_secret')} again, and look at the client id; some servers want client: client_secret_post`,
  client_secret_post: (field) =>
    `enter ${field('client_secret')} again, and look at the client id; some servers want client: client_secret_basic`,
  private_key_jwt: (field) =>
    `is the public part of ${field('private_key')} registered for this client id, with this algorithm and keyId?`,
  tls_client_auth: (field) =>
    `is ${field('certificate')} registered for this client id, not ended, and of an authority that the server trusts?`,
  workload_identity: () =>
    "does the server trust the gate's own identity for this client id: the same issuer, subject and audience, letter by letter?",
  none: () => 'it may want the client to prove itself: set client, and look at the client id',
};

const clientRemedy = (scheme: TokenScheme): string =>
  `the authorization server does not accept the client: ${clientRemedies[scheme.client.method]((name) => fieldName(scheme, name))}`;

const grantRemedy = (scheme: TokenScheme, asked: Asked): string => {
  const field = (name: string) => fieldName(scheme, name);
  if (asked === 'sign-in') return 'the authorization server did not accept the sign-in: begin again';
  if (asked === 'refresh') {
    const isOfPerson = scheme.grant.type === 'authorizationCode';
    const again = isOfPerson ? 'sign in again: sallyport connect <source>' : `enter a new ${field('refresh_token')}`;
    return `the refresh token is not accepted: it has ended, was revoked, or was used elsewhere; ${again}`;
  }
  switch (scheme.grant.type) {
    case 'password':
      return `the user is not accepted: enter ${field('username')} and ${field('password')} again; the user may be locked, or need a second factor`;
    case 'jwtBearer':
      return `the assertion is not accepted: are issuer, subject and audience right, is the key of ${field('private_key')} registered, has the subject consented?`;
    case 'tokenExchange':
      return 'the subject token is not accepted: does the server trust its issuer, subject and audience; has it ended?';
    default:
      return 'the authorization server does not accept the grant: is it allowed for this client and account?';
  }
};

const requestRemedies: Readonly<Partial<Record<OAuthError, string>>> = {
  access_denied: 'the authorization server denies access: is it allowed for this client and account?',
  consent_required: 'an administrator must first consent to what this client may do',
  interaction_required: 'the authorization server wants a person to do something first, such as a second factor',
  invalid_dpop_proof:
    'the authorization server gives this client only tokens that are bound to a key (DPoP), which is not supported: let it give bearer tokens',
  invalid_request:
    'the authorization server does not understand the request: are the URL, client and parameters right?',
  invalid_scope: 'a scope is unknown, or not allowed for this client: look at scopes',
  invalid_target: 'the audience or resource is unknown, or not allowed for this client: look at parameters',
  login_required: 'the authorization server wants a person to sign in first',
  unauthorized_client: 'this client may not use this grant: allow it at the authorization server',
  unsupported_grant_type: 'the authorization server does not know this grant: choose another one, or another URL',
};

/** A person was asked. */
export const saidNo: Remedy = {
  code: 'token-grant-refused',
  message: 'the person who was asked to sign in, or the authorization server, said no: begin again as somebody who may',
};

const busy = 'the authorization server wants fewer requests';
const failing = 'the authorization server can not answer now';

/**
 * What an error means.
 *
 * @returns `undefined` for one that says nothing here: the status must do
 */
export const remedyOf = (error: OAuthError, status: number, scheme: TokenScheme, asked: Asked): Remedy | undefined => {
  switch (error) {
    case 'invalid_client':
      return { code: 'token-client-refused', message: clientRemedy(scheme) };
    case 'invalid_grant':
    case 'expired_token':
      return { code: 'token-grant-refused', message: grantRemedy(scheme, asked) };
    case 'slow_down':
      return { code: 'token-throttled', message: busy };
    case 'server_error':
    case 'temporarily_unavailable':
      // ServiceNow says so, with 401, of whatever it does not accept.
      if (status === 401)
        return scheme.client.method === 'none'
          ? { code: 'token-grant-refused', message: grantRemedy(scheme, asked) }
          : { code: 'token-client-refused', message: clientRemedy(scheme) };
      return { code: 'token-unreachable', message: failing };
    case 'invalid_request':
      // Zoom says no more of an account id that is not the app's.
      if (scheme.grant.type !== 'accountCredentials') break;
      return {
        code: 'token-request-refused',
        message:
          'the authorization server does not understand the request: is the account id (account_id) that of this client?',
      };
    case 'unauthorized_client':
    case 'access_denied':
      // Atlassian says the one of a refresh token that has ended, and the other (with 401) of a wrong client secret.
      if (asked === 'refresh' && status === 403)
        return { code: 'token-grant-refused', message: grantRemedy(scheme, asked) };
      if (status === 401) return { code: 'token-client-refused', message: clientRemedy(scheme) };
  }
  const message = requestRemedies[error];
  return message ? { code: 'token-request-refused', message } : undefined;
};

/** The keys of the configuration that say where tokens are asked for. */
const urlsOf = ({ endpoints }: TokenScheme): string => {
  if (endpoints.token === undefined) return 'discovery';
  return endpoints.refresh === undefined ? 'tokenUrl' : 'tokenUrl and refreshUrl';
};

/** What a status means alone. */
export const statusRemedyOf = (status: number, scheme: TokenScheme): Remedy => {
  if (status === 429) return { code: 'token-throttled', message: busy };
  if (status >= 500 || status === 408) return { code: 'token-unreachable', message: failing };
  if (status === 401 || status === 403) return { code: 'token-client-refused', message: clientRemedy(scheme) };
  if (status === 404 || status === 405 || (status >= 300 && status < 400)) {
    return {
      code: 'token-request-refused',
      message: `there is no such endpoint at the URL that was asked (redirects are not followed): look at ${urlsOf(scheme)}`,
    };
  }
  const message =
    'the authorization server refuses the request without saying why: are the URL, client and parameters right?';
  return { code: 'token-request-refused', message };
};
