import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sourceDocument } from '../../../config/config.ts';
import { parseConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { type S3StandIn, s3Bucket, startS3 } from '../platform/s3-stand-in.ts';
import { functionFolder, type StartedFunction, startFunction } from './function.ts';

// The bundled handler as EventBridge Scheduler wakes it up, with its state in S3.
const configuration = `
gateway: acme
vendor:
  name: elimity
  identity: { awsRole: { arn: "arn:aws:iam::999900001111:role/tenant", externalId: acme-7f3c2a9e5b1d4086 } }
sources:
  people:
    connector: file
    files: [{ path: ./people.csv, entity: { type: person, id: id, name: name } }]
    check: { cron: "0 2 * * *", timeZone: UTC }
`;
const due = Date.parse('2026-11-22T02:00:00Z');
const session = 'arn:aws:sts::111122223333:assumed-role/acme-vendor/call';
const good = { 'people.csv': 'id,name\n1,CANARY\n' };
/** As the schedule of the deployment has it. */
const event = { job: 'check', scheduledAt: '2026-11-22T02:00:00Z' };

let s3: S3StandIn;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

let logged: Record<string, unknown>[] = [];
beforeEach(() => {
  logged = [];
  s3.objects.clear();
  vi.useFakeTimers({ toFake: ['Date'], now: due + 5_000 });
  for (const [name, value] of Object.entries({ ...s3.environment, AWS_PROFILE: undefined })) vi.stubEnv(name, value);
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    logged.push(JSON.parse(String(line)));
    return true;
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const start = (files: Readonly<Record<string, string>> = good): StartedFunction => {
  const document = JSON.stringify(sourceDocument(parseConfig(configuration, 'test.yaml', connectors), 'people'));
  return startFunction(functionFolder(document, files), {
    SALLYPORT_VENDOR_ROLE_ARN: 'arn:aws:iam::111122223333:role/acme-vendor',
    SALLYPORT_STATE_BUCKET: s3Bucket,
  });
};
const events = () => logged.map(({ event }) => event);
/** A state is kept with a mark of who wrote it. */
const record = () => JSON.parse(JSON.parse(s3.objects.get('jobs/check')!.body).text);

describe('an event of the schedule', () => {
  test('runs the job once for a time, and ends well when there is nothing to do', async () => {
    expect(await start().wake(event)).toBe('');
    expect(record()).toMatchObject({ due, outcome: 'done', attempts: 1 });
    expect(await start().wake(event)).toBe('');
    expect(events()).toEqual(['job.started', 'job.ended']);
    expect(JSON.stringify([logged, [...s3.objects.values()]])).not.toContain('CANARY');
  });

  test('fails when the job did, so that Lambda tries it again; the third time it is given up', async () => {
    const { wake } = start({});
    const failure = 'the job check failed; the log says why';
    await expect(wake(event)).rejects.toThrow(failure);
    await expect(wake(event)).rejects.toThrow(failure);
    expect(record()).toMatchObject({ outcome: 'failed', attempts: 2 });
    expect(await wake(event)).toBe('');
    expect(record()).toMatchObject({ outcome: 'given-up', attempts: 3 });
    expect(events().filter((each) => each !== 'job.started')).toEqual([
      'job.failed',
      'job.failed',
      'job.failed',
      'job.given-up',
    ]);
  });

  test('fails when the state can not be reached: nobody knows whether the job was to run', async () => {
    s3.mishaps.push({ error: 'AccessDenied', status: 403 });
    await expect(start().wake(event)).rejects.toMatchObject({ name: 'PlatformError' });
    expect(events()).not.toContain('job.started');
  });

  test.each(['other', '', 'constructor', '__proto__', '../jobs/check'])(
    'of job %j fails, and does nothing',
    async (job) => {
      await expect(start().wake({ job })).rejects.toThrow('the source has no such job');
      expect(s3.objects.size).toBe(0);
    },
  );
});

describe('a call of the function URL is never one', () => {
  const body = JSON.stringify(event);

  test.each([
    ['with the event as its body', { path: '/', body }],
    ['with the event as its query', { path: '/', query: 'job=check&scheduledAt=2026-11-22T02:00:00Z' }],
    ['with the event in its headers', { path: '/', headers: { job: 'check', 'x-amz-invocation-type': 'Event' } }],
    ['at the path that other hosts have for it', { path: '/.sallyport/jobs/check', body }],
    ['at its path, from the vendor', { path: '/.sallyport/jobs/check', body, userArn: session }],
  ])('%s', async (_, parts) => {
    const { prelude } = await start().invoke({ method: 'POST', ...parts });
    expect(prelude?.statusCode).toBeGreaterThanOrEqual(400);
    expect(events()).not.toContain('job.started');
    expect(s3.objects.size).toBe(0);
  });
});
