import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Config } from '../../../config/config.ts';
import { logAlarms } from '../../../stacks/alarms.ts';
import { bearer, proxied, source, withTokens } from '../aws/configurations.ts';
import { configuration, kmsKey } from './configurations.ts';
import { countsOf, partOf } from './part-of.ts';
import { type Properties, resources, type Synthesized, synthesize } from './synthesize.ts';

const check = { cron: '0 6 * * *', timeZone: 'UTC' };
const notificationChannels = ['projects/acme-gateway/notificationChannels/1234567890123456789'];
const everything = { code: proxied(), crm: withTokens({ check }), people: source() };
const watched = { monitoring: { dashboard: true }, tags: { team: 'platform' } };
const types = /^google_(logging|monitoring)_/;
const logs = {
  google_logging_project_bucket_config: 1,
  google_logging_project_exclusion: 1,
  google_logging_project_sink: 1,
};

interface Row {
  readonly title: string;
  readonly config: Config;
  readonly expected: Record<string, number>;
}

const rows: Row[] = [
  {
    title: 'nothing but metrics',
    config: configuration(bearer, { people: source() }),
    expected: { ...logs, google_logging_metric: 4 },
  },
  {
    title: 'alarms and a dashboard',
    config: configuration(bearer, everything, { notificationChannels, kmsKey, logRetentionDays: 400 }, watched),
    expected: {
      ...logs,
      google_logging_metric: 9,
      google_monitoring_alert_policy: 10,
      google_monitoring_dashboard: 1,
    },
  },
];

describe('a gateway on Google Cloud is watched by', () => {
  test.each(rows)('$title', async ({ title, config, expected }) => {
    const part = partOf(synthesize(config), types);
    expect(countsOf(part)).toEqual(expected);
    for (const dashboard of Object.values(part.google_monitoring_dashboard ?? {}))
      dashboard.dashboard_json = JSON.parse(dashboard.dashboard_json);
    await expect(stringify(part, { aliasDuplicateObjects: false })).toMatchFileSnapshot(
      `./__snapshots__/monitoring/${title.replaceAll(' ', '-')}.yaml`,
    );
  });

  test('one log, which is nowhere else, for as long as the configuration says', () => {
    const gateway = synthesize(rows[1]!.config);
    const [bucket, sink, exclusion] = ['bucket_config', 'sink', 'exclusion'].map((kind) =>
      only(gateway, `google_logging_project_${kind}`),
    );
    expect(bucket).toMatchObject({
      location: 'europe-west1',
      retention_days: 400,
      cmek_settings: { kms_key_name: kmsKey },
    });
    expect(bucket!.depends_on).toContain('google_kms_crypto_key_iam_member.Key-logging');
    expect(exclusion!.filter).toBe(sink!.filter);
    expect(exclusion!.depends_on).toEqual(['google_logging_project_sink.LogsSink']);
    for (const name of ['acme-code', 'acme-crm', 'acme-people', 'acme-crm-check'])
      expect(sink!.filter).toContain(`"${name}"`);
  });
});

describe('its metrics', () => {
  const gateway = synthesize(rows[1]!.config);

  test('count what the alarms of all hosts are about, where it can happen', () => {
    const applying = logAlarms.filter(({ applies }) =>
      [proxied(), withTokens({ check }), source()].some((each) =>
        applies({ source: each, requirements: each.options as never }),
      ),
    );
    const names = Object.values(resources(gateway, 'google_logging_metric')).map(({ name }) => name);
    const host = ['acme-crashes', 'acme-throttles', 'acme-job-unreached'];
    // A source with a check keeps a record, so it counts as one with state; the table above has them all.
    expect(names.toSorted()).toEqual([...applying.map(({ name }) => `acme-${name}`), ...host].toSorted());
  });

  test.each(logAlarms.filter(({ name }) => name === 'errors'))('match the lines of $name and no others', (alarm) => {
    const metric = Object.values(resources(gateway, 'google_logging_metric')).find(
      ({ name }) => name === `acme-${alarm.name}`,
    );
    expect(metric!.filter).toBe(
      'resource.type="cloud_run_revision" AND resource.labels.location="europe-west1" AND jsonPayload.gateway="acme" AND ' +
        '(jsonPayload.event="gateway.failed" OR (jsonPayload.event="import.ended" AND jsonPayload.outcome=("failed")) OR ' +
        '(jsonPayload.event="proxy.ended" AND jsonPayload.outcome=("internal")))',
    );
  });

  test('have filters within the limits of Cloud Logging and Cloud Monitoring, whatever the names', () => {
    const names = Array.from({ length: 99 }, (_, index) => `${'n'.repeat(29)}${String(index).padStart(3, '0')}`);
    const sources = Object.fromEntries(names.map((name) => [name, source({}, { check })]));
    const config = configuration(bearer, sources, { notificationChannels }, watched);
    const large = synthesize({ ...config, gateway: 'g'.repeat(24) });
    const filters = (type: string): string[] => Object.values(resources(large, type)).map(({ filter }) => filter);
    const written = [
      'google_logging_metric',
      'google_logging_project_sink',
      'google_logging_project_exclusion',
    ].flatMap(filters);
    expect(Math.max(...written.map(({ length }) => length))).toBeLessThan(20_000);
    const conditions = policies(large).map(
      ({ conditions: [condition] }) => condition.condition_threshold.filter.length,
    );
    expect(Math.max(...conditions)).toBeLessThan(2_048);
  });
});

describe('its alarms', () => {
  const gateway = synthesize(rows[1]!.config);

  test('are heard by everybody who is named, and close by themselves', () => {
    for (const policy of policies(gateway)) {
      expect(policy).toMatchObject({
        notification_channels: notificationChannels,
        alert_strategy: { auto_close: '1800s' },
        user_labels: { gateway: 'acme', team: 'platform' },
      });
    }
  });

  test('come after the services, so that Cloud Monitoring knows the metrics', () => {
    const services = Object.keys(resources(gateway, 'google_cloud_run_v2_service'));
    for (const policy of policies(gateway))
      expect(policy.depends_on).toEqual(
        expect.arrayContaining(services.map((name) => `google_cloud_run_v2_service.${name}`)),
      );
  });

  test('name the source in a variable that is Cloud Monitoring’s and not Terraform’s', () => {
    const policy = policies(gateway).find(({ display_name: name }) => name.includes('Tokens'));
    expect(policy!.documentation.content).toContain('sallyport tokens $${metric.label.source}.');
    for (const { documentation } of policies(gateway)) expect(documentation.content).not.toMatch(/(?<!\$)\$\{/);
  });

  test('ring from the threshold on', () => {
    const threshold = (title: string): number =>
      policies(gateway).find(({ display_name: name }) => name.includes(title))!.conditions[0].condition_threshold
        .threshold_value;
    expect(threshold('Tokens')).toBe(0);
    expect(threshold('Calls of an API')).toBe(9);
  });
});

test('its dashboard has room for its charts, none over another', () => {
  const board = JSON.parse(only(synthesize(rows[1]!.config), 'google_monitoring_dashboard').dashboard_json);
  const { columns, tiles } = board.mosaicLayout;
  expect(tiles.length).toBe(14);
  for (const { xPos = 0, width } of tiles) expect(xPos + width).toBeLessThanOrEqual(columns);
  const places = tiles.map(({ xPos = 0, yPos = 0 }: Properties) => `${xPos}/${yPos}`);
  expect(new Set(places).size).toBe(tiles.length);
});

const policies = (gateway: Synthesized): Properties[] =>
  Object.values(resources(gateway, 'google_monitoring_alert_policy'));

const only = (gateway: Synthesized, type: string): Properties => {
  const [found, ...others] = Object.values(resources(gateway, type));
  if (!found || others.length > 0) throw new Error(`not one ${type}`);
  return found;
};
