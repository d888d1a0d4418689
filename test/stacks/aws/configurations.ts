import * as z from 'zod';
import type {
  AwsDeployment,
  Config,
  RelayConfig,
  SourceConfig,
  VendorConfig,
  VendorIdentity,
} from '../../../config/config.ts';
import type { Connector, Requirements } from '../../../connectors/connector.ts';
import type { Destination, DestinationRequirements } from '../../../connectors/destination.ts';

const testDestination: Destination = {
  name: 'test',
  title: 'Test',
  options: z.strictObject({}),
  requires: (options) => options as DestinationRequirements,
  authentication: () => {
    throw new Error('Nothing runs here.');
  },
};

/** A kind of source, and of destination, that requires exactly what its options say. */
export const testConnector: Connector = {
  name: 'test',
  title: 'Test',
  modes: ['import', 'proxy'],
  options: z.strictObject({}),
  requires: (options) => options as Requirements,
  destination: testDestination,
};

export const source = (requirements: Partial<Requirements> = {}, rest: Partial<SourceConfig> = {}): SourceConfig => ({
  connector: 'test',
  serve: ['import'],
  claims: {},
  closed: [],
  options: { hosts: [], files: [], objects: [], secret: [], ...requirements },
  ...rest,
});

export const withSecret = (rest: Partial<SourceConfig> = {}): SourceConfig =>
  source(
    {
      secret: [
        { name: 'user', description: 'Who logs in', required: true },
        { name: 'schema', description: 'Where to look', required: false },
      ],
    },
    rest,
  );

/** What the gate's own identity is used for, in tests. */
export const identity = {
  audiences: ['api://AzureADTokenExchange', 'https://sts.acme.example'],
  roles: ['arn:aws:iam::111122223333:role/gate-reader'],
};

/** A source that needs tokens, and has a secret. */
export const withTokens = (rest: Partial<SourceConfig> = {}): SourceConfig =>
  source({ secret: [{ name: 'client_secret', description: 'Who asks', required: true }], state: true }, rest);

/** A source that is served by proxy, and has a secret. */
export const proxied = (rest: Partial<SourceConfig> = {}): SourceConfig => withSecret({ serve: ['proxy'], ...rest });

/** A relay for two agents, with somebody who may enrol them. */
export const relay: RelayConfig = {
  registrars: [
    {
      name: 'platform-team',
      issuer: 'https://login.acme.example/',
      audience: 'sallyport-relay',
      subject: 'relay-registrar',
      claims: {},
    },
  ],
  agents: { maximum: 2, certificateDays: 30 },
};

/** A source behind agents: what it calls and reads is where they are. */
export const behindAgents = (rest: Partial<SourceConfig> = {}): SourceConfig =>
  source(
    {
      hosts: ['db.acme.internal:5432'],
      files: ['./ca.pem'],
      objects: ['s3://acme-exports/apps.ndjson'],
      secret: [{ name: 'password', description: 'Who logs in', required: true }],
    },
    { via: 'relay', ...rest },
  );

export const bearer: VendorConfig = {
  name: 'elimity',
  profile: 'bearer',
  identity: {
    jwt: {
      issuer: 'https://auth.elimity.com/',
      audience: 'gateway',
      claims: { base_url: 'https://acme.elimity.com' },
      urlClaim: 'gateway_url',
    },
  },
};

export const platform = (identity: VendorIdentity): VendorConfig => ({
  name: 'elimity',
  profile: 'platform',
  identity,
});

export const awsRole = { arn: 'arn:aws:iam::111122223333:role/tenant-acme', externalId: 'c0ffee-0123456789' };
export const googleServiceAccount = { uniqueId: '104200000000000000000', audience: 'https://acme.example/gateway' };
export const entraWorkload = {
  tenantId: '0A0B0C0D-0000-4000-8000-00000000000A',
  objectId: '0a0b0c0d-0000-4000-8000-00000000000B',
  audience: 'api://acme-gateway',
};
export const jwt = {
  issuer: 'https://auth.elimity.com/',
  audience: 'gateway',
  claims: {},
  urlClaim: null,
  subject: 'tenant-acme',
};

export const configuration = (
  vendor: VendorConfig,
  sources: Config['sources'],
  aws: Partial<AwsDeployment> = {},
): Config => ({
  gateway: 'acme',
  vendor,
  sources,
  sync: {},
  monitoring: { dashboard: false },
  tags: {},
  deploy: { aws: { region: 'eu-west-1', logRetentionDays: 90, ...aws } },
});

/** `count` sources with a secret each, from `source-01` on. */
export const many = (count: number): Config['sources'] =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`source-n${String(index + 1).padStart(2, '0')}`, withSecret()]),
  );
