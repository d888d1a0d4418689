import * as z from 'zod';
import { serverAddress } from './server-address.ts';
import { sendSettings, tokenScheme } from './token-settings.ts';

/** An installation token of a GitHub App. */
export const githubAppForm = z
  .strictObject({
    api: serverAddress('The API of GitHub, or of an Enterprise Server.', 'https://github.acme.example/api/v3').default(
      'https://api.github.com',
    ),
    appId: z
      .string()
      .regex(/^[A-Za-z0-9.]{1,64}$/, 'write the App ID or the client ID of the app')
      .optional()
      .describe('App ID or client ID, if it is not to be a field of the secret.'),
    organization: z
      .string()
      .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, 'write the name of an organization or a user, as in its address')
      .optional()
      .meta({ description: 'The organization that has the app installed.', examples: ['acme'] }),
    installation: z
      .string()
      .regex(/^[1-9]\d{0,19}$/, 'write the number at the end of the address of the installation')
      .optional()
      .meta({ description: 'The number of the installation, in place of organization.', examples: ['51234567'] }),
    permissions: z
      .record(
        z.string().regex(/^[a-z_]{1,64}$/, 'write a permission, such as members'),
        z.enum(['read', 'write', 'admin']),
      )
      .optional()
      .meta({ description: 'Fewer permissions than the app has.', examples: [{ members: 'read' }] }),
    send: sendSettings.send,
  })
  .refine(({ organization, installation }) => (organization === undefined) !== (installation === undefined), {
    error: 'must say which installation, and once: add either organization or installation',
  })
  .meta({
    id: 'githubApp',
    description: 'An installation token of a GitHub App.',
    examples: [{ organization: 'acme' }],
  })
  .transform(({ api, appId, organization, installation, permissions, send }) =>
    tokenScheme(
      {
        type: 'githubApp',
        api: api.replace(/\/+$/, ''),
        ...(appId !== undefined && { appId }),
        installation: installation === undefined ? { organization: organization! } : { id: installation },
        ...(permissions && { permissions }),
      },
      { send },
      { client: { method: 'none' } },
    ),
  );
