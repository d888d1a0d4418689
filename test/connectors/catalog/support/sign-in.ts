import type { TokenScheme } from '../../../../connectors/authentication/authentication.ts';
import { connectorNamed } from '../../../../connectors/index.ts';
import { beginSignIn } from '../../../../lambda/tokens/endpoint/sign-in.ts';
import { grantContext } from '../../../lambda/tokens/support/grant-context.ts';
import { clientTo } from '../../../standins/client-to.ts';
import type { connectorUnderTest } from './connector-under-test.ts';

/** What signs in: a source whose `authentication` is one that a person signs in by. */
export interface SigningIn {
  readonly source: ReturnType<typeof connectorUnderTest>;
  readonly redirectUri: string;
  readonly secret: Readonly<Record<string, string>>;
  readonly origins: Readonly<Record<string, string>>;
  /** What a person does in a browser: from the address where it begins to the one that it comes back to. */
  readonly consent: (url: URL) => URL;
}

/** The refresh token that `sallyport connect` would keep: by the source's own scheme, and the code of a person who said yes. */
export const refreshTokenBySignIn = async ({
  source,
  redirectUri,
  secret,
  origins,
  consent,
}: SigningIn): Promise<string> => {
  const { connector: name, options } = source.document.source;
  const [scheme] = Object.values(connectorNamed(name)!.authentication!(options)!.schemes);
  const { signal } = new AbortController();
  const context = grantContext({ http: () => clientTo(origins) });
  const { url, finish } = await beginSignIn(scheme as TokenScheme, context, { redirectUri, secret, signal });
  const { refreshToken } = await finish(consent(url), signal);
  if (refreshToken === undefined) throw new Error('the sign-in gave no refresh token');
  return refreshToken;
};
