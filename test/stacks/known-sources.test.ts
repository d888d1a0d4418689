import { describe, expect, test } from 'vitest';
import type { Config } from '../../config/config.ts';
import { knownSources, needsRelay } from '../../stacks/known-sources.ts';
import { bearer, behindAgents, configuration, source, testConnector, withSecret } from './aws/configurations.ts';

const known = (people: Config['sources'][string], more: Partial<Config> = {}) =>
  knownSources({ ...configuration(bearer, { people }), ...more }, [testConnector])[0]!.requirements;

const fields = (...args: Parameters<typeof known>) => known(...args).secret.map(({ name }) => name);

describe('a source', () => {
  const telemetry = { endpoint: 'https://otel.acme.example', metrics: true, traces: true };
  const monitoring = { dashboard: false, telemetry };

  test('may have headers for a collector in its secret, and gets no secret for them', () => {
    expect(fields(withSecret())).toEqual(['user', 'schema']);
    expect(fields(withSecret(), { monitoring })).toEqual(['user', 'schema', 'otlp-headers']);
    expect(fields(source(), { monitoring })).toEqual([]);
  });

  test('keeps what came of its check, whatever its connector keeps', () => {
    expect(known(source()).state).toBeUndefined();
    expect(known(source({}, { check: { cron: '0 6 * * *', timeZone: 'UTC' } })).state).toBe(true);
  });

  test('behind agents needs nothing of the network of the gate, and keeps its secret and its state there', () => {
    const people = behindAgents({ check: { cron: '0 6 * * *', timeZone: 'UTC' } });
    expect(known(people)).toMatchObject({ hosts: [], files: [], objects: [], state: true });
    expect(fields(people)).toEqual(['password']);
    const [{ byAgents } = {}] = knownSources(configuration(bearer, { people }), [testConnector]);
    expect(byAgents).toEqual({
      hosts: ['db.acme.internal:5432'],
      files: ['./ca.pem'],
      objects: ['s3://acme-exports/apps.ndjson'],
    });
    expect([people, source()].map((each) => needsRelay({ source: each }))).toEqual([true, false]);
  });

  test('of a kind that nobody knows is an error', () => {
    expect(() => knownSources(configuration(bearer, { people: source() }), [])).toThrow(
      expect.objectContaining({ code: 'connector-unknown' }),
    );
  });
});
