import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Schedule, SourceConfig } from '../../../config/config.ts';
import { cronOf } from '../../../config/cron-of.ts';
import { gcpCrons } from '../../../stacks/cron/gcp-crons.ts';
import { bearer, googleServiceAccount, platform, source } from '../aws/configurations.ts';
import { configuration, kmsKey } from './configurations.ts';
import { countsOf, partOf } from './part-of.ts';
import { resources, type Synthesized, synthesize } from './synthesize.ts';

const checked = (check: Schedule, rest: Partial<SourceConfig> = {}): SourceConfig => source({}, { check, ...rest });
const nightly = { cron: '30 2 * * 1-5', timeZone: 'Europe/Brussels' };
const hourly = { cron: '0 * * * *', timeZone: 'UTC' };
const google = platform({
  googleServiceAccount: { ...googleServiceAccount, email: 'tenant-acme@vendor-prod.iam.gserviceaccount.com' },
});
const sources = {
  people: checked(nightly),
  teams: checked(hourly, { publicUrl: 'https://gate.acme.example/teams' }),
  apps: source(),
};
const inBearer = synthesize(configuration(bearer, sources));
const inPlatform = synthesize(configuration(google, sources, { kmsKey }, { tags: { team: 'platform' } }));
const rows: readonly (readonly [title: string, gateway: Synthesized, invokers: number])[] = [
  ['jobs', inBearer, 0],
  ['jobs-that-Cloud-Run-checks', inPlatform, 5],
];
const types = /^google_(cloud_scheduler|pubsub|cloud_run_v2_service_iam)_/;

describe('schedules on Google Cloud', () => {
  test.each(rows)('have %s', async (title, gateway, invokers) => {
    const part = partOf(gateway, types);
    expect(countsOf(part)).toEqual({
      ...(invokers > 0 && { google_cloud_run_v2_service_iam_member: invokers }),
      google_cloud_scheduler_job: 3,
      google_pubsub_subscription: 1,
      google_pubsub_topic: 1,
      google_pubsub_topic_iam_member: 2,
    });
    await expect(stringify(part, { aliasDuplicateObjects: false })).toMatchFileSnapshot(
      `./__snapshots__/schedules/${title}.yaml`,
    );
  });

  test('are none where no source has a job', () => {
    const gateway = synthesize(configuration(bearer, { apps: source() }));
    expect(partOf(gateway, types)).toEqual({});
    expect(resources(gateway, 'google_service_account')).not.toHaveProperty('Scheduler');
  });

  test('call each service at its own URL, with a token that the handler is told of', () => {
    for (const name of ['people', 'teams']) {
      const job = jobNamed(inBearer, `acme-${name}-check`);
      const url = `https://acme-${name}-123456789012.europe-west1.run.app`;
      expect(job.http_target).toMatchObject({
        uri: `${url}/.sallyport/jobs/check`,
        http_method: 'POST',
        oidc_token: { audience: url },
      });
      expect(JSON.parse(environmentOf(inBearer, name).SALLYPORT_SCHEDULER!)).toEqual([
        {
          issuer: 'https://accounts.google.com',
          audience: url,
          claims: { sub: '${google_service_account.Scheduler.unique_id}' },
        },
      ]);
      expect(environmentOf(inBearer, name).SALLYPORT_DEAD_LETTERS).toBe('${google_pubsub_topic.DeadLetters.id}');
    }
    expect(environmentOf(inBearer, 'apps')).not.toHaveProperty('SALLYPORT_SCHEDULER');
  });

  test('let nobody but the scheduler and the vendor call, and only where there is a job', () => {
    const invoked = Object.values(resources(inPlatform, 'google_cloud_run_v2_service_iam_member'));
    const byScheduler = invoked.filter(({ member }) => member === '${google_service_account.Scheduler.member}');
    expect(byScheduler.map(({ name, role }) => [name.split('.')[1].split('_')[0], role])).toEqual([
      ['people', 'roles/run.invoker'],
      ['teams', 'roles/run.invoker'],
    ]);
  });

  test('keep what failed for good as long as Pub/Sub can, in the region', () => {
    expect(Object.values(resources(inPlatform, 'google_pubsub_topic'))[0]).toMatchObject({
      kms_key_name: kmsKey,
      message_storage_policy: { allowed_persistence_regions: ['europe-west1'] },
    });
    expect(Object.values(resources(inPlatform, 'google_pubsub_subscription'))[0]).toMatchObject({
      expiration_policy: { ttl: '' },
      message_retention_duration: '2678400s',
    });
  });

  test('have an account whose name no source’s can be', () => {
    const gateway = synthesize(configuration(bearer, { scheduler: checked(hourly) }));
    const names = Object.values(resources(gateway, 'google_service_account')).map(({ account_id: name }) => name);
    expect(names.sort()).toEqual(['acme--scheduler', 'acme-scheduler']);
    const long = synthesize({ ...configuration(bearer, { people: checked(hourly) }), gateway: 'a'.repeat(24) });
    expect(resources(long, 'google_service_account').Scheduler!.account_id).toMatch(/^a{19,}.{2,}$/);
    expect(resources(long, 'google_service_account').Scheduler!.account_id.length).toBeLessThanOrEqual(30);
  });
});

describe('the expressions of Cloud Scheduler', () => {
  test.each([
    ['0 7-9 * * MON-FRI', 'Asia/Tokyo', ['0 7,8,9 * * 1,2,3,4,5']],
    ['30 2 * * *', 'Europe/Brussels', ['30 2 * * *', '0 3 * * *']],
    ['*/15 6 1,15-20 * ?', 'UTC', ['0,15,30,45 6 1,15-20 * *']],
    ['0 0 L * *', 'UTC', ['0 0 * * *']],
    ['0 0 */2 JAN,7 *', 'UTC', ['0 0 * 1,7 *']],
    ['0 9 13 * 5', 'UTC', ['0 9 * * *']],
    ['0 9 ? 1-3 1#2', 'UTC', ['0 9 * 1,2,3 *']],
    ['0 9 * * 7', 'UTC', ['0 9 * * 0']],
  ])('say %s in %s', (cron, timeZone, expected) => expect(gcpCrons({ cron, timeZone })).toEqual(expected));

  const zones = ['Europe/Brussels', 'America/New_York', 'Australia/Lord_Howe', 'UTC'];
  const crons = [
    '30 2 * * *',
    '15 2 * * 0',
    '5 2 L * *',
    '0 1-3 1 * 1',
    '*/20 0 */3 * *',
    '0 9 * 2 1#2',
    '59 23 31 12 *',
  ];

  test.each(zones.flatMap((timeZone) => crons.map((cron) => ({ cron, timeZone }))))(
    'fire whenever $cron in $timeZone is due, and are of the form that it knows',
    (schedule) => {
      const expressions = gcpCrons(schedule);
      for (const expression of expressions) expect(expression).toMatch(/^(\*|[\d,-]+)( (\*|[\d,-]+)){4}$/);
      const start = new Date(Date.UTC(2026, 11, 31));
      const due = cronOf(schedule)
        .nextRuns(500, start)
        .filter((time) => time.getTime() < Date.UTC(2028, 0, 1));
      expect(due.length).toBeGreaterThan(0);
      const times = due.map(wallClock(schedule.timeZone));
      // Read as a clock on the wall is: what no clock shows on a day fires nothing on it.
      expect(times.filter((time) => !expressions.some((expression) => fires(expression, time)))).toEqual([]);
    },
  );
});

/** Minute, hour, day, month and weekday, as a clock on the wall shows them. */
const wallClock = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    minute: 'numeric',
    hour: 'numeric',
    day: 'numeric',
    month: 'numeric',
    weekday: 'short',
  });
  return (time: Date): readonly number[] => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
    const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(parts.weekday!);
    return [...['minute', 'hour', 'day', 'month'].map((type) => Number(parts[type])), weekday];
  };
};

const fires = (expression: string, time: readonly number[]): boolean =>
  expression.split(' ').every((field, index) => field === '*' || field.split(',').some(includes(time[index]!)));

const includes =
  (value: number) =>
  (range: string): boolean => {
    const [from, to = from] = range.split('-').map(Number);
    return value >= from! && value <= to!;
  };

const jobNamed = (gateway: Synthesized, name: string) => {
  const job = Object.values(resources(gateway, 'google_cloud_scheduler_job')).find((each) => each.name === name);
  if (!job) throw new Error(`no job is named ${name}`);
  return job;
};

const environmentOf = (gateway: Synthesized, name: string): Record<string, string> => {
  const services = Object.values(resources(gateway, 'google_cloud_run_v2_service'));
  const service = services.find((each) => each.name === `acme-${name}`)!;
  const { env } = service.template.containers[0];
  return Object.fromEntries(env.map((each: { name: string; value: string }) => [each.name, each.value]));
};
