import type { Scheme } from './authentication.ts';
import { schemeFields, type UnnamedScheme } from './scheme-fields.ts';

/**
 * Tells the fields of several schemes apart in the one secret: those of a scheme that shares a name with another one have the
 * scheme's name before them.
 *
 * @example nameFields({ a: basic, b: bearer }) // prefixes '' and ''
 * @example nameFields({ a: bearer, b: bearer }) // prefixes 'a.' and 'b.'
 */
export const nameFields = (schemes: Readonly<Record<string, UnnamedScheme>>): Readonly<Record<string, Scheme>> => {
  const fields = Object.entries(schemes).map(([name, scheme]) => ({ name, scheme, own: namesOf(scheme) }));
  return Object.fromEntries(
    fields.map(({ name, scheme, own }): [string, Scheme] => {
      const isShared = fields.some((other) => other.name !== name && other.own.some((field) => own.includes(field)));
      return [name, { ...scheme, prefix: isShared ? `${name}.` : '' }];
    }),
  );
};

const namesOf = (scheme: UnnamedScheme): readonly string[] => schemeFields(scheme).map(({ name }) => name);
