import * as z from 'zod';

/**
 * A host, with a port if it is not 443.
 *
 * @param example what to write instead, such as `files.example.com`
 */
export const hostName = (example: string) =>
  z
    .string()
    .regex(
      /^(?=.{1,253}(?::|$))[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[1-9]\d{0,4})?$/,
      `write a host in lower case, without scheme and path, such as ${example} or ${example}:8443`,
    );
