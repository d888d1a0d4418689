import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { secretsCommand } from '../../bin/commands/secrets.ts';
import { tokensCommand } from '../../bin/commands/tokens.ts';
import { type AwsAnswer, type AwsStandIn, s3Error, secretsError, startAws } from '../lambda/platform/aws-stand-in.ts';
import { type InProcessOptions, inProcess } from './in-process.ts';
import { api, database, secretsWorkspace } from './secrets-workspace.ts';

const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/${name}-AbCdEf`;
const workload = `{ clientCredentials: { tokenUrl: "https://login.example.com/token", clientId: gate, client: workload_identity } }`;

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await startAws();
  // An administrator may sit in another region: the configuration says where the gateway is.
  const environment = { ...aws.environment, AWS_REGION: 'us-east-1', AWS_PROFILE: undefined };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.stop();
});

const good = (body: object): AwsAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
});

const lambdaError = (name: string, status: number): AwsAnswer => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
  body: '{"Message":"canary message"}',
});

/** A deployment of one source: what its function's environment says, and its secret. */
const deployed = (source: string, environment: Readonly<Record<string, string>>) => {
  const secret = { version: 'deployed', text: '{}' };
  const objects = new Map<string, string>();
  aws.answer(({ method, path, target, body }) => {
    if (path.startsWith('/acme-state/')) {
      if (method === 'PUT') objects.set(path, body);
      const etag = `"${objects.get(path)?.length}"`;
      return objects.has(path)
        ? { status: 200, headers: { etag }, body: objects.get(path)! }
        : s3Error('NoSuchKey', 404);
    }
    if (target === undefined) {
      return method === 'GET' && path === `/2015-03-31/functions/acme-${source}/configuration`
        ? good({ FunctionName: `acme-${source}`, Environment: { Variables: environment } })
        : lambdaError('ResourceNotFoundException', 404);
    }
    const { SecretId, SecretString, ClientRequestToken } = JSON.parse(body) as Record<string, string>;
    if (SecretId !== arn(source)) return secretsError('ResourceNotFoundException');
    if (target.endsWith('PutSecretValue')) Object.assign(secret, { version: ClientRequestToken, text: SecretString });
    return good({ VersionId: secret.version, SecretString: secret.text, CreatedDate: 1_790_000_000 });
  });
  return { secret: () => JSON.parse(secret.text) as Record<string, string> };
};

const here = (deploy = 'deploy: { aws: { region: eu-west-1 } }\n') =>
  secretsWorkspace([database, api('graph', workload)], deploy);

const run = async (
  add: typeof secretsCommand,
  args: readonly string[],
  config: string,
  options: InProcessOptions = {},
) => {
  const ended = await inProcess(add, [...args, '--host', 'aws', '--config', config], options);
  expect(ended.stdout + ended.stderr).not.toMatch(/CANARY|canary|^ +at /m);
  return ended;
};

describe('a source that is deployed', () => {
  test('has its secret entered and listed there, and nothing on this machine', async () => {
    using place = here();
    const there = deployed('hr', { SALLYPORT_SECRET_ARN: arn('hr') });
    const input = { input: 'CANARY\n' };
    const entered = await run(secretsCommand, ['secrets', 'set', 'hr', 'password'], place.config, input);
    expect(entered).toEqual({
      code: 0,
      stdout: 'Entered password of hr on AWS (eu-west-1).\n',
      stderr: 'Still missing: user. Enter: sallyport secrets set hr user --host aws\n',
    });
    expect(there.secret()).toEqual({ password: 'CANARY' });
    expect(place.stored('hr')).toBeUndefined();
    const { stdout } = await run(secretsCommand, ['secrets', 'list', 'hr'], place.config);
    expect(stdout).toMatch(/^Secret of hr on AWS \(eu-west-1\), changed 2026-09-21T\d\d:\d\d:\d\dZ:\n/);
    expect(stdout).toMatch(/password +always +yes/);
  });

  test('that needs none has none', async () => {
    using place = here();
    deployed('graph', {});
    const { code, stdout } = await run(secretsCommand, ['secrets', 'check', 'graph', '--offline'], place.config);
    expect(code).toBe(0);
    expect(stdout).toMatch(/calls +ok +are proved by/);
    const entered = await run(secretsCommand, ['secrets', 'set', 'graph', 'access_token'], place.config, {
      input: 'CANARY',
    });
    expect(entered).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/has no secret: deploy the gateway again\n$/),
    });
  });

  test('proves who it is itself: this machine can not', async () => {
    using place = here();
    deployed('graph', { SALLYPORT_STATE_BUCKET: 'acme-state' });
    const { code, stdout } = await run(secretsCommand, ['secrets', 'check', 'graph', '--json'], place.config);
    expect(JSON.parse(stdout).findings).toEqual([
      expect.objectContaining({ state: 'ok', about: 'calls' }),
      expect.objectContaining({
        state: 'not tried',
        says: expect.stringMatching(/^only the deployed gate can prove/),
      }),
    ]);
    expect(code).toBe(0);
    const renewed = await run(tokensCommand, ['tokens', 'graph', '--renew'], place.config);
    expect(renewed).toMatchObject({ code: 1, stderr: expect.stringMatching(/^only the deployed gate can prove/) });
  });

  test('that has no place for tokens is deployed again', async () => {
    using place = here();
    deployed('graph', {});
    const { code, stderr } = await run(tokensCommand, ['tokens', 'graph'], place.config);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'there is no bucket for the state of this source: deploy the gateway again\n',
    });
  });

  test.each([
    [
      lambdaError('ResourceNotFoundException', 404),
      /can not be looked at: deploy the gateway .*\(ResourceNotFoundException\)/,
    ],
    [lambdaError('AccessDeniedException', 403), /lambda:GetFunctionConfiguration on it \(AccessDeniedException\)/],
    [lambdaError('ExpiredTokenException', 403), /sign in to AWS, or set AWS_PROFILE \(ExpiredTokenException\)/],
    [{ status: 500, body: '' }, /AWS Lambda can not be reached, or failed: try again/],
  ])('is explained where it can not be found: %j', async (answer, says) => {
    using place = here();
    aws.answer(() => answer);
    const { code, stdout, stderr } = await run(secretsCommand, ['secrets', 'list', 'hr'], place.config);
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^The function acme-hr in eu-west-1 can not be looked at/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  test('needs a region', async () => {
    using place = here('');
    expect(await run(secretsCommand, ['secrets', 'list', 'hr'], place.config)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/does not say where on AWS/),
    });
  });
});
