import * as z from 'zod';

/** Where a page begins that is not the first: an address below the list's server, a token, or a number of rows or pages. */
export const placeSchema = z.union([
  z.strictObject({ link: z.string().min(1).max(16_384) }),
  z.strictObject({ token: z.string().min(1).max(16_384) }),
  z.strictObject({ number: z.int().min(0) }),
]);

export type Place = z.output<typeof placeSchema>;

/** Whether two pages begin at the same place. */
export const isSamePlace = (a: Place | undefined, b: Place | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
