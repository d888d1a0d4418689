import * as z from 'zod';
import type { ClientAuthentication, SigningAlgorithm } from '../authentication.ts';

/** An algorithm that the gate signs with. */
const signingAlgorithm = z.enum(['RS256', 'PS256', 'ES256'] as const satisfies readonly SigningAlgorithm[]);

/** What a signing key is used with: the same for clients and for assertions. */
export const signingKeys = {
  algorithm: signingAlgorithm
    .default('RS256')
    .describe('How the gate signs (RFC 7518). ES256 needs a key on the curve P-256, the others an RSA key.'),
  keyId: z.string().min(1).max(256).optional().describe('The name that the server has for the key (kid).'),
  thumbprint: z
    .boolean()
    .default(false)
    .describe('Whether the certificate is named by its thumbprint (x5t#S256), as Microsoft Entra ID wants it.'),
};

/** The audience that Microsoft Entra ID expects in tokens of other issuers. */
const entraAudience = 'api://AzureADTokenExchange';

const methods = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'tls_client_auth',
  'workload_identity',
  'none',
] as const satisfies readonly ClientAuthentication['method'][];

const byKey = z.strictObject({
  method: z.literal('private_key_jwt').describe('Proved by a key that signs an assertion.'),
  ...signingKeys,
  audience: z.string().min(1).max(2048).optional().describe("Default: the token endpoint's address."),
});

const byIdentity = z.strictObject({
  method: z.literal('workload_identity').describe("Proved by the gate's own identity: no secret is needed."),
  audience: z.string().min(1).max(2048).default(entraAudience).describe('Audience of the token that proves it.'),
});

/** How the gate proves itself to an authorization server, as it is written: a word, or a map where there is more to say. */
export const clientOption = z.union([z.enum(methods), z.discriminatedUnion('method', [byKey, byIdentity])]).meta({
  id: 'client',
  description:
    'How the gate proves itself to the authorization server. client_secret_basic and client_secret_post: by a client secret. ' +
    'private_key_jwt: by a key. tls_client_auth: by a client certificate. workload_identity: by its own identity in the ' +
    'cloud, without a secret. none: not at all.',
  examples: ['client_secret_post', { method: 'private_key_jwt', algorithm: 'PS256', thumbprint: true }],
});

/** What it means. */
export const clientAuthentication = (written: z.output<typeof clientOption>): ClientAuthentication => {
  if (typeof written === 'object') return written;
  if (written === 'private_key_jwt') return byKey.parse({ method: written });
  if (written === 'workload_identity') return byIdentity.parse({ method: written });
  return { method: written };
};
