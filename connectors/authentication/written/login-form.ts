import * as z from 'zod';
import { serverAddress } from './server-address.ts';
import { sendSettings, tokenScheme } from './token-settings.ts';

/** A user and a password for a token, as APIs have it that know no OAuth. */
export const loginForm = z
  .strictObject({
    tokenUrl: serverAddress(
      'Where user and password go (HTTP Basic, POST), and the token comes from.',
      'https://bi.acme.example/pi/api/v2/tokens',
    ),
    tokenField: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/, 'write the name of one field of the answer, such as token')
      .default('token')
      .meta({ description: 'The field of the JSON answer that holds the token.', examples: ['token'] }),
    send: sendSettings.send,
  })
  .meta({
    id: 'login',
    description: 'A token for a user and a password, which go to an address of the API by HTTP Basic. Not OAuth.',
    examples: [{ tokenUrl: 'https://bi.acme.example/pi/api/v2/tokens' }],
  })
  .transform(({ tokenField, ...settings }) =>
    tokenScheme({ type: 'login', tokenField }, settings, { client: { method: 'none' } }),
  );
