import { retryAfter } from '../../proxy/retry-after.ts';
import type { EndpointAnswer } from '../endpoint/endpoint-answer.ts';
import { oauthErrorOf } from '../endpoint/oauth-error.ts';
import { TokenError } from '../token-error.ts';
import type { GoogleRemedy } from './google-remedies.ts';

/** What refusals of one of Google's services mean: by the `error` of OAuth, or by the status. */
export type GoogleRemedies = Readonly<Record<string | number, GoogleRemedy | undefined>>;

/**
 * Why one of Google's services gave nothing.
 *
 * @param now milliseconds since 1970
 */
export const googleRefusal = (answer: EndpointAnswer, remedies: GoogleRemedies, now: number): TokenError => {
  const { status, headers, members } = answer;
  // Google's own APIs have an object there.
  const error = oauthErrorOf(members);
  const wait = retryAfter(headers.get('retry-after') ?? undefined, now);
  if (status === 429)
    return new TokenError('token-throttled', 'Google wants fewer requests', { status, retryAfter: wait });
  if (status >= 500)
    return new TokenError('token-unreachable', 'Google can not answer now', { status, retryAfter: wait });
  const [code, message] = remedies[error ?? status] ?? [
    'token-request-refused',
    'Google refuses the request (redirects are not followed): are URL, scopes and service account right?',
  ];
  return new TokenError(code, message, { oauth: error === 'unknown' ? undefined : error, status });
};
