import { describe, expect, test } from 'vitest';
import type { SourceConfig, SyncConfig } from '../../config/config.ts';
import { deadLetterAlarm, hostAlarms, logAlarms, logAlarmsOf } from '../../stacks/alarms.ts';
import { knownSources } from '../../stacks/known-sources.ts';
import { knownSyncs } from '../../stacks/known-syncs.ts';
import { relayAlarms, relayHostAlarms, unheardAlarm } from '../../stacks/relay-alarms.ts';
import { bearer, configuration, proxied, source, testConnector, withTokens } from './aws/configurations.ts';
import { sync } from './aws/syncs.ts';

const namesOf = (config: SourceConfig): readonly string[] => {
  const [known] = knownSources(configuration(bearer, { people: config }), [testConnector]);
  return logAlarmsOf(known!).map(({ name }) => name);
};

const check = { cron: '0 6 * * *', timeZone: 'Europe/Brussels' };
const certificate = [{ name: 'tls_certificate', description: 'Ours', required: true }];

describe('the alarms of a source', () => {
  test.each<[string, SourceConfig, readonly string[]]>([
    ['that is imported', source(), ['errors', 'source-throttled']],
    ['that is served by proxy', proxied(), ['errors', 'calls-failing', 'source-throttled']],
    ['that needs tokens', withTokens(), ['errors', 'source-throttled', 'token-stopped']],
    [
      'that is tried on a schedule',
      source({}, { check }),
      ['errors', 'source-throttled', 'token-stopped', 'job-failed', 'job-missed'],
    ],
    [
      'with a certificate that is tried on a schedule',
      source({ secret: certificate }, { check }),
      ['errors', 'source-throttled', 'token-stopped', 'certificate-expiring', 'job-failed', 'job-missed'],
    ],
    ['with a certificate that nobody tries', source({ secret: certificate }), ['errors', 'source-throttled']],
    ['behind agents', source({}, { via: 'relay' }), ['errors', 'source-throttled', 'relay-unclaimed']],
  ])('%s', (_, config, expected) => {
    expect(namesOf(config)).toEqual(expected);
  });

  test('have names and metrics of their own, and say of what they are', () => {
    const subject = { gateway: 'acme', source: 'people' } as const;
    const all = [...logAlarms.filter(({ name }) => !name.startsWith('sync-')), ...Object.values(hostAlarms)];
    const names = [...logAlarms, ...Object.values(hostAlarms), deadLetterAlarm].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(logAlarms.map(({ metric }) => metric)).size).toBe(logAlarms.length);
    for (const { says } of all) {
      expect(says(subject)).toMatch(/gateway acme/i);
      expect(says(subject)).toMatch(/source people/i);
    }
    expect(deadLetterAlarm.says(subject)).toMatch(/gateway acme/i);
  });
});

describe('the alarms of a sync', () => {
  const always = ['token-stopped', 'sync-failed', 'sync-tripped', 'sync-quarantined', 'job-failed', 'job-missed'];
  const alarmsOf = (one: SyncConfig, people: SourceConfig) => {
    const config = { ...configuration(bearer, { people }), sync: { 'bi-users': one } };
    return logAlarmsOf(knownSyncs(config, [testConnector])[0]!);
  };

  test.each<[string, SyncConfig, SourceConfig, readonly string[]]>([
    ['are of its own', sync(), source(), always],
    ['are none of what its source is tried for', sync(), proxied({ check }), always],
    ['that is called', sync({ webhook: { settleSeconds: 10 } }), source(), ['sync-calls-failing', ...always]],
    ['behind agents', sync({ to: { via: 'relay' } }), source(), ['relay-unclaimed', ...always]],
    ['of a source behind agents', sync(), source({}, { via: 'relay' }), ['relay-unclaimed', ...always]],
  ])('%s', (_, one, people, expected) => {
    const names = alarmsOf(one, people).map(({ name }) => name);
    expect(names.sort()).toEqual([...expected].sort());
  });

  test('say that it is one, and what to do with it', () => {
    const subject = { gateway: 'acme', source: 'bi-users', kind: 'sync' } as const;
    const called = sync({ to: { via: 'relay' }, webhook: { settleSeconds: 10 } });
    const all = [...alarmsOf(called, source()), ...Object.values(hostAlarms)];
    expect(all).toHaveLength(always.length + 4);
    for (const { says } of all) {
      expect(says(subject)).toMatch(/sync bi-users/i);
      expect(says(subject)).not.toMatch(/source bi-users|vendor/i);
    }
    const either = hostAlarms.crashes.says({ ...subject, kind: 'source or sync' });
    expect(either).toContain('source or sync bi-users');
  });
});

describe('the alarms of the relay', () => {
  const all = [...relayAlarms, unheardAlarm, ...Object.values(relayHostAlarms)];

  test('have names and metrics of their own, also beside those of sources', () => {
    const others = [...logAlarms, ...Object.values(hostAlarms), deadLetterAlarm].map(({ name }) => name);
    expect(new Set([...others, ...all.map(({ name }) => name)]).size).toBe(others.length + all.length);
    const metrics = [...logAlarms, ...relayAlarms, unheardAlarm].map(({ metric }) => metric);
    expect(new Set(metrics).size).toBe(metrics.length);
  });

  test.each(all)('$name says of which gateway it is, and of no source', ({ says }) => {
    expect(says({ gateway: 'acme' })).toMatch(/gateway acme/);
    expect(says({ gateway: 'acme' })).not.toContain('undefined');
  });
});
