import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { awsFiles } from '../../../lambda/platform/aws/aws-files.ts';
import { awsSecrets } from '../../../lambda/platform/aws/aws-secrets.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { type AwsAnswer, type AwsStandIn, s3Error, secretsError, startAws } from './aws-stand-in.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/hr-AbCdEf';
const directory = mkdtempSync(join(tmpdir(), 'sallyport-aws-'));
let aws: AwsStandIn;

beforeAll(() => writeFileSync(join(directory, 'people.csv'), 'people'));
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(async () => {
  aws = await startAws();
  // Nothing of this machine's own accounts may be used.
  for (const [name, value] of Object.entries({ ...aws.environment, AWS_PROFILE: undefined })) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.stop();
});

const failureOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => Promise.reject(new Error('it went well')),
    (error: unknown) => error,
  );

const secret = (value: object): AwsAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ ARN: arn, Name: 'acme/hr', ...value }),
});

describe('secrets in AWS', () => {
  test('are asked for by ARN', async () => {
    aws.answer(() => secret({ SecretString: '{"user":"reader","password":"p"}' }));
    expect(await awsSecrets(arn, () => 0).read()).toEqual({ user: 'reader', password: 'p' });
    expect(aws.calls).toEqual([
      {
        method: 'POST',
        path: '/',
        keyId: 'test-id',
        target: 'secretsmanager.GetSecretValue',
        body: JSON.stringify({ SecretId: arn }),
      },
    ]);
  });

  test('are kept for a minute, and then seen anew', async () => {
    let now = 1_000_000;
    let value = 'one';
    aws.answer(() => secret({ SecretString: JSON.stringify({ password: value }) }));
    const secrets = awsSecrets(arn, () => now);
    const password = async () => (await secrets.read())['password'];
    expect(await password()).toBe('one');
    value = 'two';
    now += 59_999;
    expect(await password()).toBe('one');
    expect(aws.calls).toHaveLength(1);
    now += 1;
    expect(await password()).toBe('two');
    expect(aws.calls).toHaveLength(2);
  });

  test('are kept while the store can not be reached, and asked for again soon', async () => {
    let now = 1_000_000;
    aws.answer(() => secret({ SecretString: '{"password":"one"}' }));
    const failures: string[] = [];
    const secrets = awsSecrets(
      arn,
      () => now,
      ({ code }) => failures.push(code),
    );
    await secrets.read();
    now += 60_000;
    aws.answer(() => secretsError('ThrottlingException'));
    expect(await secrets.read()).toEqual({ password: 'one' });
    expect(await secrets.read()).toEqual({ password: 'one' });
    expect(failures).toEqual(['secret-unreachable']);
    now += 15_000;
    aws.answer(() => secret({ SecretString: '{"password":"two"}' }));
    expect(await secrets.read()).toEqual({ password: 'two' });
    now += 60_000;
    // Whoever took the right away does not want the old value to be used.
    aws.answer(() => secretsError('AccessDeniedException'));
    expect(await failureOf(secrets.read())).toMatchObject({ code: 'secret-denied' });
  });

  test('are asked for once, however many wait', async () => {
    aws.answer(() => secret({ SecretString: '{}' }));
    const secrets = awsSecrets(arn, () => 0);
    await Promise.all([secrets.read(), secrets.read(), secrets.read()]);
    expect(aws.calls).toHaveLength(1);
  });

  test('that are empty, missing or broken are asked for again at once', async () => {
    const secrets = awsSecrets(arn, () => 0);
    aws.answer(() => secret({ SecretString: '{}' }));
    expect(await secrets.read()).toEqual({});
    aws.answer(() => secretsError('ResourceNotFoundException'));
    expect(await secrets.read()).toEqual({});
    aws.answer(() => secret({ SecretString: 'canary' }));
    expect(await failureOf(secrets.read())).toMatchObject({ code: 'secret-invalid' });
    aws.answer(() => secret({ SecretString: '{"password":"p"}' }));
    expect(await secrets.read()).toEqual({ password: 'p' });
  });

  test('are not asked for where there is no ARN', async () => {
    expect(await awsSecrets(undefined, () => 0).read()).toEqual({});
    expect(aws.calls).toEqual([]);
  });

  const failures: [string, AwsAnswer, string, RegExp, string | undefined][] = [
    [
      'no access',
      secretsError('AccessDeniedException'),
      'secret-denied',
      /GetSecretValue, and kms:Decrypt/,
      'AccessDeniedException',
    ],
    ['a key of no use', secretsError('DecryptionFailure'), 'secret-denied', /policy of its key/, 'DecryptionFailure'],
    ['a deletion', secretsError('InvalidRequestException'), 'secret-invalid', /restore it/, 'InvalidRequestException'],
    [
      'a failure',
      secretsError('InternalServiceError', 500),
      'secret-unreachable',
      /can not be reached, or failed/,
      'InternalServiceError',
    ],
    ['throttling', secretsError('ThrottlingException'), 'secret-unreachable', /or failed/, 'ThrottlingException'],
    [
      'bytes',
      secret({ SecretBinary: Buffer.from('{"password":"canary"}').toString('base64') }),
      'secret-invalid',
      /JSON object of strings/,
      undefined,
    ],
    [
      'a number',
      secret({ SecretString: '{"password":"canary","port":1}' }),
      'secret-invalid',
      /JSON object of strings/,
      undefined,
    ],
  ];

  test.each(failures)('with %s are a coded error', async (_, answer, code, says, cause) => {
    aws.answer(() => answer);
    const failure = await failureOf(awsSecrets(arn, () => 0).read());
    expect(failure).toBeInstanceOf(PlatformError);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says), detail: cause ? { cause } : {} });
    expect((failure as PlatformError).message).not.toMatch(/canary/);
  });

  test('of a store that nobody reaches are a coded error', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    expect(await failureOf(awsSecrets(arn, () => 0).read())).toMatchObject({ code: 'secret-unreachable' });
  });
});

describe('files in AWS', () => {
  test('of the function are read as on every machine', async () => {
    const files = awsFiles(directory);
    expect((await buffer((await files.open('./people.csv')).bytes)).toString()).toBe('people');
    expect(files.path('people.csv')).toBe(join(directory, 'people.csv'));
    for (const location of ['../people.csv', '/etc/hostname']) {
      expect(await failureOf(files.open(location))).toMatchObject({ code: 'file-outside' });
    }
    for (const location of ['https://files.example/x', 's3://bucket', 's3://bucket/', 'S3://bucket/key']) {
      expect(await failureOf(files.open(location))).toMatchObject({ code: 'file-unsupported' });
    }
    expect(aws.calls).toEqual([]);
  });

  test('of S3 are streamed, with their tag as version', async () => {
    aws.answer(() => ({ status: 200, headers: { etag: '"tag"' }, body: 'id,name\n1,One\n' }));
    const { bytes, version } = await awsFiles(directory).open('s3://acme-exports/2026/people & teams.csv');
    expect(version).toBe('"tag"');
    expect((await buffer(bytes)).toString()).toBe('id,name\n1,One\n');
    expect(aws.calls).toMatchObject([
      { method: 'GET', path: '/acme-exports/2026/people%20%26%20teams.csv?x-id=GetObject' },
    ]);
  });

  test.each([
    ['NoSuchKey', 404],
    ['NoSuchBucket', 404],
    ['AccessDenied', 403],
  ])('of S3 that fail with %s say so by that name', async (name, status) => {
    aws.answer(() => s3Error(name, status));
    expect(await failureOf(awsFiles(directory).open('s3://acme-exports/people.csv'))).toMatchObject({ name });
  });
});
