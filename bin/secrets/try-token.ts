import { PlatformError } from '../../lambda/platform/platform-error.ts';
import { noEnd } from '../../lambda/tokens/lifetime.ts';
import { candidatesOf } from '../../lambda/tokens/secret-candidates.ts';
import type { SchemeSecret } from '../../lambda/tokens/token-grant.ts';
import type { TokenRecord } from '../../lambda/tokens/token-record.ts';
import { explainError } from '../explain-error.ts';
import { instant } from '../terminal/instant.ts';
import type { SourceToken } from '../tokens/source-tokens.ts';
import { withinTime } from '../tokens/within-time.ts';
import { type Finding, good, untried, wrong } from './finding.ts';

/** Ends what a finding is about, if it is about the values that come next. */
export const withNext = '(with the next values)';

/**
 * Obtains a token, and during a rotation another one with the next values. They are kept.
 *
 * @param fields the source's whole secret
 * @throws the stop's reason
 */
export const tryToken = async (
  token: SourceToken,
  fields: SchemeSecret,
  stop: AbortSignal,
): Promise<readonly Finding[]> => [
  await obtained(token.name, stop, (signal) => token.kept.renew(signal)),
  ...(await tryNext(token, fields, stop)),
];

/**
 * With the next values alone: whoever ends the old ones wants to know. A refresh token is not put at risk for that: it may be good once
 * only.
 */
const tryNext = async (
  { name, scheme, kept, grant, context }: SourceToken,
  fields: SchemeSecret,
  stop: AbortSignal,
): Promise<readonly Finding[]> => {
  const [, next] = candidatesOf(fields, scheme);
  if (!next) return [];
  const about = `${name} ${withNext}`;
  const made = await grant();
  if (!made.obtain || scheme.grant.type === 'refreshToken') {
    return [untried(about, 'is tried when the authorization server refuses the value before')];
  }
  const obtain = made.obtain.bind(made);
  const keepNext = async (signal: AbortSignal): Promise<TokenRecord> => {
    const askedAt = context.now();
    return kept.enter(await obtain(next, signal), askedAt);
  };
  return [await obtained(about, stop, keepNext)];
};

const obtained = async (
  name: string,
  stop: AbortSignal,
  obtain: (signal: AbortSignal) => Promise<TokenRecord>,
): Promise<Finding> => {
  try {
    const { expiresAt, expiresIn, scope } = await withinTime(stop, obtain);
    if (expiresAt === noEnd) return good(name, 'there is a token; nobody says until when');
    const until = instant(expiresAt);
    // Of a token that was entered by hand, or whose server says nothing of it.
    if (expiresIn === undefined) return good(name, `there is a token, which is used until ${until}`);
    return good(name, `the authorization server gave a token, until ${until}${scope ? `, for ${scope}` : ''}`);
  } catch (error) {
    stop.throwIfAborted();
    if (error instanceof PlatformError && error.code === 'identity-missing') return untried(name, error.message);
    return wrong(name, explainError(error).message);
  }
};
