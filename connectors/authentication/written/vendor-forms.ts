import * as z from 'zod';
import { serverAddress } from './server-address.ts';
import { givenName, scopes, sendSettings, tokenScheme } from './token-settings.ts';

const none = { method: 'none' } as const;

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
      { client: none },
    ),
  );

const google = {
  tokenUrl: 'https://oauth2.googleapis.com/token',
  revocationUrl: 'https://oauth2.googleapis.com/revoke',
};

const subject = givenName('The user whom domain-wide delegation acts for. Default: the service account itself.')
  .meta({ examples: ['gate@acme.example'] })
  .optional();

const googleScopes = scopes.min(1).meta({
  description: 'What the token is to allow, as few as possible.',
  examples: [['https://www.googleapis.com/auth/admin.directory.user.readonly']],
});

/** A service account of Google by its key. */
export const googleServiceAccountForm = z
  .strictObject({
    subject,
    scopes: googleScopes,
    tokenUrl: serverAddress(`Where tokens are asked for. Default: ${google.tokenUrl}`, google.tokenUrl).optional(),
    send: sendSettings.send,
  })
  .meta({
    id: 'googleServiceAccount',
    description: 'A token of a Google service account, by its key; with subject for a user of Google Workspace.',
    examples: [
      {
        subject: 'gate@acme.example',
        scopes: ['https://www.googleapis.com/auth/admin.directory.user.readonly'],
      },
    ],
  })
  .transform(({ subject, ...settings }) =>
    tokenScheme({ type: 'googleServiceAccount', ...(subject !== undefined && { subject }) }, settings, {
      client: none,
      ...google,
    }),
  );

const pool =
  '//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/gate/providers/gate-aws';

/** A service account of Google without a key. */
export const googleWorkloadForm = z
  .strictObject({
    serviceAccount: z
      .string()
      .regex(/^[a-z0-9._-]+@([a-z0-9-]+\.)*gserviceaccount\.com$/, 'write the address of a service account')
      .meta({
        description: 'The service account that is impersonated.',
        examples: ['reader@acme-123.iam.gserviceaccount.com'],
      }),
    subject,
    provider: z
      .string()
      .regex(
        /^\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/global\/workloadIdentityPools\/[a-z0-9-]{4,32}\/providers\/[a-z0-9-]{4,32}$/,
        'write the full name of a provider of a workload identity pool, with the number of the project',
      )
      .optional()
      .meta({
        description: "The provider that trusts the gate's own identity. Needed outside of Google Cloud.",
        examples: [pool],
      }),
    scopes: googleScopes,
    send: sendSettings.send,
  })
  .meta({
    id: 'googleWorkload',
    description: 'A token of a Google service account without a key: the gate proves itself by its own identity.',
    examples: [
      {
        serviceAccount: 'reader@acme-123.iam.gserviceaccount.com',
        provider: pool,
        scopes: ['https://www.googleapis.com/auth/admin.directory.user.readonly'],
      },
    ],
  })
  .transform(({ serviceAccount, subject, provider, ...settings }) =>
    tokenScheme(
      {
        type: 'googleWorkload',
        serviceAccount,
        ...(subject !== undefined && { subject }),
        ...(provider !== undefined && { provider }),
      },
      settings,
      { client: none, ...(subject === undefined ? {} : { tokenUrl: google.tokenUrl }) },
    ),
  );
