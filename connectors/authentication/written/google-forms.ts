import * as z from 'zod';
import { serverAddress } from './server-address.ts';
import { givenName, scopes, sendSettings, tokenScheme } from './token-settings.ts';

const none = { method: 'none' } as const;

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
