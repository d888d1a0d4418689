import { describe, expect, test } from 'vitest';
import type { Config, SourceConfig, SyncConfig } from '../../config/config.ts';
import { jobsOfSync } from '../../stacks/jobs-of.ts';
import { hasUrl, knownSyncs, syncNeedsRelay } from '../../stacks/known-syncs.ts';
import {
  bearer,
  behindAgents,
  configuration,
  identity,
  source,
  testConnector,
  withTokens,
} from './aws/configurations.ts';
import { login, sync } from './aws/syncs.ts';

const known = (one: SyncConfig, people: SourceConfig = source(), more: Partial<Config> = {}) =>
  knownSyncs({ ...configuration(bearer, { people }), sync: { 'bi-users': one }, ...more }, [testConnector])[0]!;

const fields = (...args: Parameters<typeof known>) => known(...args).requirements.secret.map(({ name }) => name);

describe('a sync', () => {
  test('requires what its source, its destination and those who call it do, and keeps a state of its own', () => {
    const people = source({
      hosts: ['graph.example', 'login.example'],
      files: ['./ca.pem'],
      objects: ['s3://acme-exports/people.csv'],
      secret: [{ name: 'password', description: 'Who logs in', required: true }],
    });
    const { requirements, sourceRequirements, source: from } = known(sync({ signIn: login }), people);
    expect(requirements).toEqual({
      hosts: ['graph.example', 'login.example', 'bi.acme.example:8443', 'login.acme.example'],
      files: ['./ca.pem'],
      objects: ['s3://acme-exports/people.csv'],
      secret: [{ name: 'apiToken', description: 'Who writes', required: true }],
      state: true,
    });
    expect(sourceRequirements).toEqual(people.options);
    expect(from).toBe(people);
  });

  test('has the secret of its webhook beside whatever is entered for its destination', () => {
    expect(fields(sync())).toEqual(['apiToken']);
    expect(fields(sync({ webhook: { settleSeconds: 10 } }))).toEqual(['apiToken', 'webhook_secret']);
    const { requirements } = known(
      sync({ webhook: { settleSeconds: 10 }, to: { entries: [['user', 'password'], ['apiToken']] } }),
    );
    expect(requirements.entries).toEqual([
      ['user', 'password', 'webhook_secret'],
      ['apiToken', 'webhook_secret'],
    ]);
  });

  test('may have headers for a collector in its secret, and gets no secret for them', () => {
    const monitoring = {
      dashboard: false,
      telemetry: { endpoint: 'https://otel.acme.example', metrics: true, traces: true },
    };
    expect(fields(sync(), source(), { monitoring })).toEqual(['apiToken', 'otlp-headers']);
    expect(fields(sync({ to: { secret: [] } }), source(), { monitoring })).toEqual([]);
  });

  test('proves itself as both of them ask', () => {
    const own = { audiences: ['api://bi', identity.audiences[0]!], roles: [], serviceAccounts: ['bi@acme.example'] };
    const { requirements } = known(sync({ to: { identity: own } }), source({ identity }));
    expect(requirements.identity).toEqual({
      audiences: [...identity.audiences, 'api://bi'],
      roles: identity.roles,
      serviceAccounts: ['bi@acme.example'],
    });
  });

  test.each([
    ['neither', source({ hosts: ['hr.example'] }), sync(), ['hr.example', 'bi.acme.example:8443'], false],
    ['the source', behindAgents(), sync(), ['bi.acme.example:8443'], true],
    ['the destination', source({ hosts: ['hr.example'] }), sync({ to: { via: 'relay' } }), ['hr.example'], true],
    ['both', behindAgents(), sync({ to: { via: 'relay' } }), [], true],
  ] as const)('calls no system itself that is behind agents: %s', (_, people, one, hosts, relayed) => {
    const found = known(one, people);
    expect(found.requirements).toMatchObject({ hosts, files: [], objects: [] });
    expect(syncNeedsRelay(found)).toBe(relayed);
  });

  test("gets at its source's tokens, and not at what the source's own check keeps", () => {
    expect(known(sync(), withTokens()).sourceRequirements.state).toBe(true);
    const checked = source({}, { check: { cron: '0 6 * * *', timeZone: 'UTC' } });
    expect(known(sync(), checked).sourceRequirements.state).toBeUndefined();
  });

  test('is called if it has a webhook or makes tokens', () => {
    const called = [sync(), sync({ webhook: { settleSeconds: 10 } }), sync({ signIn: login })].map((one) =>
      hasUrl({ sync: one }),
    );
    expect(called).toEqual([false, true, true]);
  });

  test('to a destination, or from a source, of a kind that nobody knows is an error', () => {
    const elsewhere = sync({ to: { destination: 'nowhere' } });
    expect(() => known(elsewhere)).toThrow(expect.objectContaining({ code: 'destination-unknown' }));
    const strange = source({}, { connector: 'strange' });
    expect(() => known(sync(), strange)).toThrow(expect.objectContaining({ code: 'connector-unknown' }));
  });
});

describe('the jobs of a sync', () => {
  const nightly = { cron: '0 2 * * *', timeZone: 'Europe/Brussels' };
  test.each([
    ['on a schedule', sync({ schedule: nightly }), ['sync 0 2 * * *', 'full 0 4 * * 0', 'resume */15 * * * *']],
    ['by webhook', sync({ webhook: { settleSeconds: 10 } }), ['full 0 4 * * 0', 'resume */15 * * * *']],
    ['at sign-in', sync({ signIn: login }), ['resume */15 * * * *']],
    ['on command alone', sync(), ['resume */15 * * * *']],
  ])('that runs %s', (_, one, jobs) => {
    expect(jobsOfSync(one).map(({ name, schedule }) => `${name} ${schedule.cron}`)).toEqual(jobs);
  });
});
