import * as z from 'zod';
import type { ConnectorForm } from '../../config/connector-form.ts';

/** Two small connectors that have every kind of setting: what the configuration makes of a connector must not depend on the real ones. */
export const forms: readonly ConnectorForm[] = [
  {
    name: 'shelf',
    modes: ['import'],
    options: z
      .strictObject({
        place: z.string().min(1).describe('Where the shelf is.'),
        width: z.int().min(10).max(200).default(80).describe('How wide it is.'),
        deep: z.boolean().default(false).describe('Whether it is deep.'),
        order: z.enum(['author', 'title']).default('title').describe('How books stand.'),
        books: z
          .array(
            z.union([
              z.string().max(20).describe('A title.'),
              z.strictObject({
                title: z.string().describe('Its title.'),
                pages: z.number().multipleOf(2).optional().describe('Its pages.'),
              }),
            ]),
          )
          .max(3)
          .default([])
          .describe('What stands on it.'),
      })
      .refine(({ place }) => place !== 'nowhere', {
        path: ['place'],
        error: 'write a place that exists, such as hall',
      }),
  },
  {
    name: 'crate',
    modes: ['import'],
    options: z.strictObject({ label: z.string().describe('What is written on it.') }),
  },
];

/** A configuration that is right, with one of everything. */
export const good = `# yaml-language-server: $schema=./sallyport.schema.json
gateway: acme
vendor:
  name: elimity
  identity:
    jwt:
      issuer: https://auth.elimity.com/
      audience: gateway
      claims: { base_url: https://acme.elimity.com }
sources:
  books:
    connector: shelf
    place: hall
    claims: { source_id: "42" }
    closed:
      - { cron: "0 2 * * *", timeZone: Europe/Brussels, minutes: 90 }
    publicUrl: https://gateway.acme.example/books
  boxes: { connector: crate, serve: [import], label: old }
deploy:
  aws: { region: eu-west-1, account: "123456789012" }
`;

/** One that is right in profile platform, with every identity. */
export const goodPlatform = `gateway: acme
vendor:
  name: elimity
  profile: platform
  identity:
    jwt: { issuer: https://auth.elimity.com/, audience: gateway, subject: tenant-acme }
    googleServiceAccount: { uniqueId: "104200000000000000000", audience: gateway }
    awsRole: { arn: arn:aws:iam::111122223333:role/vendors/tenant-acme, externalId: acme-7f3c }
    entraWorkload:
      tenantId: 1B4E28BA-2fa1-41d2-883f-0016d3cca427
      objectId: 6fa459ea-ee8a-4ca4-894e-db77e160355e
      audience: api://gateway
sources:
  boxes: { connector: crate, label: old }
deploy:
  aws:
    region: eu-west-1
    oidcProviders:
      - arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/
`;
