import type { Config, VendorConfig, VendorIdentity } from '../../config/config.ts';
import { source } from '../stacks/aws/configurations.ts';

/** Two customers of one vendor. The first one's gateway is called; the second one's records are what the vendor may mix it up with. */
export const acme = {
  awsRole: {
    arn: 'arn:aws:iam::111122223333:role/tenants/tenant-acme',
    externalId: 'acme-7f3c9b2e',
    issuer: 'https://0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9.tokens.sts.global.api.aws',
  },
  googleServiceAccount: {
    uniqueId: '104200000000000000000',
    audience: 'https://acme.example/gateway',
    email: 'caller@vendor-prod.iam.gserviceaccount.com',
  },
  entraWorkload: {
    tenantId: '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
    objectId: '6fa459ea-ee8a-4ca4-894e-db77e160355e',
    audience: 'api://acme-gateway',
  },
  jwt: {
    issuer: 'https://auth.vendor.example/',
    audience: 'acme-gateway',
    subject: 'tenant-acme',
    claims: {},
    urlClaim: null,
  },
} as const satisfies Required<VendorIdentity>;

export const beta = {
  awsRole: { arn: 'arn:aws:iam::111122223333:role/tenants/tenant-beta', externalId: 'beta-0d51e84a' },
  googleServiceAccount: { uniqueId: '104200000000000000099', audience: 'https://beta.example/gateway' },
  entraWorkload: { objectId: '0e37df36-f698-11e6-8dd4-cb9ced3df976', audience: 'api://beta-gateway' },
  jwt: { audience: 'beta-gateway', subject: 'tenant-beta' },
} as const;

export type IdentityName = keyof typeof acme;
export type HostName = 'aws' | 'gcp' | 'azure';

/** Where the first customer's gateway stands. */
export const deployment = {
  account: '123456789012',
  tenantId: '00000000-0000-4000-8000-000000000002',
  publicUrl: 'https://acme-people-998877665544.europe-west1.run.app',
} as const;

/** A configuration of the first customer with one identity, or all of them, deployed to one host. */
export const configurationFor = (
  host: HostName,
  profile: VendorConfig['profile'],
  names: readonly IdentityName[],
): Config => ({
  gateway: 'acme',
  vendor: { name: 'vendor', profile, identity: Object.fromEntries(names.map((name) => [name, acme[name]])) },
  sources: { people: source() },
  sync: {},
  monitoring: { dashboard: false },
  tags: {},
  deploy: { [host]: deployments[host] },
});

const deployments = {
  aws: { region: 'eu-west-1', account: deployment.account, logRetentionDays: 90 },
  gcp: { project: 'acme-gateway', projectNumber: '998877665544', region: 'europe-west1', logRetentionDays: 90 },
  azure: {
    subscriptionId: '00000000-0000-4000-8000-000000000001',
    tenantId: deployment.tenantId,
    location: 'westeurope',
    logRetentionDays: 90,
  },
} as const;
