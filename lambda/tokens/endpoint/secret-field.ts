import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import { SourceError } from '../../../connectors/source-error.ts';
import type { SchemeSecret } from '../token-grant.ts';

/** The name of a scheme's field as the administrator sees it in the secret. */
export const fieldName = ({ prefix }: Pick<TokenScheme, 'prefix'>, name: string): string => `"${prefix}${name}"`;

/**
 * One field of the secret, which this scheme can not do without.
 *
 * @throws SourceError `credentials-missing`, which names the field
 * @example secretField(scheme, secret, 'client_secret')
 */
export const secretField = (scheme: Pick<TokenScheme, 'prefix'>, secret: SchemeSecret, name: string): string => {
  const value = Object.hasOwn(secret, name) ? secret[name] : undefined;
  if (value) return value;
  throw new SourceError(
    'credentials-missing',
    `the secret of this source has no text in its field ${fieldName(scheme, name)}: enter it with sallyport secrets set <source> ${scheme.prefix}${name}`,
    { detail: { field: `${scheme.prefix}${name}` } },
  );
};

/** The client's id: of the configuration, or else of the secret. */
export const clientIdOf = (scheme: TokenScheme, secret: SchemeSecret): string | undefined =>
  scheme.clientId ?? (Object.hasOwn(secret, 'client_id') && secret['client_id'] ? secret['client_id'] : undefined);

/**
 * The client's id where nothing goes without it.
 *
 * @throws SourceError `credentials-missing`
 */
export const neededClientId = (scheme: TokenScheme, secret: SchemeSecret): string =>
  clientIdOf(scheme, secret) ?? secretField(scheme, secret, 'client_id');
