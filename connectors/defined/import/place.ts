import * as z from 'zod/mini';

/** The longest address or token of a page, in letters: servers and what is between take no longer addresses. */
export const longestPlace = 16_384;

const text = z.string().check(z.minLength(1), z.maxLength(longestPlace));

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
