import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { formatKeyRing, makeKeyRing } from '../../../lambda/keys/key-ring.ts';
import { type ScimStandIn, startScim } from '../../standins/scim/start-scim.ts';
import { type AwsAnswer, type AwsCall, type AwsStandIn, secretsError, startAws } from '../platform/aws-stand-in.ts';
import { type S3StandIn, s3Bucket, startS3 } from '../platform/s3-stand-in.ts';
import { functionFolder, type StartedFunction, startFunction } from './function.ts';
import { exampleDocument, peopleFile, signedHeaders, webhookSecret } from './sync-example.ts';

// The bundled handler as Lambda runs it for a sync, with a SCIM service behind it; S3, Secrets Manager and Lambda itself beside it.
const name = 'acme-bi-users';
const arnOf = (secret: string): string => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/${secret}-AbCdEf`;
const environment = {
  AWS_LAMBDA_FUNCTION_NAME: name,
  SALLYPORT_SECRET_ARN: arnOf('bi-users'),
  SALLYPORT_KEY_SECRET_ARN: arnOf('_key'),
  SALLYPORT_SIGNING_KEY_ARN: arnOf('bi-users/_signing'),
  SALLYPORT_STATE_BUCKET: s3Bucket,
};

let aws: AwsStandIn;
let s3: S3StandIn;
let scim: ScimStandIn;
beforeAll(async () => {
  [aws, s3] = await Promise.all([startAws(), startS3()]);
});
afterAll(() => Promise.all([aws.stop(), s3.stop()]));

let secrets: Map<string, string>;
let invoked: AwsAnswer;
let logged: Record<string, unknown>[];

/** Secrets Manager and Lambda, as far as a sync asks them. */
const answer = ({ target, path, body }: AwsCall): AwsAnswer => {
  if (path === `/2015-03-31/functions/${name}/invocations`) return invoked;
  const { SecretId = '', SecretString } = JSON.parse(body) as Record<string, string>;
  if (target === 'secretsmanager.PutSecretValue') secrets.set(SecretId, SecretString!);
  const text = secrets.get(SecretId);
  if (text === undefined) return secretsError('ResourceNotFoundException');
  const headers = { 'content-type': 'application/x-amz-json-1.1' };
  return { status: 200, headers, body: JSON.stringify({ VersionId: 'one', SecretString: text }) };
};

beforeEach(async () => {
  scim = await startScim();
  secrets = new Map([
    [environment.SALLYPORT_SECRET_ARN, JSON.stringify({ token: 'good-token', webhook_secret: webhookSecret })],
    [environment.SALLYPORT_KEY_SECRET_ARN, formatKeyRing(makeKeyRing(randomBytes))],
  ]);
  invoked = { status: 202, body: '' };
  logged = [];
  aws.answer(answer);
  s3.objects.clear();
  const variables = {
    ...aws.environment,
    AWS_ENDPOINT_URL_S3: s3.environment['AWS_ENDPOINT_URL'],
    AWS_PROFILE: undefined,
  };
  for (const [variable, value] of Object.entries(variables)) vi.stubEnv(variable, value);
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    logged.push(JSON.parse(String(line)));
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await scim.stop();
});

const start = (people = 20, sync = ''): StartedFunction => {
  const document = JSON.stringify(exampleDocument(scim.baseUrl, sync));
  return startFunction(
    functionFolder(undefined, { 'sync.json': document, 'people.csv': peopleFile(people) }),
    environment,
  );
};
const callWebhook = ({ invoke }: StartedFunction) =>
  invoke({ path: '/webhook', method: 'POST', headers: signedHeaders('{}'), body: '{}' });
/** Calls of Lambda since so many. */
const wakes = (since: number) =>
  aws.calls.slice(since).filter(({ path, invocation }) => path.endsWith('/invocations') && invocation === 'Event');
const ends = () => logged.filter(({ event }) => event === 'sync.ended');
const resume = { job: 'resume' };

describe('the function of a sync', () => {
  test('answers as a sync where sync.json lies beside the handler, and publishes its keys', async () => {
    const { invoke } = start();
    const health = await invoke({ path: '/health' });
    expect([health.prelude?.statusCode, JSON.parse(health.body.toString())]).toEqual([
      200,
      expect.objectContaining({ status: 'up' }),
    ]);
    const keys = await invoke({ path: '/.well-known/jwks.json' });
    expect(JSON.parse(keys.body.toString()).keys[0]).toMatchObject({ kty: 'RSA', use: 'sig' });
    expect(secrets.has(environment.SALLYPORT_SIGNING_KEY_ARN)).toBe(true);
    const import_ = '/elimity.insights.customgateway.v1alpha2.Service/PerformImport';
    expect((await invoke({ path: import_, method: 'POST', body: '{}' })).prelude?.statusCode).toBe(404);
  });

  test('notes what a webhook asks for and wakes itself up; the job that this starts runs it', async () => {
    const sync = start();
    const before = aws.calls.length;
    expect((await callWebhook(sync)).prelude?.statusCode).toBe(202);
    expect(s3.objects.has('sync/asked')).toBe(true);
    expect(wakes(before).map(({ body }) => JSON.parse(body))).toEqual([resume]);
    expect(scim.users().size).toBe(0);

    expect(await sync.wake(resume)).toBe('');
    expect(ends()).toMatchObject([
      { outcome: 'done', cause: 'webhook', create: 20, gateway: 'acme', sync: 'bi-users' },
    ]);
    expect(scim.users().size).toBe(20);
    const writes = scim.writes();
    await sync.wake(resume);
    expect([ends().length, scim.writes()]).toEqual([1, writes]);
    // Alarms go by the field that lines of sources have.
    expect(logged.every(({ source }) => source === 'bi-users' || source === 'people')).toBe(true);
    expect(JSON.stringify([logged, [...s3.objects.values()]])).not.toMatch(/acme\.example|whsec_|good-token/);
  });

  test('takes a webhook although it can not wake itself up, and says so', async () => {
    invoked = {
      status: 403,
      headers: { 'x-amzn-errortype': 'AccessDeniedException' },
      body: JSON.stringify({ Message: 'CANARY' }),
    };
    expect((await callWebhook(start())).prelude?.statusCode).toBe(202);
    expect(s3.objects.has('sync/asked')).toBe(true);
    expect(logged).toContainEqual(expect.objectContaining({ event: 'sync.not-woken', code: 'wake-denied' }));
    expect(JSON.stringify(logged)).not.toContain('CANARY');
  });

  test('saves what was done half a minute before Lambda ends it, and wakes itself up to go on', async () => {
    const sync = start(20, 'rate: { concurrency: 1 }');
    await callWebhook(sync);
    // The service asks to be left alone for longer than there is time.
    scim.fault({ method: 'POST', path: '/Users', nth: 11, is: 429, headers: { 'retry-after': '100' } });
    const before = aws.calls.length;
    expect(await sync.wake(resume, 30_000 + 4_000)).toBe('');
    expect(ends()).toMatchObject([{ outcome: 'unfinished' }]);
    expect(wakes(before)).toHaveLength(1);
    expect(scim.users().size).toBe(10);

    // Another process, which was told nothing.
    expect(await start(20, 'rate: { concurrency: 1 }').wake(resume)).toBe('');
    expect(ends().at(-1)).toMatchObject({ outcome: 'done', cause: 'resume' });
    expect(scim.users().size).toBe(20);
    expect(scim.calls.get('POST /Users')).toBe(21);
  });

  test('finds out for its operator whether source and destination can be called, and changes nothing', async () => {
    const { wake } = start();
    const report = JSON.parse(await wake({ job: 'report' }));
    expect(report).toMatchObject({ token: { ok: true }, call: { ok: true }, destination: { ok: true } });
    expect(scim.writes()).toBe(0);
    secrets.set(environment.SALLYPORT_SECRET_ARN, '{"token":"CANARY"}');
    const refused = JSON.parse(await start().wake({ job: 'report' }));
    expect(refused).toMatchObject({ call: { ok: true }, destination: { ok: false, code: 'credentials-refused' } });
    expect(JSON.stringify([refused, logged])).not.toContain('CANARY');
  });

  test.each(['check', 'sync', '__proto__'])('has no job %j where nothing is scheduled', async (job) => {
    await expect(start().wake({ job })).rejects.toThrow('the source has no such job');
  });

  test('runs the job of its schedule once for a time', async () => {
    const { wake } = start(20, 'schedule: { cron: "* * * * *", timeZone: UTC }');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-22T02:00:05Z') });
    try {
      await wake({ job: 'sync' });
      await wake({ job: 'sync' });
    } finally {
      vi.useRealTimers();
    }
    expect(ends()).toMatchObject([{ outcome: 'done', kind: 'changed', cause: 'schedule' }]);
    expect(scim.users().size).toBe(20);
  });
});
