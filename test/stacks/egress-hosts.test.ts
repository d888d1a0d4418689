import { describe, expect, test } from 'vitest';
import type { Config } from '../../config/config.ts';
import { egressHosts, egressPorts, egressTargets } from '../../stacks/egress-hosts.ts';
import { knownSources } from '../../stacks/known-sources.ts';
import {
  awsRole,
  bearer,
  behindAgents,
  configuration,
  entraWorkload,
  googleServiceAccount,
  platform,
  relay,
  source,
  testConnector,
} from './aws/configurations.ts';

const network = (more: Partial<NonNullable<Config['network']>> = {}): Config['network'] => ({
  egress: 'nat',
  allowList: true,
  hosts: [],
  routes: {},
  ...more,
});

const sources = {
  mail: source({ hosts: ['Graph.Microsoft.com', 'login.microsoftonline.com'] }),
  people: source({ hosts: ['db.acme.example:5432', 'graph.microsoft.com:443', '10.1.2.3:8443', '[fd00::1]:636'] }),
};

const of = (config: Config) => [config, knownSources(config, [testConnector])] as const;

describe('what a gateway calls', () => {
  test('is named once, and has a port', () => {
    expect(egressTargets(...of(configuration(bearer, sources)))).toEqual([
      { host: '10.1.2.3', port: 8443 },
      { host: 'fd00::1', port: 636 },
      { host: 'auth.elimity.com', port: 443 },
      { host: 'db.acme.example', port: 5432 },
      { host: 'graph.microsoft.com', port: 443 },
      { host: 'login.microsoftonline.com', port: 443 },
    ]);
  });

  test('has names, for a list of names', () => {
    expect(egressHosts(...of(configuration(bearer, sources)))).toEqual([
      'auth.elimity.com',
      'db.acme.example',
      'graph.microsoft.com',
      'login.microsoftonline.com',
    ]);
  });

  test('names a host on two ports once', () => {
    const twice = { first: source({ hosts: ['acme.example'] }), second: source({ hosts: ['acme.example:8443'] }) };
    expect(egressHosts(...of(configuration(platform({ googleServiceAccount }), twice)))).toEqual([
      'acme.example',
      'www.googleapis.com',
    ]);
  });

  test('has ports: always 443, those of the sources, and those of the routes', () => {
    const config = configuration(bearer, sources);
    const routes = { bi: { host: 'bi.acme.internal', port: 9443, addresses: ['10.20.0.10'] } };
    expect(egressPorts(...of({ ...config, network: network({ routes }) }))).toEqual([443, 636, 5432, 8443, 9443]);
    expect(egressPorts(...of(configuration(bearer, {})))).toEqual([443]);
  });

  const issuer = 'https://0a1b2c3d.tokens.sts.global.api.aws';

  test.each([
    ['a Google service account', { googleServiceAccount }, ['www.googleapis.com']],
    ['an Entra workload', { entraWorkload }, ['login.microsoftonline.com']],
    ['an AWS role with an issuer', { awsRole: { ...awsRole, issuer } }, ['0a1b2c3d.tokens.sts.global.api.aws']],
    ['an AWS role without', { awsRole }, []],
  ])('is the issuer of %s', (_, identity, expected) => {
    expect(egressHosts(...of(configuration(platform(identity), {})))).toEqual(expected);
  });

  test.each([
    ['https://accounts.google.com', 'www.googleapis.com'],
    ['https://sts.windows.net/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/', 'login.microsoftonline.com'],
    ['https://sts.windows.net.acme.example/', 'sts.windows.net.acme.example'],
  ])('is where the keys of an own issuer are that is %s', (name, expected) => {
    const jwt = { ...bearer.identity.jwt!, issuer: name };
    expect(egressHosts(...of(configuration({ ...bearer, identity: { jwt } }, {})))).toEqual([expected]);
  });

  const gcp = { project: 'acme-gateway', projectNumber: '123456789012', region: 'europe-west1', logRetentionDays: 90 };
  const azure = { subscriptionId: '0', tenantId: '0', location: 'westeurope', logRetentionDays: 90 };

  test.each([
    ['Google Cloud', { gcp }, ['www.googleapis.com']],
    ['Azure', { azure }, ['login.microsoftonline.com']],
  ])('is the issuer of the platform on %s, whoever the vendor is', (_, deploy, expected) => {
    const config = configuration(platform({ awsRole }), {});
    expect(egressHosts(...of({ ...config, deploy }))).toEqual(expected);
    expect(egressHosts(...of({ ...configuration(bearer, {}), deploy }))).toEqual(['auth.elimity.com']);
  });

  test('is the issuer of registrars, and nothing that is behind agents', () => {
    const config = configuration(platform({ awsRole }), { people: behindAgents() });
    expect(egressTargets(...of({ ...config, relay }))).toEqual([{ host: 'login.acme.example', port: 443 }]);
    expect(egressTargets(...of(config))).toEqual([]);
  });

  test('is the collector of telemetry, and what the network names besides', () => {
    const telemetry = { endpoint: 'http://collector.acme.example', metrics: true, traces: true };
    const config = {
      ...configuration(platform({ awsRole }), {}),
      monitoring: { dashboard: false, telemetry },
      network: network({ hosts: ['*.elimity.com'] }),
    };
    expect(egressTargets(...of(config))).toEqual([
      { host: '*.elimity.com', port: 443 },
      { host: 'collector.acme.example', port: 80 },
    ]);
  });
});
