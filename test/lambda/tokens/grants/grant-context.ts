import type { TokenScheme } from '../../../../connectors/authentication/authentication.ts';
import { localIdentity } from '../../../../lambda/platform/local/local-identity.ts';
import type { GrantContext } from '../../../../lambda/tokens/token-grant.ts';
import { clientTo } from '../../../standins/client-to.ts';

/** What a grant works with, towards stand-ins; it has no identity if none is given. */
export const grantContext = (
  origins: Readonly<Record<string, string>>,
  options: Partial<Pick<GrantContext, 'identity' | 'now'>> = {},
): GrantContext => {
  const client = clientTo(origins);
  const { now = Date.now } = options;
  let uniques = 0;
  return {
    http: () => client,
    identity: localIdentity({ environment: {}, now }),
    now,
    unique: () => `unique-${++uniques}`,
    ...options,
  };
};

/** A scheme of tokens with what a test says about it. */
export const tokenScheme = <Grant extends TokenScheme['grant']>(
  grant: Grant,
  rest: Partial<TokenScheme> = {},
): TokenScheme & { readonly grant: Grant } => ({
  kind: 'token',
  prefix: '',
  client: { method: 'none' },
  endpoints: { hosts: [] },
  scopes: [],
  parameters: {},
  send: 'bearer',
  ...rest,
  grant,
});

/** A signal that nobody aborts. */
export const calm = new AbortController().signal;
