import type { SecretField } from '../connector.ts';
import { alternativesOf } from './alternatives-of.ts';
import type { Authentication } from './authentication.ts';
import { fieldsOfScheme } from './fields-of.ts';

/** What one alternative lacks. */
export interface MissingFields {
  /** The schemes of the alternative. */
  readonly schemes: readonly string[];
  /** Nothing if all is entered. */
  readonly fields: readonly SecretField[];
}

/**
 * What a secret lacks, for each alternative in order of preference: the first that lacks nothing is used.
 *
 * A scheme that obtains tokens lacks nothing as long as an access token is entered by hand: it works until that expires.
 *
 * @param endpoint of which the alternatives are asked; those of most calls without it
 * @example missingFields(authentication, { client_id: 'a' })[0].fields.map(({ name }) => name) // ['client_secret']
 */
export const missingFields = (
  authentication: Authentication,
  secret: Readonly<Record<string, string>>,
  endpoint?: string,
): readonly MissingFields[] =>
  alternativesOf(authentication, endpoint).map((schemes) => ({
    schemes,
    fields: schemes.flatMap((name) => missingOfScheme(authentication, name, secret)),
  }));

const missingOfScheme = (
  authentication: Authentication,
  name: string,
  secret: Readonly<Record<string, string>>,
): readonly SecretField[] => {
  const isEntered = (field: string): boolean => Object.hasOwn(secret, field) && secret[field] !== '';
  const scheme = authentication.schemes[name];
  if (scheme?.kind === 'token' && isEntered(`${scheme.prefix}access_token`)) return [];
  return fieldsOfScheme(authentication, name).filter((field) => field.required && !isEntered(field.name));
};
