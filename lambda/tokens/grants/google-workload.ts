import { googleProviderAudience } from '../../../connectors/authentication/google-provider-audience.ts';
import type { GoogleWorkloadGrant } from '../../../connectors/authentication/grant.ts';
import { type EndpointAnswer, endpointAnswer } from '../endpoint/endpoint-answer.ts';
import { fetchOver } from '../endpoint/fetch-over.ts';
import { serverTime } from '../endpoint/regular-answer.ts';
import { TokenError } from '../token-error.ts';
import type { GrantContext, TokenAnswer, TokenGrant } from '../token-grant.ts';
import { askApi } from './ask-api.ts';
import { googleAssertionGrant, serviceAccountClaims } from './google-assertion-grant.ts';
import { googleRefusal } from './google-refusal.ts';
import { exchangeRemedies, impersonationRemedies } from './google-remedies.ts';
import { googleRevocation } from './google-revocation.ts';
import type { SchemeWith } from './scheme-with.ts';

const exchangeEndpoint = 'https://sts.googleapis.com/v1/token';
const accounts = 'https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts';
const cloudPlatform = 'https://www.googleapis.com/auth/cloud-platform';

/**
 * A Google service account without a key: the gate's own identity is exchanged for a token of Google's, which acts as the service
 * account; on Google Cloud the gate's own service account does so at once
 * (cloud.google.com/iam/docs/workload-identity-federation, /iam/docs/reference/credentials/rest/v1/projects.serviceAccounts).
 */
export const googleWorkload = (scheme: SchemeWith<GoogleWorkloadGrant>, context: GrantContext): TokenGrant => {
  const { serviceAccount, subject } = scheme.grant;

  const ownToken = async (signal: AbortSignal): Promise<string> =>
    (await context.identity.google()) ?? exchanged(scheme, context, signal);

  const askAccount = async (method: string, body: object, signal: AbortSignal): Promise<EndpointAnswer> => {
    const url = `${accounts}/${encodeURIComponent(serviceAccount)}:${method}`;
    const answer = await askApi(context, { method: 'POST', url, bearer: await ownToken(signal), body, signal });
    if (answer.status !== 200) throw googleRefusal(answer, impersonationRemedies, context.now());
    return answer;
  };

  const impersonate = async (signal: AbortSignal): Promise<TokenAnswer> => {
    const { headers, members, status } = await askAccount('generateAccessToken', { scope: scheme.scopes }, signal);
    const { accessToken, expireTime } = members ?? {};
    if (typeof accessToken !== 'string') throw nonsense(status);
    const seconds = (Date.parse(String(expireTime)) - (serverTime(headers) ?? context.now())) / 1_000;
    return {
      accessToken,
      tokenType: 'Bearer',
      expiresIn: seconds >= 1 ? Math.floor(seconds) : undefined,
      scope: scheme.scopes.join(' ') || undefined,
    };
  };

  const byAssertion = googleAssertionGrant(scheme, context);
  const actingFor = (user: string) =>
    byAssertion(async (_, now, signal) => {
      const claims = serviceAccountClaims(scheme, { account: serviceAccount, subject: user, now });
      const { members, status } = await askAccount('signJwt', { payload: JSON.stringify(claims) }, signal);
      const { signedJwt } = members ?? {};
      if (typeof signedJwt !== 'string') throw nonsense(status);
      return signedJwt;
    });

  const obtain: NonNullable<TokenGrant['obtain']> =
    subject === undefined ? (_, signal) => impersonate(signal) : actingFor(subject);
  return {
    obtain,
    obtainFor: (user, secret, signal) => actingFor(user)(secret, signal),
    refresh: (_, secret, signal) => obtain(secret, signal),
    revoke: googleRevocation(scheme, context),
  };
};

/** A token of Google's for the gate's own identity (RFC 8693). */
const exchanged = async (
  { grant: { provider } }: SchemeWith<GoogleWorkloadGrant>,
  context: GrantContext,
  signal: AbortSignal,
): Promise<string> => {
  if (provider === undefined) throw noProvider();
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    audience: provider,
    scope: cloudPlatform,
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    subject_token: await context.identity.jwt(googleProviderAudience(provider)),
  });
  const response = await fetchOver(context.http())(exchangeEndpoint, { method: 'POST', body, signal });
  const answer = await endpointAnswer(response);
  if (answer.status !== 200) throw googleRefusal(answer, exchangeRemedies, context.now());
  const { access_token: token } = answer.members ?? {};
  if (typeof token !== 'string') throw nonsense(answer.status);
  return token;
};

const noProvider = (): TokenError =>
  new TokenError(
    'token-request-refused',
    'this host is not on Google Cloud: name the provider of a workload identity pool that trusts it',
  );

const nonsense = (status: number): TokenError =>
  new TokenError('token-answer-invalid', 'what Google answered is no token', { status });
