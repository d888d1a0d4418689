import type { AwsDeployment, Config, NetworkConfig } from '../../../config/config.ts';
import {
  awsRole,
  bearer,
  behindAgents,
  configuration,
  entraWorkload,
  identity,
  jwt,
  platform,
  relay,
  source,
  withSecret,
  withTokens,
} from './configurations.ts';
import { login, sync } from './syncs.ts';
import { type Synthesized, synthesize } from './synthesize.ts';

export const alarmTopic = 'arn:aws:sns:eu-west-1:123456789012:operators';
export const kmsKey = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
export const permissionsBoundary = 'arn:aws:iam::123456789012:policy/workload-boundary';
export const vpc = {
  id: 'vpc-0a1b2c3d4e5f60718',
  subnets: ['subnet-0a1b2c3d4e5f60718', 'subnet-1b2c3d4e5f607182a'],
};

export const check = { cron: '0 6 * * 1-5', timeZone: 'Europe/Brussels' };

export const network = (more: Partial<NetworkConfig> = {}): NetworkConfig => ({
  egress: 'ipv6',
  allowList: false,
  hosts: [],
  routes: {},
  ...more,
});

export const routes = { bi: { host: 'BI.acme.internal', port: 8443, addresses: ['10.20.0.10', '10.20.0.11'] } };

const people = withSecret();
const directory = source(
  { hosts: ['graph.microsoft.com', 'login.microsoftonline.com', 'directory.acme.example:636'], identity },
  { check },
);

const inNetwork = (more: Partial<NetworkConfig>, aws: Partial<AwsDeployment> = {}): Config => ({
  ...configuration(platform({ awsRole }), { people, directory }, aws),
  network: network(more),
});

/** Deployments with what the default has none of, by what they are called. */
export const edges: Readonly<Record<string, Config>> = {
  'network without a way out': inNetwork({ egress: 'none', routes }),
  'network with IPv6 alone': inNetwork({}),
  'network with IPv6 and an allow list': inNetwork({ allowList: true, hosts: ['*.elimity.com'] }),
  'network with NAT': inNetwork({ egress: 'nat', allowList: true, routes }),
  'network of the customer': inNetwork({ egress: 'existing', routes }, { vpc }),
  'network and security group of the customer': {
    ...configuration(bearer, { people }, { vpc: { ...vpc, securityGroup: 'sg-0a1b2c3d4e5f60718' } }),
  },
  'schedules with alarms and a dashboard': {
    ...configuration(
      bearer,
      {
        directory,
        mail: withTokens({ serve: ['proxy'], check: { cron: '0 2 1 * 1', timeZone: 'UTC' } }),
        people,
      },
      { alarmTopic },
    ),
    monitoring: { dashboard: true },
  },
  'everything of the customer': {
    ...configuration(
      platform({ awsRole, entraWorkload, jwt }),
      {
        apps: source({ objects: ['s3://acme-exports/apps.ndjson'] }),
        mail: withTokens({ serve: ['import', 'proxy'], check }),
      },
      { account: '123456789012', alarmTopic, kmsKey, permissionsBoundary },
    ),
    tags: { 'cost-center': '4711', stage: 'test' },
    network: network({ egress: 'nat' }),
  },
};

/** Deployments with a relay. */
export const relayEdges: Readonly<Record<string, Config>> = {
  'relay with alarms and a dashboard': {
    ...configuration(bearer, { hr: behindAgents(), people }, { alarmTopic }),
    monitoring: { dashboard: true },
    relay,
  },
  'relay with everything of the customer': {
    ...configuration(
      platform({ awsRole }),
      { hr: behindAgents({ check }) },
      { account: '123456789012', kmsKey, permissionsBoundary },
    ),
    network: network({ egress: 'none' }),
    relay: { registrars: [], agents: { maximum: 1, certificateDays: 7 } },
  },
};

const nightly = { cron: '0 2 * * *', timeZone: 'Europe/Brussels' };

/** Deployments with syncs. */
export const syncEdges: Readonly<Record<string, Config>> = {
  'syncs with alarms and a dashboard': {
    ...configuration(bearer, { people: withTokens() }, { alarmTopic }),
    monitoring: { dashboard: true },
    sync: {
      'bi-users': sync({ schedule: nightly, webhook: { settleSeconds: 10 }, signIn: login }),
      helpdesk: sync({ to: { secret: [] } }),
    },
  },
  'sync with everything of the customer': {
    ...configuration(
      platform({ awsRole }),
      { apps: source({ objects: ['s3://acme-exports/apps.ndjson'] }), hr: behindAgents() },
      { account: '123456789012', alarmTopic, kmsKey, permissionsBoundary },
    ),
    network: network({ egress: 'none', routes }),
    relay,
    sync: {
      'app-users': sync({ from: 'apps', schedule: nightly, to: { identity } }),
      'bi-users': sync({ from: 'hr', signIn: login, to: { via: 'relay' } }),
    },
  },
};

const synthesized = new Map<string, Synthesized>();

/** One of them, synthesized once for all who ask. */
export const edge = (title: string): Synthesized => {
  const known = synthesized.get(title) ?? synthesize({ ...edges, ...relayEdges, ...syncEdges }[title]!);
  synthesized.set(title, known);
  return known;
};
