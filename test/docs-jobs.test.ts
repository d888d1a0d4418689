import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../config/load.ts';
import { connectors } from '../connectors/index.ts';
import { certificateDays } from '../lambda/jobs/check-source.ts';
import { dueTime, mostLateness } from '../lambda/jobs/due-time.ts';
import { recordName } from '../lambda/jobs/job-record.ts';
import { mostAttempts } from '../lambda/jobs/run-job.ts';
import { blocksOf, root } from './readme-blocks.ts';

const page = readFileSync(join(root, 'docs/jobs.md'), 'utf8');
const templates = (cloud: string): string =>
  globSync(`test/stacks/${cloud}/__snapshots__/**/*.yaml`, { cwd: root })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');

test('its schedule is one, and its numbers are those of the code', () => {
  const [block] = blocksOf('docs/jobs.md').filter(({ language }) => language === 'yaml');
  const { sources } = parseConfig(
    `gateway: acme
vendor: { name: elimity, identity: { jwt: { issuer: https://auth.elimity.com/, audience: gateway } } }
${block!.text}`,
    'jobs.md',
    connectors,
  );
  expect(sources['directory']!.check).toEqual({ cron: '30 6 * * 1-5', timeZone: 'Europe/Brussels' });
  expect(page).toContain(`within ${certificateDays} days`);
  expect(page).toContain(`tried ${mostAttempts} times in all`);
  expect([mostLateness, page]).toEqual([3_600_000, expect.stringContaining('more than an hour after its time')]);
  expect(page).toContain(`the record \`${recordName('check')}\``);
});

test('what it says of changes of the clock is so', () => {
  const schedule = { cron: '30 2 * * *', timeZone: 'Europe/Brussels' };
  const jump = Date.parse('2027-03-28T01:00:00Z');
  expect(dueTime(schedule, jump + 1_000, Date.parse('2027-03-27T01:30:00Z'))).toMatchObject({ due: jump, missed: [] });
  const first = Date.parse('2027-10-31T00:30:00Z');
  expect(dueTime(schedule, first + 1_000, Date.parse('2027-10-30T00:30:00Z')).due).toBe(first);
  expect(dueTime(schedule, first + 3_601_000, first)).toMatchObject({ due: undefined, missed: [] });
});

test('queues of dead letters are called and kept as it says', () => {
  const [aws, gcp, azure] = ['aws', 'gcp', 'azure'].map(templates);
  expect(aws).toMatch(/MessageRetentionPeriod: 1209600\n\s+QueueName: acme-dead-letters/);
  expect(gcp).toMatch(/message_retention_duration: 2678400s\n\s+name: acme-dead-letters/);
  expect(azure).toMatch(/name: dead-letters\n/);
  expect(readFileSync(join(root, 'lambda/platform/azure/azure-queue.ts'), 'utf8')).toMatch(/14 \* 86_400/);
});

test('the events of the log are those that jobs write', () => {
  const code = globSync('lambda/{jobs,hosts}/*.ts', { cwd: root })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n');
  const [, list = ''] = /## In the log\n([\s\S]+)/.exec(page) ?? [];
  const named = [...list.matchAll(/`([a-z]+\.[a-z-]+)`/g)].map(([, event]) => event!);
  expect(named).toHaveLength(7);
  for (const event of named) expect(code).toContain(`'${event}'`);
  const letter = parse(blocksOf('docs/jobs.md').find(({ language }) => language === 'json')!.text);
  expect(Object.keys(letter)).toEqual(['gateway', 'source', 'job', 'due', 'attempts', 'code']);
});
