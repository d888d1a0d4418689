import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import type { Grant, JwtBearerGrant, TokenExchangeGrant } from '../../../connectors/authentication/grant.ts';
import type { GrantContext, SchemeSecret } from '../token-grant.ts';
import { neededClientId, secretField } from './secret-field.ts';
import { signAssertion } from './sign-assertion.ts';

/** What a grant's form is made from. */
export interface GrantFormOptions {
  readonly scheme: TokenScheme;
  readonly secret: SchemeSecret;
  readonly context: GrantContext;
  readonly tokenEndpoint: string;
  /** Milliseconds since 1970, by the authorization server's clock. */
  readonly now: number;
}

/** `grant_type` of those that need nobody to sign in. */
const grantTypes: Readonly<Partial<Record<Grant['type'], string>>> = {
  clientCredentials: 'client_credentials',
  password: 'password',
  jwtBearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  tokenExchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
  accountCredentials: 'account_credentials',
};

/** The `grant_type` of a grant that gets a token from nothing but the secret; `undefined` of others. */
export const grantTypeOf = ({ type }: Grant): string | undefined => grantTypes[type];

/**
 * The form of a grant, with the scheme's own parameters and scopes; without `grant_type` and what proves the client. What the protocol
 * sets stands above the parameters.
 *
 * @throws SourceError `credentials-missing`, TokenError `token-client-refused` or a PlatformError of the identity
 * @example await grantForm({ scheme, secret, context, tokenEndpoint, now }) // 'scope=read&username=…&password=…'
 */
export const grantForm = async (options: GrantFormOptions): Promise<URLSearchParams> => {
  const { scopes, parameters } = options.scheme;
  const members = {
    ...parameters,
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    ...(await ownMembers(options)),
  };
  return new URLSearchParams(members);
};

type Members = Readonly<Record<string, string>>;

const ownMembers = (options: GrantFormOptions): Members | Promise<Members> => {
  const { scheme, secret } = options;
  const { grant } = scheme;
  switch (grant.type) {
    case 'password':
      return {
        username: secretField(scheme, secret, 'username'),
        password: secretField(scheme, secret, 'password'),
      };
    case 'accountCredentials':
      return { account_id: grant.accountId ?? secretField(scheme, secret, 'account_id') };
    case 'jwtBearer':
      return jwtBearer(grant, options);
    case 'tokenExchange':
      return tokenExchange(grant, options);
    default:
      return {};
  }
};

const jwtBearer = async (grant: JwtBearerGrant, options: GrantFormOptions): Promise<Members> => {
  const { scheme, secret, context, tokenEndpoint, now } = options;
  const iss = grant.issuer ?? neededClientId(scheme, secret);
  const assertion = await signAssertion({
    key: secretField(scheme, secret, 'private_key'),
    algorithm: grant.algorithm,
    keyId: grant.keyId,
    certificate: grant.thumbprint ? secretField(scheme, secret, 'certificate') : undefined,
    claims: { ...grant.claims, iss, sub: grant.subject ?? iss, aud: grant.audience ?? tokenEndpoint },
    id: context.unique(),
    now,
  });
  return { assertion };
};

const tokenExchange = async (grant: TokenExchangeGrant, options: GrantFormOptions): Promise<Members> => {
  const { scheme, secret, context } = options;
  const { subjectToken, audience, resource } = grant;
  return {
    subject_token:
      subjectToken === 'secret'
        ? secretField(scheme, secret, 'subject_token')
        : await context.identity.jwt(subjectToken.identity),
    subject_token_type: grant.subjectTokenType,
    ...(grant.requestedTokenType !== undefined && { requested_token_type: grant.requestedTokenType }),
    ...(audience !== undefined && { audience }),
    ...(resource !== undefined && { resource }),
  };
};
