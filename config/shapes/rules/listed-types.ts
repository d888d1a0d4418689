import type { JsonType } from '../shape.ts';

const typeNames: Readonly<Record<JsonType, string>> = {
  object: 'an object',
  array: 'an array',
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

/**
 * Types as words for people.
 *
 * @example listed(['string', 'null']) // 'text or null'
 */
export const listed = (types: readonly JsonType[]): string =>
  types
    .filter((type) => type !== 'integer' || !types.includes('number'))
    .map((type) => typeNames[type])
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1');
