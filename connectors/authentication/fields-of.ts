import type { SecretField } from '../connector.ts';
import { allAlternatives } from './alternatives-of.ts';
import type { Authentication } from './authentication.ts';
import { schemeFields } from './scheme-fields.ts';

/**
 * All fields of the secret that an authentication reads, by the names that the secret has for them. A field is required if there are
 * calls that can not be made without it, whichever alternative is taken.
 *
 * @example fieldsOf(authentication).map(({ name }) => name) // ['client_id', 'client_secret', 'access_token', …]
 */
export const fieldsOf = (authentication: Authentication): readonly SecretField[] => {
  const used = new Set(allAlternatives(authentication).flat(2));
  const fields = [...used].flatMap((name) => fieldsOfScheme(authentication, name));
  const needed = neededFields(authentication);
  const told = fields.map((field) => ({ ...field, required: needed.has(field.name) }));
  return [...told.filter((field) => field.required), ...told.filter((field) => !field.required)];
};

/** The fields of one scheme, by the names that the secret has for them; `required` is whether this scheme needs them. */
export const fieldsOfScheme = ({ schemes }: Authentication, name: string): readonly SecretField[] => {
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (!scheme) throw new RangeError('an alternative names a scheme that is not there');
  return schemeFields(scheme).map((field) => ({ ...field, name: scheme.prefix + field.name }));
};

const neededFields = (authentication: Authentication): ReadonlySet<string> => {
  const requiredBy = (schemes: readonly string[]): readonly string[] =>
    schemes
      .flatMap((name) => fieldsOfScheme(authentication, name))
      .filter((field) => field.required)
      .map((field) => field.name);
  const neededByCall = allAlternatives(authentication).map(([first = [], ...others]) => {
    const needs = others.map(requiredBy);
    return requiredBy(first).filter((field) => needs.every((names) => names.includes(field)));
  });
  return new Set(neededByCall.flat());
};
