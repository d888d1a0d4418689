import type { LoginGrant } from '../../../connectors/authentication/grant.ts';
import { retryAfter } from '../../proxy/retry-after.ts';
import { type EndpointAnswer, endpointAnswer } from '../endpoint/endpoint-answer.ts';
import { fetchOver } from '../endpoint/fetch-over.ts';
import { regularAnswer } from '../endpoint/regular-answer.ts';
import { fieldName, secretField } from '../endpoint/secret-field.ts';
import { TokenError } from '../token-error.ts';
import type { GrantContext, SchemeSecret, TokenAnswer, TokenGrant } from '../token-grant.ts';
import type { SchemeWith } from './scheme-with.ts';

/**
 * A login that is not of OAuth: a user and a password for a token, by HTTP Basic. There is no refresh token: what renews a token is
 * another login. Such an API says nowhere how a token is ended, so none is.
 *
 * @see https://panintelligence.atlassian.net/wiki/x/AQDYSQ for the one that it was made for
 */
export const login = (scheme: SchemeWith<LoginGrant>, context: GrantContext): TokenGrant => {
  const url = scheme.endpoints.token;
  if (url === undefined) throw new RangeError('a login has a token endpoint');

  const obtain = async (secret: SchemeSecret, signal: AbortSignal): Promise<TokenAnswer> => {
    const pair = `${secretField(scheme, secret, 'username')}:${secretField(scheme, secret, 'password')}`;
    const headers = { accept: 'application/json', authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
    const response = await fetchOver(context.http())(url, { method: 'POST', headers, signal });
    const answer = await endpointAnswer(response);
    const { status, members } = answer;
    if (status < 200 || status > 299) throw refusal(scheme, answer, context.now());
    const { [scheme.grant.tokenField]: token, ...others } = members ?? {};
    if (typeof token !== 'string' || token === '') {
      const message = `the answer to the login has no text in its field ${scheme.grant.tokenField}: look at tokenUrl and tokenField`;
      throw new TokenError('token-answer-invalid', message, { status });
    }
    return regularAnswer({ ...answer, members: { ...others, access_token: token } }, context.now());
  };

  return {
    obtain,
    refresh: (_, secret, signal) => obtain(secret, signal),
    revoke: async () => false,
  };
};

const refusal = (scheme: SchemeWith<LoginGrant>, { status, headers }: EndpointAnswer, now: number): TokenError => {
  const wait = retryAfter(headers.get('retry-after') ?? undefined, now);
  const options = { status, retryAfter: wait };
  if (status === 429) return new TokenError('token-throttled', 'the login wants fewer requests', options);
  if (status >= 500 || status === 408)
    return new TokenError('token-unreachable', 'the API can not log anybody in now', options);
  if (status === 401 || status === 403) {
    const [user, password] = [fieldName(scheme, 'username'), fieldName(scheme, 'password')];
    const message = `the user is not accepted: enter ${user} and ${password} again; the user may be locked, or need a second factor`;
    return new TokenError('token-grant-refused', message, options);
  }
  const message = 'the login is refused (redirects are not followed): is tokenUrl right?';
  return new TokenError('token-request-refused', message, options);
};
