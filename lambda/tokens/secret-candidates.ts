import { createHash } from 'node:crypto';
import type { Scheme } from '../../connectors/authentication/authentication.ts';
import { schemeFields } from '../../connectors/authentication/scheme-fields.ts';
import type { SchemeSecret } from './token-grant.ts';

const nextMark = '_next';

/**
 * What a scheme sees of its source's secret: its own fields, by their own names, and no field of a scheme beside it. During a
 * rotation two values are valid: the first candidate is what is entered, the second has each `<field>_next` in the place of `<field>`.
 *
 * @example candidatesOf({ key: 'a', key_next: 'b' }, { kind: 'key', in: 'header', name: 'x-key', prefix: '' }) // [{ key: 'a' }, { key: 'b' }]
 */
export const candidatesOf = (secret: SchemeSecret, scheme: Scheme): readonly SchemeSecret[] => {
  const names = schemeFields(scheme).map(({ name }) => name);
  const valuesOf = (mark: string): SchemeSecret =>
    Object.fromEntries(
      names.flatMap((name): [string, string][] => {
        const field = scheme.prefix + name + mark;
        const value = Object.hasOwn(secret, field) ? secret[field] : undefined;
        return value ? [[name, value]] : [];
      }),
    );
  const [entered, next] = [valuesOf(''), valuesOf(nextMark)];
  return Object.keys(next).length > 0 ? [entered, { ...entered, ...next }] : [entered];
};

/** A short print of texts, to see whether they have changed. It is kept sealed only. */
export const printOf = (texts: unknown): string =>
  createHash('sha256').update(JSON.stringify(texts)).digest('base64url').slice(0, 16);
