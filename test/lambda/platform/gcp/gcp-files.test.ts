import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gcpFiles } from '../../../../lambda/platform/gcp/gcp-files.ts';
import { gcpLog } from '../../../../lambda/platform/gcp/gcp-log.ts';
import { failureOf } from '../../support/failure-of.ts';
import { newCloud } from './cloud.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-gcp-'));
beforeAll(() => writeFileSync(join(directory, 'people.csv'), 'people'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('files on Google Cloud', () => {
  test('of the source are read as on every machine', async () => {
    const cloud = newCloud();
    const files = gcpFiles(cloud.client, directory);
    expect((await buffer((await files.open('./people.csv')).bytes)).toString()).toBe('people');
    expect(files.path('people.csv')).toBe(join(directory, 'people.csv'));
    expect(await failureOf(files.open('../people.csv'))).toMatchObject({ code: 'file-outside' });
    for (const location of [
      's3://bucket/key',
      'gs://bucket',
      'gs://bucket/',
      'GS://b/k',
      'gs://bucket/../other/key',
      'https://storage.googleapis.com/b/k',
    ])
      expect(await failureOf(files.open(location))).toMatchObject({ code: 'file-unsupported' });
    expect(cloud.calls).toEqual([]);
  });

  test('of Cloud Storage are streamed, with their generation as version', async () => {
    const cloud = newCloud();
    const bytes = Buffer.alloc(300_000, 'id,name\n');
    cloud.storage.put('acme-exports', '2026/people & teams.csv', bytes);
    const file = await gcpFiles(cloud.client, directory).open('gs://acme-exports/2026/people & teams.csv');
    expect(file.version).toMatch(/^\d+$/);
    expect((await buffer(file.bytes)).equals(bytes)).toBe(true);
  });

  test.each([
    ['no object', 'gs://acme-exports/never.csv', {}, 'file-missing'],
    ['no bucket', 'gs://acme-never/people.csv', {}, 'file-missing'],
    ['no right', 'gs://acme-exports/people.csv', { may: () => false }, 'file-denied'],
    ['another sign-in', 'gs://acme-exports/people.csv', { token: 'CANARY-other' }, 'file-denied'],
  ])('of Cloud Storage with %s are a coded error', async (_, location, options, code) => {
    const cloud = newCloud(options);
    cloud.storage.put('acme-exports', 'people.csv', 'CANARY');
    const failure = await failureOf(gcpFiles(cloud.client, directory).open(location));
    expect(failure).toMatchObject({ code });
    expect(String(failure)).not.toMatch(/CANARY/);
  });
});

test('a line of the log has what Cloud Logging shows', () => {
  const lines: string[] = [];
  const log = gcpLog(
    (line) => lines.push(line),
    () => Date.parse('2026-11-22T12:00:00Z'),
  );
  log.warn('secret.stale', { code: 'secret-unreachable' });
  log.error('gateway.failed');
  log.info('import.ended', { entities: 3 });
  const time = '2026-11-22T12:00:00.000Z';
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      time,
      level: 'warn',
      event: 'secret.stale',
      severity: 'WARNING',
      message: 'secret.stale',
      code: 'secret-unreachable',
    },
    { time, level: 'error', event: 'gateway.failed', severity: 'ERROR', message: 'gateway.failed' },
    { time, level: 'info', event: 'import.ended', severity: 'INFO', message: 'import.ended', entities: 3 },
  ]);
});
