import { retryAfter } from '../../proxy/retry-after.ts';
import type { EndpointAnswer } from '../endpoint/endpoint-answer.ts';
import { TokenError, type TokenErrorCode } from '../token-error.ts';

/** What a request to GitHub was for: it decides what a status means. */
export type GitHubAsked = 'installation' | 'token';

const remedies: Readonly<Record<number, readonly [TokenErrorCode, string]>> = {
  401: [
    'token-client-refused',
    "GitHub does not accept the app: is its id right, is the private key one of this app's, is the clock of this host right?",
  ],
  403: [
    'token-request-refused',
    "GitHub forbids it: is the app's installation suspended, or does the organization allow only certain addresses?",
  ],
  422: [
    'token-request-refused',
    'the installation does not have all of these permissions: request them in the settings of the app, and accept them in those of the organization',
  ],
};

const missing: Readonly<Record<GitHubAsked, string>> = {
  installation: 'the app is not installed in this organization: install it there, or correct the name',
  token: 'there is no such installation of the app: is it installed, is the number right?',
};

/**
 * Why GitHub gave no token
 * (docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app, /en/rest/using-the-rest-api/troubleshooting-the-rest-api).
 *
 * @param now milliseconds since 1970
 */
export const githubRefusal = (answer: EndpointAnswer, asked: GitHubAsked, now: number): TokenError => {
  const { status, headers, members } = answer;
  const wait = limitOf(answer, now);
  if (wait !== undefined) {
    const message = 'GitHub wants fewer requests of this app';
    return new TokenError('token-throttled', message, { status, retryAfter: wait });
  }
  if (status >= 500 || status === 408) {
    const wait = retryAfter(headers.get('retry-after') ?? undefined, now);
    return new TokenError('token-unreachable', 'GitHub can not answer now', { status, retryAfter: wait });
  }
  if (status === 404 && members?.['message'] === 'Integration not found')
    return new TokenError('token-client-refused', 'GitHub knows no app with this id: correct appId, or "app_id"', {
      status,
    });
  if (status === 404) return new TokenError('token-request-refused', missing[asked], { status });
  const [code, message] = remedies[status] ?? [
    'token-request-refused',
    'GitHub refuses the request (redirects are not followed): is the URL of its API right?',
  ];
  return new TokenError(code, message, { status });
};

/** How long to wait, in milliseconds, if a limit of GitHub's was reached: it says so with 403 as well as with 429. */
const limitOf = ({ status, headers }: EndpointAnswer, now: number): number | undefined => {
  if (status !== 403 && status !== 429) return undefined;
  const wait = retryAfter(headers.get('retry-after') ?? undefined, now);
  if (wait !== undefined) return wait;
  const reset = Number(headers.get('x-ratelimit-reset')) * 1_000;
  if (headers.get('x-ratelimit-remaining') === '0' && reset > now) return reset - now;
  // GitHub asks for a minute at least where it says nothing.
  return status === 429 ? 60_000 : undefined;
};
