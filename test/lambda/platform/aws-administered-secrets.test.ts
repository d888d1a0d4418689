import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { awsAdministeredSecrets } from '../../../lambda/platform/aws/aws-administered-secrets.ts';
import { type AwsAnswer, type AwsCall, type AwsStandIn, secretsError, startAws } from './aws-stand-in.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/hr-AbCdEf';
let aws: AwsStandIn;

beforeEach(async () => {
  aws = await startAws();
  // An administrator may sit in another region.
  const environment = { ...aws.environment, AWS_REGION: 'us-east-1', AWS_PROFILE: undefined };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.stop();
});

const good = (value: object): AwsAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ ARN: arn, Name: 'acme/hr', ...value }),
});

/** Secrets Manager with one secret, which the deployment has made as `{}`. One token never has two texts. */
const secretsManager = () => {
  const versions = [{ id: 'deployed', text: '{}' }];
  const put = (id: string, text: string): void => void versions.push({ id, text });
  const answer = ({ target, body }: AwsCall): AwsAnswer => {
    const { SecretId, SecretString, ClientRequestToken } = JSON.parse(body) as Record<string, string>;
    if (SecretId !== arn) return secretsError('ResourceNotFoundException');
    if (target === 'secretsmanager.PutSecretValue') {
      const known = versions.find(({ id }) => id === ClientRequestToken);
      if (known && known.text !== SecretString) return secretsError('ResourceExistsException');
      if (!known) put(ClientRequestToken!, SecretString!);
      return good({ VersionId: ClientRequestToken });
    }
    const { id, text } = versions.at(-1)!;
    return good({ VersionId: id, SecretString: text, CreatedDate: 1_790_000_000 });
  };
  return { versions, put, answer };
};

const puts = () => aws.calls.filter(({ target }) => target?.endsWith('PutSecretValue'));

describe('a secret in AWS, for its administrator', () => {
  test('is entered in the place of what the deployment made', async () => {
    const manager = secretsManager();
    aws.answer(manager.answer);
    const secrets = awsAdministeredSecrets(arn);
    expect(await secrets.read()).toEqual({ fields: {}, version: 'deployed', changedAt: undefined });
    await secrets.write({ user: 'reader' }, 'deployed');
    const { fields, version, changedAt } = await secrets.read();
    expect(fields).toEqual({ user: 'reader' });
    expect(version).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(changedAt).toBe(1_790_000_000_000);
  });

  test('is not put where another version is by now, whoever made it', async () => {
    const manager = secretsManager();
    aws.answer(manager.answer);
    manager.put('by-a-console', '{"user":"theirs"}');
    await expect(awsAdministeredSecrets(arn).write({ user: 'ours' }, 'deployed')).rejects.toMatchObject({
      code: 'secret-changed',
    });
    expect(puts()).toEqual([]);
  });

  test('takes one of several writers that follow the same version', async () => {
    const manager = secretsManager();
    aws.answer(manager.answer);
    const writers = ['a', 'b', 'c', 'd'].map((user) => awsAdministeredSecrets(arn).write({ user }, 'deployed'));
    const ended = await Promise.allSettled(writers);
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of ended)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'secret-changed' });
    expect(manager.versions).toHaveLength(2);
  });

  test('that is too long is not sent', async () => {
    aws.answer(secretsManager().answer);
    await expect(awsAdministeredSecrets(arn).write({ key: 'x'.repeat(65_536) }, 'deployed')).rejects.toMatchObject({
      code: 'secret-invalid',
    });
    expect(puts()).toEqual([]);
  });

  test('that holds something else is not read', async () => {
    aws.answer(() => good({ VersionId: 'one', SecretString: 'CANARY' }));
    const failure = await awsAdministeredSecrets(arn)
      .read()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'secret-invalid' });
    expect(String(failure)).not.toContain('CANARY');
  });

  test.each([
    ['ResourceNotFoundException', 'secret-missing', /deploy the gateway again/],
    ['InvalidRequestException', 'secret-missing', /scheduled for deletion: restore it/],
    ['AccessDeniedException', 'secret-denied', /you may not read and write/],
    ['DecryptionFailure', 'secret-denied', /policy of its KMS key/],
    ['EncryptionFailure', 'secret-denied', /policy of its KMS key/],
    ['ExpiredTokenException', 'secret-denied', /sign in again/],
    ['UnrecognizedClientException', 'secret-denied', /sign in again/],
    ['InternalServiceError', 'secret-unreachable', /can not be reached, or failed/],
  ])('%s is %s', async (name, code, message) => {
    aws.answer(() => secretsError(name));
    for (const attempt of [awsAdministeredSecrets(arn).read(), awsAdministeredSecrets(arn).write({}, 'deployed')]) {
      const failure = await attempt.catch((error: unknown) => error);
      expect(failure).toMatchObject({ code, message: expect.stringMatching(message), detail: { cause: name } });
      expect(String(failure)).not.toContain('canary message');
    }
  });
});
