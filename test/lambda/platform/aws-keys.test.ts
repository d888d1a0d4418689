import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { awsKeys } from '../../../lambda/platform/aws/aws-keys.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { type AwsAnswer, type AwsCall, type AwsStandIn, secretsError, startAws } from './aws-stand-in.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/key-AbCdEf';
let aws: AwsStandIn;

beforeEach(async () => {
  aws = await startAws();
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

const good = (value: object): AwsAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ ARN: arn, Name: 'acme/key', ...value }),
});

/**
 * Secrets Manager with one secret: the version of a request's token is made once, a second text under it is refused, the same text
 * is accepted again. For so many reads after a write, the value before is answered.
 */
const secretsManager = ({ lag = 0 } = {}) => {
  const versions = new Map<string, string>();
  const history: (string | undefined)[] = [undefined];
  let late = 0;
  const answer = ({ target, body }: AwsCall): AwsAnswer => {
    const { SecretId, SecretString, ClientRequestToken } = JSON.parse(body) as Record<string, string>;
    if (SecretId !== arn) return secretsError('ResourceNotFoundException');
    if (target === 'secretsmanager.PutSecretValue') {
      if (!/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(ClientRequestToken ?? '')) {
        return secretsError('InvalidParameterException');
      }
      const known = versions.get(ClientRequestToken!);
      if (known !== undefined && known !== SecretString) return secretsError('ResourceExistsException');
      if (known === undefined) {
        versions.set(ClientRequestToken!, SecretString!);
        history.push(ClientRequestToken!);
        late = lag;
      }
      return good({ VersionId: ClientRequestToken });
    }
    const version = late-- > 0 ? history.at(-2) : history.at(-1);
    if (version === undefined) return secretsError('ResourceNotFoundException');
    return good({ VersionId: version, SecretString: versions.get(version) });
  };
  return { versions, answer };
};

const targets = () => aws.calls.map(({ target }) => target?.split('.')[1]);

describe('the key store in AWS', () => {
  test('puts a key into a secret that has no value yet, and reads it ever after', async () => {
    aws.answer(secretsManager().answer);
    expect(await awsKeys(arn).read()).toBeUndefined();
    expect(await awsKeys(arn).readOrCreate(() => 'one')).toBe('one');
    expect(await awsKeys(arn).readOrCreate(() => 'two')).toBe('one');
    expect(await awsKeys(arn).read()).toBe('one');
    expect(targets()).toEqual([
      'GetSecretValue',
      'GetSecretValue',
      'PutSecretValue',
      'GetSecretValue',
      'GetSecretValue',
    ]);
  });

  test('puts it under a token made of the ARN, so that Secrets Manager takes one only', async () => {
    const store = secretsManager();
    aws.answer(store.answer);
    await awsKeys(arn).readOrCreate(() => 'one');
    const digest = createHash('sha256').update(`${arn}\n`).digest('hex');
    expect([...store.versions.keys()][0]?.replaceAll('-', '').slice(0, 12)).toBe(digest.slice(0, 12));
  });

  test.each([0, 1, 2])('gives one key to all functions that race, also when reads lag by %i', async (lag) => {
    const store = secretsManager({ lag });
    aws.answer(store.answer);
    const all = await Promise.all(Array.from({ length: 8 }, (_, at) => awsKeys(arn).readOrCreate(() => `key ${at}`)));
    expect(new Set(all).size).toBe(1);
    expect([...store.versions.values()]).toEqual([all[0]]);
  });

  test('gives up on a key that another function has put and no one can read', async () => {
    aws.answer(({ target }) =>
      secretsError(target?.endsWith('PutSecretValue') ? 'ResourceExistsException' : 'ResourceNotFoundException'),
    );
    expect(await failureOf(awsKeys(arn).readOrCreate(() => 'one'))).toMatchObject({
      code: 'key-unreachable',
      message: expect.stringMatching(/try again/),
    });
    expect(targets()).toEqual(['GetSecretValue', 'PutSecretValue', ...Array(4).fill('GetSecretValue')]);
  });

  test('replaces the version that was read, and no other', async () => {
    const store = secretsManager();
    aws.answer(store.answer);
    const keys = awsKeys(arn);
    await keys.readOrCreate(() => 'one');
    const two = await Promise.allSettled([keys.replace('one', 'two'), awsKeys(arn).replace('one', 'other')]);
    expect(two.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(two.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'key-changed' } });
    expect(['two', 'other']).toContain(await keys.read());
    expect(await failureOf(keys.replace('one', 'three'))).toMatchObject({ code: 'key-changed' });
    expect(store.versions.size).toBe(2);
    await keys.replace((await keys.read())!, 'one');
    expect(await keys.read()).toBe('one');
  });

  test('has no place for a key where the deployment made none', async () => {
    for (const keys of [awsKeys(undefined), awsKeys(arn.replace('AbCdEf', 'GhIjKl'))]) {
      aws.answer(secretsManager().answer);
      const failure = await failureOf(keys.readOrCreate(() => 'one'));
      expect(failure).toMatchObject({
        code: 'key-missing',
        message: expect.stringMatching(/deploy the gateway again/),
      });
    }
  });

  const failures: [string, string, string, RegExp][] = [
    ['no access', 'AccessDeniedException', 'key-denied', /GetSecretValue and PutSecretValue/],
    ['a key of no use', 'DecryptionFailure', 'key-denied', /can not be decrypted/],
    ['another key of no use', 'EncryptionFailure', 'key-denied', /can not be encrypted/],
    ['a deletion', 'InvalidRequestException', 'key-missing', /restore it/],
    ['throttling', 'ThrottlingException', 'key-unreachable', /or failed/],
    ['a failure', 'InternalServiceError', 'key-unreachable', /can not be reached/],
  ];
  test.each(failures)('with %s has a coded error, for reading and for writing', async (_, name, code, says) => {
    for (const failing of ['GetSecretValue', 'PutSecretValue']) {
      aws.answer(({ target }) => secretsError(target?.endsWith(failing) ? name : 'ResourceNotFoundException'));
      const failure = await failureOf(awsKeys(arn).readOrCreate(() => 'canary key'));
      expect(failure).toBeInstanceOf(PlatformError);
      expect(failure).toMatchObject({ code, message: expect.stringMatching(says), detail: { cause: name } });
      expect((failure as PlatformError).message).not.toMatch(/canary/);
    }
  });

  test('that nobody reaches has a coded error', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    expect(await failureOf(awsKeys(arn).readOrCreate(() => 'one'))).toMatchObject({ code: 'key-unreachable' });
  });
});
