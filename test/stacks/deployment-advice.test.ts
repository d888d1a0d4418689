import { describe, expect, test } from 'vitest';
import type { Config, NetworkConfig, SyncConfig } from '../../config/config.ts';
import { hasIpv6 } from '../../connectors/ipv6-hosts.ts';
import { adviceOn } from '../../stacks/deployment-advice.ts';
import { knownSources } from '../../stacks/known-sources.ts';
import { knownSyncs } from '../../stacks/known-syncs.ts';
import { costsOf, networkCosts } from '../../stacks/network-costs.ts';
import { bearer, behindAgents, configuration, relay, source, testConnector, withSecret } from './aws/configurations.ts';
import { login, sync } from './aws/syncs.ts';

const network = (parts: Partial<NetworkConfig> = {}): NetworkConfig => ({
  egress: 'ipv6',
  allowList: false,
  hosts: [],
  routes: {},
  ...parts,
});

const advice = (sources: Config['sources'], parts?: NetworkConfig) => {
  const config = { ...configuration(bearer, sources), network: parts };
  return adviceOn(config, knownSources(config, [testConnector])).map(({ kind, sentence }) => `${kind}: ${sentence}`);
};

test.each([
  ['login.microsoftonline.com', true],
  ['storage.googleapis.com:443', true],
  ['api.github.com', false],
  ['acme.okta.com', false],
  ['notokta.com', undefined],
  ['hr.acme.example:8443', undefined],
  ['10.20.0.4:5432', false],
  ['[2001:db8::1]:5432', true],
])('%s has IPv6: %s', (host, expected) => {
  expect(hasIpv6(host)).toBe(expected);
});

describe('a source without IPv6', () => {
  const code = source({ hosts: ['api.github.com', 'hr.acme.example'] });

  test('can not be reached by IPv6 alone', () => {
    expect(advice({ code }, network())).toEqual([
      'problem: Source code calls api.github.com, which has no IPv6: with network.egress: ipv6 it can not be reached. Write egress: nat.',
      'unknown: Source code calls hr.acme.example: see whether it has IPv6 (dig AAAA hr.acme.example), or write egress: nat.',
    ]);
  });

  test('is reached by NAT, and without a network', () => {
    expect(advice({ code }, network({ egress: 'nat' }))).toEqual([]);
    expect(advice({ code })).toEqual([]);
  });

  test('is reached by a route, whatever it has', () => {
    const routes = { hr: { host: 'hr.acme.example', port: 443, addresses: ['10.20.0.4'] } };
    expect(advice({ hr: source({ hosts: ['hr.acme.example'] }) }, network({ routes }))).toEqual([]);
  });

  test('may not be reached where nobody gets out', () => {
    expect(advice({ code }, network({ egress: 'none' }))[0]).toMatch(/^unknown: Source code calls api.github.com/);
  });
});

describe('a relay', () => {
  const relayed = (sources: Config['sources'], parts?: NetworkConfig) => {
    const config = { ...configuration(bearer, sources), network: parts, relay };
    return adviceOn(config, knownSources(config, [testConnector])).map(({ kind, sentence }) => `${kind}: ${sentence}`);
  };

  test('that no source uses is pointed out', () => {
    expect(relayed({ people: source() })).toEqual([
      expect.stringMatching(/^note: There is a relay, and no source says/),
    ]);
    const people = source({ hosts: ['db.acme.internal'] }, { via: 'relay' });
    expect(relayed({ people })).toEqual([]);
  });

  test('leads to no object of a cloud', () => {
    expect(relayed({ people: behindAgents() })).toEqual([
      expect.stringMatching(/^problem: Source people reads s3:\/\/acme-exports\/apps\.ndjson through agents/),
    ]);
  });

  test('asks the issuers of registrars, whatever lies behind agents', () => {
    const people = source({ hosts: ['db.acme.internal'] }, { via: 'relay' });
    expect(relayed({ people }, network())).toEqual([
      'unknown: The relay calls login.acme.example: see whether it has IPv6 (dig AAAA login.acme.example), or write egress: nat.',
    ]);
    expect(relayed({ people }, network({ egress: 'none' }))).toEqual([
      'unknown: The relay calls login.acme.example, and network.egress is none: it is reached if it is in your own network, and not on the internet.',
    ]);
  });
});

test('a source without a secret has no headers for a collector', () => {
  const config = configuration(bearer, { desks: source(), hr: withSecret() });
  const of = (monitoring: Config['monitoring']) =>
    adviceOn({ ...config, monitoring }, knownSources({ ...config, monitoring }, [testConnector]));
  const telemetry = { endpoint: 'https://otel.acme.example', metrics: true, traces: true };
  expect(of({ dashboard: false })).toEqual([]);
  expect(of({ dashboard: false, telemetry })).toEqual([
    { kind: 'note', sentence: expect.stringMatching(/takes no telemetry from desks\.$/) },
  ]);
  const relay = { registrars: [], agents: { maximum: 1, certificateDays: 30 } };
  const behind = { ...config, relay, monitoring: { dashboard: false, telemetry } };
  expect(adviceOn(behind, knownSources(behind, [testConnector]))).toContainEqual(
    expect.objectContaining({ sentence: expect.stringMatching(/takes no telemetry from desks, the relay\.$/) }),
  );
});

test('an object of another cloud is told for each cloud that can not read it', () => {
  const objects = ['s3://acme-data/people.csv', 'gs://acme-data/desks.csv'];
  const config = configuration(bearer, { people: source({ objects }), desks: source() });
  const gcp = { project: 'acme-gateway', projectNumber: '123456789012', region: 'europe-west1', logRetentionDays: 90 };
  const told = (deploy: Config['deploy']) => {
    const all = { ...config, deploy };
    return adviceOn(all, knownSources(all, [testConnector])).map(({ kind, sentence }) => `${kind}: ${sentence}`);
  };
  expect(told({})).toEqual([]);
  expect(told({ ...config.deploy, gcp })).toEqual([
    'problem: Source people reads gs://acme-data/desks.csv, which lies in another cloud: deployed to AWS, the gateway can prove itself there to nobody. Copy it, and write s3://<bucket>/<key>.',
    'problem: Source people reads s3://acme-data/people.csv, which lies in another cloud: deployed to Google Cloud, the gateway can prove itself there to nobody. Copy it, and write gs://<bucket>/<object>.',
  ]);
});

describe('a sync', () => {
  const synced = (one: SyncConfig, people = source({ hosts: ['api.github.com'] }), more: Partial<Config> = {}) => {
    const config = { ...configuration(bearer, { people }), sync: { 'bi-users': one }, ...more };
    const known = [knownSources(config, [testConnector]), knownSyncs(config, [testConnector])] as const;
    return adviceOn(config, ...known).map(({ kind, sentence }) => `${kind}: ${sentence}`);
  };

  test('says what it calls besides its source', () => {
    expect(synced(sync({ signIn: login }), undefined, { network: network({ egress: 'none' }) })).toEqual([
      expect.stringMatching(/^unknown: Source people calls api\.github\.com, and/),
      expect.stringMatching(/^unknown: Sync bi-users calls bi\.acme\.example:8443, login\.acme\.example, and network/),
    ]);
    expect(synced(sync({ signIn: login }))).toEqual([]);
  });

  test('is something to do for agents', () => {
    expect(synced(sync({ to: { via: 'relay' } }), undefined, { relay })).toEqual([]);
    expect(synced(sync(), undefined, { relay })).toEqual([expect.stringMatching(/^note: There is a relay/)]);
  });

  test('of a source whose credentials the vendor sends can not read it', () => {
    const token = { name: 'token', description: 'Who reads', required: true };
    expect(synced(sync(), source({ fields: [token] }))).toEqual([
      'problem: Sync bi-users reads source people, which needs token from the vendor with each request: its runs would fail. Let the gate keep the credentials.',
    ]);
    expect(synced(sync(), source({ fields: [{ ...token, required: false }] }))).toEqual([]);
  });

  test('does not run while its source is closed, and is told when the clock jumps', () => {
    const closed = [{ cron: '0 3 * * 0', timeZone: 'UTC', minutes: 120 }];
    const nightly = { cron: '30 2 * * *', timeZone: 'Europe/Brussels' };
    expect(synced(sync({ schedule: nightly }), source({}, { closed }))).toEqual([
      expect.stringMatching(/^note: The run of sync bi-users is at a time that Europe\/Brussels jumps over/),
      expect.stringMatching(
        /^problem: The full run of sync bi-users falls into a time at which source people is closed, on 2027-01-03/,
      ),
    ]);
    expect(synced(sync(), source({}, { closed }))).toEqual([]);
  });

  test('without a secret has no headers for a collector', () => {
    const telemetry = { endpoint: 'https://otel.acme.example', metrics: true, traces: true };
    const monitoring = { dashboard: false, telemetry };
    expect(synced(sync({ to: { secret: [] } }), withSecret(), { monitoring })).toEqual([
      expect.stringMatching(/takes no telemetry from bi-users\.$/),
    ]);
    expect(synced(sync(), withSecret(), { monitoring })).toEqual([]);
  });
});

describe('a check', () => {
  const check = { cron: '30 2 * * *', timeZone: 'Europe/Brussels' };

  test('at a time that is jumped over', () => {
    expect(advice({ people: source({}, { check }) })).toEqual([
      'note: The check of source people is at a time that Europe/Brussels jumps over on a day of the year: on that day it runs when the clock has changed.',
    ]);
    expect(advice({ people: source({}, { check: { ...check, timeZone: 'UTC' } }) })).toEqual([]);
  });

  const daily = { cron: '0 6 * * *', timeZone: 'Europe/Brussels' };

  test.each([
    ['that begins then', { cron: '0 6 * * *', timeZone: 'Europe/Brussels', minutes: 1 }, daily, true],
    ['that has begun before', { cron: '30 5 * * *', timeZone: 'Europe/Brussels', minutes: 31 }, daily, true],
    ['that has just ended', { cron: '30 5 * * *', timeZone: 'Europe/Brussels', minutes: 30 }, daily, false],
    ['of one day in the year', { cron: '0 0 31 12 *', timeZone: 'Europe/Brussels', minutes: 1440 }, daily, true],
    ['in another zone', { cron: '0 0 * * *', timeZone: 'America/New_York', minutes: 10 }, daily, true],
    ['of a weekend', { cron: '0 0 * * 6', timeZone: 'UTC', minutes: 2880 }, { ...daily, cron: '0 6 * * 1-5' }, false],
    [
      'that is short',
      { cron: '2 3 * * *', timeZone: 'UTC', minutes: 2 },
      { cron: '*/5 * * * *', timeZone: 'UTC' },
      false,
    ],
  ])('in a closed time %s', (_, closed, schedule, isTold) => {
    const told = advice({ people: source({}, { check: schedule, closed: [closed] }) });
    expect(told.some((line) => /^problem: The check of source people falls into a time/.test(line))).toBe(isTold);
  });

  test('of a source whose credentials the vendor sends', () => {
    const fields = [{ name: 'password', description: 'Of the reader', required: true }];
    expect(advice({ people: source({ fields }, { check: { cron: '0 9 * * *', timeZone: 'UTC' } }) })).toEqual([
      'problem: Source people has a check on a schedule, but needs password from the vendor with each request: its check would fail. Remove it, or let the gate keep the credentials.',
    ]);
  });
});

describe('what a network costs', () => {
  const monthly = (parts: Partial<NetworkConfig> | undefined, host: 'aws' | 'gcp' | 'azure') =>
    costsOf({ network: parts && network(parts) }, host).reduce((sum, cost) => sum + cost.monthly, 0);

  test.each([
    [undefined, 'aws', 0],
    [{ egress: 'ipv6' }, 'aws', 0],
    [{ egress: 'nat' }, 'aws', 36.5],
    [{ egress: 'nat' }, 'gcp', 4.67],
    [{ egress: 'nat' }, 'azure', 62.05],
    [{ egress: 'nat', allowList: true }, 'azure', 321.2],
    [
      { egress: 'none', routes: { bi: { host: 'bi.acme.internal', port: 443, addresses: ['10.0.0.1'] } } },
      'gcp',
      18.45,
    ],
  ] as const)('%j on %s', (parts, host, expected) => {
    expect(monthly(parts, host)).toBeCloseTo(expected, 2);
  });

  test('says where each price is from', () => {
    for (const { source: page, of, monthly: price } of networkCosts) {
      expect(page).toMatch(/^[a-z.]+\.com\//);
      expect(of.length).toBeGreaterThan(20);
      expect(price).toBeGreaterThanOrEqual(0);
    }
  });
});
