import * as z from 'zod';

const headerName = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/i, 'write the name of a header, such as x-api-key')
  .refine(
    (name) => !/^(host|cookie2?|connection|content-.*|transfer-encoding|te|trailer|upgrade|proxy-.*)$/i.test(name),
    {
      error: 'is a header that carries no key',
    },
  );

/** How the gate proves to a source who calls, as it is written. */
export const authenticationOption = z
  .union([z.enum(['none', 'bearer', 'basic']), z.strictObject({ header: headerName.describe('Name of the header.') })])
  .default('none')
  .meta({
    description:
      'How the gate proves to the API who calls. none. bearer: by a token. basic: by a user and a password. Or the name of a ' +
      'header that carries a key.',
    examples: ['bearer', { header: 'x-api-key' }],
  });

export type WrittenAuthentication = z.output<typeof authenticationOption>;
