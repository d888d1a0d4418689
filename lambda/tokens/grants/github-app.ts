import type { GitHubAppGrant } from '../../../connectors/authentication/grant.ts';
import type { EndpointAnswer } from '../endpoint/endpoint-answer.ts';
import { serverTime } from '../endpoint/regular-answer.ts';
import { secretField } from '../endpoint/secret-field.ts';
import { signAssertion } from '../endpoint/sign-assertion.ts';
import { TokenError } from '../token-error.ts';
import type { GrantContext, SchemeSecret, TokenAnswer, TokenGrant } from '../token-grant.ts';
import { type ApiRequest, askApi } from './ask-api.ts';
import { type GitHubAsked, githubRefusal } from './github-refusal.ts';
import type { SchemeWith } from './scheme-with.ts';

const headers = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' };

/** GitHub takes ten minutes at most, by its own clock; it recommends a minute of the past. */
const earlierSeconds = 60;
const laterSeconds = 540;
const noticedSkew = 30_000;

/**
 * An installation token of a GitHub App: it lasts an hour, and there are no refresh tokens. The app proves itself by a JWT
 * (docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app).
 */
export const githubApp = (scheme: SchemeWith<GitHubAppGrant>, context: GrantContext): TokenGrant => {
  const { grant } = scheme;
  const api = grant.api.replace(/\/$/, '');
  /** How much later it is at GitHub, in milliseconds. */
  let skew = 0;
  let installation: string | undefined;

  const appToken = (secret: SchemeSecret): Promise<string> => {
    const now = context.now() + skew;
    const seconds = Math.floor(now / 1_000);
    const iat = seconds - earlierSeconds;
    const iss = grant.appId ?? secretField(scheme, secret, 'app_id');
    return signAssertion({
      key: secretField(scheme, secret, 'private_key'),
      algorithm: 'RS256',
      claims: { iss, iat, nbf: iat, exp: seconds + laterSeconds },
      id: context.unique(),
      now,
    });
  };

  const ask = async (
    request: Omit<ApiRequest, 'url' | 'bearer'> & { readonly path: string },
    secret: SchemeSecret,
  ): Promise<EndpointAnswer> => {
    const once = async () =>
      askApi(context, { ...request, url: `${api}${request.path}`, bearer: await appToken(secret), headers });
    const answer = await once();
    const there = serverTime(answer.headers);
    if (answer.status !== 401 || there === undefined) return answer;
    const found = there - context.now();
    if (Math.abs(found - skew) <= noticedSkew) return answer;
    skew = found;
    return once();
  };

  const refusal = (answer: EndpointAnswer, asked: GitHubAsked) => githubRefusal(answer, asked, context.now());

  /** The installation that an organization, or else a user, has. */
  const find = async (organization: string, secret: SchemeSecret, signal: AbortSignal): Promise<string> => {
    const lookUp = (kind: 'orgs' | 'users') =>
      ask({ method: 'GET', path: `/${kind}/${encodeURIComponent(organization)}/installation`, signal }, secret);
    const first = await lookUp('orgs');
    const answer = first.status === 404 ? await lookUp('users') : first;
    if (answer.status !== 200) throw refusal(answer, 'installation');
    const { id } = answer.members ?? {};
    if (!Number.isSafeInteger(id)) throw nonsense(answer.status);
    return String(id);
  };

  const obtain = async (secret: SchemeSecret, signal: AbortSignal): Promise<TokenAnswer> => {
    const { installation: given, permissions } = grant;
    installation ??= 'id' in given ? given.id : await find(given.organization, secret, signal);
    const path = `/app/installations/${encodeURIComponent(installation)}/access_tokens`;
    const body = permissions && { permissions };
    const answer = await ask({ method: 'POST', path, body, signal }, secret);
    // An app that was installed again has another number.
    if (answer.status === 404) installation = undefined;
    if (answer.status !== 201) throw refusal(answer, 'token');
    return tokenIn(answer, context.now());
  };

  return {
    obtain,
    refresh: (_, secret, signal) => obtain(secret, signal),
    async revoke({ token }, _, signal) {
      const url = `${api}/installation/token`;
      const answer = await askApi(context, { method: 'DELETE', url, bearer: token, headers, signal });
      // 401: it has ended already.
      if (answer.status !== 204 && answer.status !== 401) throw refusal(answer, 'token');
      return true;
    },
  };
};

const tokenIn = ({ status, headers, members = {} }: EndpointAnswer, now: number): TokenAnswer => {
  const { token, expires_at: end, permissions } = members;
  const seconds = typeof end === 'string' ? (Date.parse(end) - (serverTime(headers) ?? now)) / 1_000 : Number.NaN;
  if (typeof token !== 'string' || token === '') throw nonsense(status);
  return {
    accessToken: token,
    tokenType: 'Bearer',
    expiresIn: seconds >= 1 ? Math.floor(seconds) : undefined,
    scope: permissionsText(permissions),
  };
};

/** Permissions as one text: `members:read metadata:read`. */
const permissionsText = (permissions: unknown): string | undefined =>
  Object.entries(Object(permissions))
    .map(([name, level]) => `${name}:${level}`)
    .join(' ') || undefined;

const nonsense = (status: number): TokenError =>
  new TokenError('token-answer-invalid', 'what GitHub answered is not its API: is the URL right?', { status });
