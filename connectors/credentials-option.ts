import * as z from 'zod';

/** Where a source's credentials come from. */
export const credentialsOption = z
  .enum(['secret', 'fields'])
  .default('secret')
  .describe(
    "The credentials are in the source's secret (secret), or the vendor sends them with each request (fields).",
  );

export type CredentialsFrom = z.output<typeof credentialsOption>;
