import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Meter } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { parseConfig } from '../config/load.ts';
import type { Requirements } from '../connectors/connector.ts';
import { connectors } from '../connectors/index.ts';
import { metersOf } from '../lambda/telemetry/meters.ts';
import { callAttributes } from '../lambda/telemetry/observed-call.ts';
import {
  type Alarm,
  type AlarmSubject,
  deadLetterAlarm,
  hostAlarms,
  type LogAlarm,
  logAlarms,
  type Watched,
} from '../stacks/alarms.ts';
import type { KnownSource } from '../stacks/known-sources.ts';
import { relayAlarms, relayHostAlarms, unheardAlarm } from '../stacks/relay-alarms.ts';
import { blocksOf, root } from './readme-blocks.ts';

const page = readFileSync(join(root, 'docs/monitoring.md'), 'utf8');

type Subject = Omit<KnownSource, 'name'>;

const source = (
  serve: 'import' | 'proxy',
  check: boolean,
  requirements: Partial<Requirements> = {},
  rest: object = {},
): Subject => {
  const schedule = { cron: '0 6 * * *', timeZone: 'UTC' };
  const config = { connector: 'any', serve: [serve], claims: {}, closed: [], options: {} };
  return {
    source: { ...config, ...(check && { check: schedule }), ...rest },
    requirements: { hosts: [], secret: [], files: [], objects: [], ...requirements },
  } as Subject;
};

/** From what most sources are to what few are: an alarm is for the first kind that it applies to. */
const kinds: readonly (readonly [string, Subject])[] = [
  ['all', source('import', false)],
  ['that serve an API', source('proxy', false)],
  ['that need tokens', source('import', false, { state: true })],
  ['behind agents', source('import', false, {}, { via: 'relay' })],
  ['with `check`', source('import', true)],
  [
    'with `check` and a client certificate',
    source('import', true, { secret: [{ name: 'certificate' }] as unknown as Requirements['secret'] }),
  ],
];

const syncWith = (sync: object): Watched =>
  ({ ...source('import', false, { state: true }), sync: { to: {}, ...sync } }) as Watched;

/** Of which syncs it is too, of which sources ever. */
const andSyncs = ({ applies }: LogAlarm): string | undefined => {
  if (applies(syncWith({}))) return 'syncs';
  if (applies(syncWith({ webhook: {} }))) return 'syncs that are called';
  return applies(syncWith({ to: { via: 'relay' } })) ? 'such syncs' : undefined;
};

const kindOf = (alarm: LogAlarm): string =>
  [kinds.find(([, subject]) => alarm.applies(subject))?.[0], andSyncs(alarm)]
    .filter((each) => each !== undefined)
    .join(', and ');

const lines = ({ matches }: Pick<LogAlarm, 'matches'>): string =>
  matches
    .map(({ event, where }) => `\`${event}\`${where ? ` (${where.field}: ${where.oneOf.join(', ')})` : ''}`)
    .join(', ');

const rings = ({ threshold, minutes }: Pick<Alarm<never>, 'threshold' | 'minutes'>): string =>
  `${threshold} in ${minutes} min`;

const subject = { gateway: 'acme', source: 'people' };

/** What is of syncs alone is said of one. */
const subjectOf = (alarm: LogAlarm): AlarmSubject =>
  kindOf(alarm).startsWith('syncs') ? { gateway: 'acme', source: 'bi-users', kind: 'sync' } : subject;

/** The page's tables, as `stacks/alarms.ts` has them. */
const logTable = [
  '| alarm | lines of the log | rings at | sources | what it says |',
  '|---|---|---|---|---|',
  ...logAlarms.map(
    (alarm) =>
      `| \`${alarm.name}\` | ${lines(alarm)} | ${rings(alarm)} | ${kindOf(alarm)} | ${alarm.says(subjectOf(alarm))} |`,
  ),
].join('\n');

const hostTable = [
  '| alarm | rings at | what it says |',
  '|---|---|---|',
  ...[...Object.values(hostAlarms), deadLetterAlarm].map(
    (alarm) => `| \`${alarm.name}\` | ${rings(alarm)} | ${alarm.says(subject)} |`,
  ),
].join('\n');

const relayTable = [
  '| alarm | lines of the log | rings at | what it says |',
  '|---|---|---|---|',
  ...relayAlarms.map((alarm) => `| \`${alarm.name}\` | ${lines(alarm)} | ${rings(alarm)} | ${alarm.says(subject)} |`),
  `| \`${unheardAlarm.name}\` | ${lines(unheardAlarm)} | none in ${unheardAlarm.minutes} min, some in a day | ${unheardAlarm.says(subject)} |`,
  ...Object.values(relayHostAlarms).map(
    (alarm) => `| \`${alarm.name}\` | - | ${rings(alarm)} | ${alarm.says(subject)} |`,
  ),
].join('\n');

test('the tables of alarms are those that are deployed', () => {
  expect(page).toContain(`\n${logTable}\n`);
  expect(page).toContain(`\n${hostTable}\n`);
  expect(page).toContain(`\n${relayTable}\n`);
});

test('every alarm is of some source or of some sync', () => {
  expect(logAlarms.filter((alarm) => kindOf(alarm) === '')).toEqual([]);
});

test('every alarm of every template has its line', () => {
  const templates = globSync('test/stacks/*/__snapshots__/**/*.yaml', { cwd: root }).map((file) =>
    readFileSync(join(root, file), 'utf8'),
  );
  const aws = templates.flatMap((text) => [...text.matchAll(/AlarmName: acme-(\S+)/g)].map(([, name]) => name!));
  const terraform = templates.flatMap((text) => [...text.matchAll(/^ +Alarm-(\S+):/gm)].map(([, name]) => name!));
  const named = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name!);
  const isNamed = (name: string) =>
    named.some((each) => name === each || name.endsWith(`-${each}`) || name.startsWith(`${each}-`));
  const all = [...new Set([...aws, ...terraform])];
  expect(all.length).toBeGreaterThan(30);
  expect(all.filter((name) => !isNamed(name))).toEqual([]);
});

test('the metrics and attributes of OpenTelemetry are those that are sent', () => {
  const made: string[] = [];
  const make = (name: string) => {
    made.push(name);
    return { add: () => undefined, record: () => undefined };
  };
  metersOf({ createCounter: make, createHistogram: make } as unknown as Meter);
  expect(made.length).toBeGreaterThan(4);
  for (const name of made) expect(page).toContain(`| \`${name}\` |`);
  const said = callAttributes({ endpoint: 'a', procedure: 'b', outcome: 'c', code: 'd', caller: 'CANARY' }, 200);
  expect(JSON.stringify(said)).not.toContain('CANARY');
  for (const name of Object.keys(said)) expect(page).toContain(`\`${name}\``);
});

test('its configuration is good', () => {
  const [block] = blocksOf('docs/monitoring.md').filter(({ language }) => language === 'yaml');
  const text = `gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: https://auth.elimity.com/, audience: gateway } } }
sources: { people: { connector: scim, baseUrl: https://directory.acme.example/scim/v2 } }
${block!.text}`;
  const { monitoring, deploy } = parseConfig(text, 'monitoring.md', connectors);
  expect(monitoring).toMatchObject({ dashboard: true, telemetry: { metrics: true, traces: true } });
  expect(Object.keys(deploy)).toEqual(['aws', 'gcp', 'azure']);
});
