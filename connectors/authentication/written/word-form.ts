import * as z from 'zod';

/** Authentication schemes (RFC 9110, section 11.1) that are written otherwise. */
const others = /^(?:bearer|basic)$/i;

/**
 * A token in the header Authorization after a word of the vendor's own, as RFC 6750 has Bearer.
 *
 * @see https://developer.okta.com/docs/reference/core-okta-api/#authentication
 */
export const wordForm = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/, 'write the word that the source wants before the token, such as SSWS')
  .refine((word) => !others.test(word), 'has a name of its own: write authentication: bearer, or basic')
  .meta({
    description: "A token in the header Authorization, after this word where the source's own documentation wants it.",
    examples: ['SSWS'],
  })
  .transform((word) => ({ kind: 'bearer' as const, word }));
