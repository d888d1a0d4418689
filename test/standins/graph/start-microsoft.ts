import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import type { WorkloadIdentity } from '../../../lambda/platform/workload-identity.ts';
import { type Entra, startEntra } from '../entra/start-entra.ts';
import type { StandIn } from '../stand-in.ts';
import { rsaKey } from '../test-keys.ts';
import { startGraph } from './start-graph.ts';
import type { Tenant } from './tenant.ts';

/** A tenant of Microsoft with an app registration that the gate may use in each of three ways. */
export interface Microsoft {
  readonly entra: Entra;
  readonly graph: StandIn;
  /** For `connectorUnderTest`. */
  readonly origins: Readonly<Record<string, string>>;
  /** What a source says. */
  readonly settings: { readonly tenantId: string; readonly clientId: string };
  /** By way: what is entered into the secret. */
  readonly secrets: Readonly<
    Record<'workloadIdentity' | 'certificate' | 'clientSecret', Readonly<Record<string, string>>>
  >;
  /** What proves the gate without a secret. */
  readonly identity: WorkloadIdentity;
  now(): number;
  /** Lets time pass. */
  pass(seconds: number): void;
  stop(): Promise<void>;
}

const tenantId = '3aa4a235-b6e2-48d5-9195-7fcf05b459b0';
const clientId = '4a3f2e1d-0000-4000-8000-00000000000a';
const issuer = 'https://tokens.gate.example';
const subject = 'arn:aws:iam::111122223333:role/gate';

const entraFile = (name: string): string => readFileSync(join(import.meta.dirname, '../entra', name), 'utf8');

/**
 * Starts login.microsoftonline.com and graph.microsoft.com of one tenant.
 *
 * @param permissions that were granted to the app: those of a definition, mostly
 */
export const startMicrosoft = async (
  permissions: readonly string[],
  tenant: Partial<Tenant> = {},
): Promise<Microsoft> => {
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const key = rsaKey();
  const certificate = new X509Certificate(entraFile('application.pem'));
  const thumbprint = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
  const entra = await startEntra({
    tenant: tenantId,
    applications: {
      [clientId]: {
        federated: { issuer, subject, audience: 'api://AzureADTokenExchange', key: key.publicKey },
        certificates: { [thumbprint]: certificate.publicKey },
        secret: 'CANARY-client-secret',
      },
    },
    resources: ['https://graph.microsoft.com'],
    now,
  });
  const graph = await startGraph({ entra, permissions, tenant, now });
  return {
    entra,
    graph,
    origins: { 'login.microsoftonline.com': entra.origin, 'graph.microsoft.com': graph.origin },
    settings: { tenantId, clientId },
    secrets: {
      workloadIdentity: {},
      certificate: { private_key: entraFile('application-key.pem'), certificate: entraFile('application.pem') },
      clientSecret: { client_secret: 'CANARY-client-secret' },
    },
    identity: {
      jwt: (audience) =>
        new SignJWT({ sub: subject, iss: issuer, aud: audience })
          .setProtectedHeader({ alg: 'RS256' })
          .setExpirationTime(Math.floor(now() / 1_000) + 300)
          .sign(key.privateKey),
      aws: async () => undefined,
      google: async () => undefined,
    },
    now,
    pass: (seconds) => {
      ahead += seconds * 1_000;
    },
    stop: async () => {
      await Promise.all([entra.stop(), graph.stop()]);
    },
  };
};
