import type { Config, GcpDeployment, VendorConfig } from '../../../config/config.ts';

export const deployment: GcpDeployment = {
  project: 'acme-gateway',
  projectNumber: '123456789012',
  region: 'europe-west1',
  logRetentionDays: 90,
};

export const kmsKey = 'projects/acme-keys/locations/europe-west1/keyRings/gateways/cryptoKeys/acme';
export const image = `europe-west1-docker.pkg.dev/acme/base/node@sha256:${'ab'.repeat(32)}`;

/** The same as on AWS, but on Google Cloud. */
export const configuration = (
  vendor: VendorConfig,
  sources: Config['sources'],
  gcp: Partial<GcpDeployment> = {},
  rest: Partial<Config> = {},
): Config => ({
  gateway: 'acme',
  vendor,
  sources,
  sync: {},
  monitoring: { dashboard: false },
  tags: {},
  deploy: { gcp: { ...deployment, ...gcp } },
  ...rest,
});
