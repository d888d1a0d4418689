import { createHash } from 'node:crypto';
import type { SchemeSecret } from './token-grant.ts';

const nextMark = '_next';

/**
 * What a scheme sees of its source's secret: its own fields, by their own names. During a rotation two values are valid: the first
 * candidate is what is entered, the second has each `<field>_next` in the place of `<field>`.
 *
 * @param prefix of the scheme's fields
 * @example candidatesOf({ client_secret: 'a', client_secret_next: 'b' }, '') // [{ client_secret: 'a', … }, { client_secret: 'b', … }]
 */
export const candidatesOf = (secret: SchemeSecret, prefix: string): readonly SchemeSecret[] => {
  const own = Object.entries(secret)
    .filter(([name, value]) => name.startsWith(prefix) && value !== '')
    .map(([name, value]): [string, string] => [name.slice(prefix.length), value]);
  const next = own
    .filter(([name]) => name.endsWith(nextMark))
    .map(([name, value]): [string, string] => [name.slice(0, -nextMark.length), value]);
  const entered = Object.fromEntries(own);
  return next.length > 0 ? [entered, { ...entered, ...Object.fromEntries(next) }] : [entered];
};

/** A short print of texts, to see whether they have changed. It is kept sealed only. */
export const printOf = (texts: unknown): string =>
  createHash('sha256').update(JSON.stringify(texts)).digest('base64url').slice(0, 16);
