import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import { retryAfter } from '../../proxy/retry-after.ts';
import { TokenError } from '../token-error.ts';
import type { EndpointAnswer } from './endpoint-answer.ts';
import { oauthErrorOf } from './oauth-error.ts';
import { type Asked, type Remedy, remedyOf, statusRemedyOf } from './remedies.ts';

/**
 * Entra does not know the gate's identity (learn.microsoft.com/entra/identity-platform/reference-error-codes): no record, no issuer,
 * no audience, no subject. A federated credential takes minutes until it is known everywhere
 * (azure.github.io/azure-workload-identity/docs/faq.html), so this may pass.
 */
const unknownIdentity: ReadonlySet<string> = new Set([
  'AADSTS70021',
  'AADSTS700211',
  'AADSTS700212',
  'AADSTS700213',
  'AADSTS7002137',
  'AADSTS7002138',
]);

const minute = 60_000;

/** Of whom something was asked, and when. */
export interface AskedOf {
  readonly scheme: TokenScheme;
  readonly asked: Asked;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Why an answer is no token: by the `error` of RFC 6749, section 5.2, also where the status says 200 (GitHub, Slack), or else by the
 * status. What the server says in words is never repeated.
 *
 * @returns `undefined` for an answer that is no refusal
 * @example const refusal = endpointRefusal(answer, { scheme, asked: 'refresh', now: context.now() }); if (refusal) throw refusal;
 */
export const endpointRefusal = (answer: EndpointAnswer, askedOf: AskedOf): TokenError | undefined => {
  const { status, headers, members } = answer;
  const error = oauthErrorOf(members);
  if (error === undefined && status >= 200 && status < 300) return undefined;
  const codes = entraCodes(members);
  const { code, message } = remedyFor(answer, error, askedOf);
  const wait = retryAfter(headers.get('retry-after') ?? undefined, askedOf.now);
  return new TokenError(code, codes.length === 0 ? message : `${message} (${codes.join(', ')})`, {
    oauth: error === 'unknown' ? undefined : error,
    status,
    retryAfter: wait ?? (message === identityUnknown.message ? minute : undefined),
  });
};

const identityUnknown: Remedy = {
  code: 'token-unreachable',
  message:
    "Entra does not know the gate's identity, or not yet, for a new federated credential takes minutes: are its issuer, subject and audience right, letter by letter?",
};

const remedyFor = (
  { status, members }: EndpointAnswer,
  error: ReturnType<typeof oauthErrorOf>,
  { scheme, asked }: AskedOf,
): Remedy => {
  const isIdentity = scheme.client.method === 'workload_identity';
  if (isIdentity && entraCodes(members).some((code) => unknownIdentity.has(code))) return identityUnknown;
  // A server that is failing, or wants a pause, does not judge.
  const isPassing = status === 429 || status >= 500;
  if (isPassing || error === undefined || error === 'unknown') return statusRemedyOf(status, scheme);
  return remedyOf(error, status, scheme, asked) ?? statusRemedyOf(status, scheme);
};

/** Entra's numbers: as safe as they are useful, for its names of errors are few. */
const entraCodes = ({ error_codes: codes }: Readonly<Record<string, unknown>> = {}): readonly string[] =>
  Array.isArray(codes)
    ? codes
        .filter(Number.isSafeInteger)
        .slice(0, 4)
        .map((code) => `AADSTS${code}`)
    : [];
