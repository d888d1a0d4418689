import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PullCounts, pullSource } from '../../../vendor/pull-source.ts';
import { type RunningFunction, runDeployed } from './deployed-function.ts';
import { bootstrap, copyExample, type Deployment, deploy, type Example } from './deployment.ts';
import { lint } from './lint.ts';
import { account, type Moto, region, startMoto } from './moto.ts';
import { type ScimService, startScimService } from './scim-service.ts';
import { startTokenEndpoint, type TokenEndpoint } from './token-endpoint.ts';

const topic = `arn:aws:sns:${region}:${account}:operators`;
const vendorRole = `arn:aws:sts::${account}:assumed-role/acme-vendor-${region}/import`;

interface Configuration {
  readonly Configuration: { readonly Environment: { readonly Variables: Readonly<Record<string, string>> } };
}

/** The example with a directory that wants a token, which the gate obtains by client credentials. */
describe('a source that needs tokens, deployed to AWS', () => {
  let moto: Moto;
  let scim: ScimService;
  let endpoint: TokenEndpoint;
  let example: Example;
  let deployment: Deployment;
  const running: RunningFunction[] = [];

  beforeAll(async () => {
    [moto, scim] = await Promise.all([startMoto(), startScimService()]);
    endpoint = await startTokenEndpoint(scim.token);
    example = await copyExample();
    await example.remove(['relay']);
    await example.remove(['sync']);
    await example.set(['vendor'], {
      name: 'elimity',
      profile: 'platform',
      identity: {
        awsRole: { arn: 'arn:aws:iam::111122223333:role/tenant-acme', externalId: 'c0ffee-0123456789abcdef' },
      },
    });
    await example.set(['sources'], {
      directory: {
        connector: 'scim',
        baseUrl: scim.baseUrl,
        read: ['users'],
        authentication: { clientCredentials: { tokenUrl: endpoint.tokenUrl } },
        privateAddresses: ['127.0.0.1/32'],
      },
    });
    await example.set(['deploy', 'aws', 'alarmTopic'], topic);
    await bootstrap(moto);
    deployment = await deploy(moto, example);
  });

  afterAll(() => {
    for (const part of [...running, moto, scim, endpoint]) part?.stop();
  });

  const environment = async (): Promise<Readonly<Record<string, string>>> => {
    const found = (await (await moto.call('lambda', '/2015-03-31/functions/acme-directory')).json()) as Configuration;
    return found.Configuration.Environment.Variables;
  };

  const secretValue = (action: string, body: object): Promise<Response> =>
    moto.call('secretsmanager', '/', {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${action}` },
      body: JSON.stringify(body),
    });

  /** A new execution environment, which knows nothing but what is stored. */
  const pull = async (): Promise<PullCounts> => {
    const url = deployment.outputs['directoryUrl']!;
    const caller = { accountId: account, userArn: vendorRole };
    const started = await runDeployed({ moto, name: 'acme-directory', url, caller });
    running.push(started);
    return pullSource({ url: started.url });
  };

  const logged = (): string => running.map((each) => each.logged()).join('');

  const objects = async (): Promise<readonly string[]> => {
    const { SALLYPORT_STATE_BUCKET: bucket } = await environment();
    const list = await (await moto.call('s3', `/${bucket}?list-type=2`)).text();
    return Array.from(list.matchAll(/<Key>([^<]+)<\/Key>/g), ([, key]) => key!);
  };

  test('has templates that cfn-lint has nothing to say of', () => {
    expect(lint(deployment.assembly)).toEqual({ templates: 2, findings: '' });
  });

  test('has a bucket, a key and a secret, and its function knows where', async () => {
    const { SALLYPORT_STATE_BUCKET, SALLYPORT_KEY_SECRET_ARN, SALLYPORT_SECRET_ARN } = await environment();
    expect(SALLYPORT_KEY_SECRET_ARN).toContain(':secret:acme/_key-');
    expect(SALLYPORT_SECRET_ARN).toContain(':secret:acme/directory-');
    expect((await moto.call('s3', `/${SALLYPORT_STATE_BUCKET}`, { method: 'HEAD' })).status).toBe(200);
    expect(await objects()).toEqual([]);
  });

  test('may read and write objects of its own bucket, and delete none', async () => {
    const call = async (action: string, parameters: Record<string, string>): Promise<string> => {
      const body = new URLSearchParams({ Action: action, Version: '2010-05-08', ...parameters });
      return (await moto.call('iam', '/', { method: 'POST', body })).text();
    };
    const roles = await call('ListRoles', {});
    const [RoleName = ''] = Array.from(roles.matchAll(/<RoleName>([^<]+)</g), ([, name]) => name!).filter(
      (name) => !name.startsWith('cdk-') && !name.startsWith('acme-vendor'),
    );
    const names = await call('ListRolePolicies', { RoleName });
    const PolicyName = /<member>([^<]+)</.exec(names)?.[1] ?? '';
    const text = await call('GetRolePolicy', { RoleName, PolicyName });
    const document = decodeURIComponent(/<PolicyDocument>(.*?)<\/PolicyDocument>/s.exec(text)?.[1] ?? '');
    const { SALLYPORT_STATE_BUCKET: bucket } = await environment();
    const ofBucket = (JSON.parse(document).Statement as { Action: string | string[]; Resource: string }[]).filter(
      ({ Resource }) => Resource.includes(bucket!),
    );
    expect(ofBucket.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      ['s3:ListBucket', `arn:aws:s3:::${bucket}`],
      [['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::${bucket}/*`],
    ]);
  });

  test('obtains one token, which the next process has too', async () => {
    await expect(pull()).rejects.toThrow('credentials-missing');
    await secretValue('PutSecretValue', { SecretId: 'acme/directory', SecretString: JSON.stringify(endpoint.secret) });
    expect(await pull()).toMatchObject({ entities: 2 });
    expect(await pull()).toMatchObject({ entities: 2 });
    expect(endpoint.given()).toBe(1);
  });

  test('keeps it sealed', async () => {
    const { SALLYPORT_STATE_BUCKET: bucket } = await environment();
    const keys = await objects();
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      const stored = await (await moto.call('s3', `/${bucket}/${key}`)).text();
      for (const hidden of [scim.token, endpoint.secret.client_secret, 'access_token', 'accessToken']) {
        expect(stored).not.toContain(hidden);
      }
    }
    for (const hidden of [scim.token, endpoint.secret.client_secret]) expect(logged()).not.toContain(hidden);
  });

  test('counts when it stops, by what its log says, and tells the topic', async () => {
    const describe = async (target: string, service: string, body: object): Promise<string> =>
      (
        await moto.call(service, '/', {
          method: 'POST',
          headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
          body: JSON.stringify(body),
        })
      ).text();
    const { metricFilters } = JSON.parse(await describe('Logs_20140328.DescribeMetricFilters', 'logs', {}));
    expect(metricFilters).toContainEqual(
      expect.objectContaining({
        filterPattern: '{ $.event = "token.stopped" }',
        logGroupName: expect.stringMatching(/^\/aws\/lambda\/acme-directory\//),
        metricTransformations: [
          expect.objectContaining({
            metricName: 'TokenStopped',
            dimensions: { Gateway: '$.gateway', Source: '$.source' },
          }),
        ],
      }),
    );
    const body = new URLSearchParams({ Action: 'DescribeAlarms', Version: '2010-08-01' });
    const alarms = await (await moto.call('monitoring', '/', { method: 'POST', body })).text();
    expect(alarms).toContain('<AlarmName>acme-directory-token-stopped</AlarmName>');
    expect(alarms).toContain(topic);
  });

  test('writes that it stopped in a line that the metric counts', async () => {
    endpoint.forget();
    // The token that is stored is still good.
    expect(await pull()).toMatchObject({ entities: 2 });
    const { SALLYPORT_STATE_BUCKET: bucket } = await environment();
    for (const key of await objects()) await moto.call('s3', `/${bucket}/${key}`, { method: 'DELETE' });
    await expect(pull()).rejects.toThrow(/credentials-refused/);
    const lines = logged()
      .split('\n')
      .filter((line) => line.includes('token.stopped'))
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([{ event: 'token.stopped', gateway: 'acme', source: 'directory' }]);
  });
});
