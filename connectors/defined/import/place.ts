import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1), z.maxLength(16_384));

/** Where a page begins that is not the first: an address below the list's server, a token, or a number of rows or pages. */
export const placeSchema = z.union([
  z.strictObject({ link: text }),
  z.strictObject({ token: text }),
  z.strictObject({ number: z.int().check(z.minimum(0)) }),
]);

export type Place = z.output<typeof placeSchema>;

/** Whether two pages begin at the same place. */
export const isSamePlace = (a: Place | undefined, b: Place | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
