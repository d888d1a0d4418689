import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pullSource } from '../../../vendor/pull-source.ts';
import { type RunningFunction, runDeployed } from './deployed-function.ts';
import { bootstrap, copyExample, type Deployment, deploy } from './deployment.ts';
import { lint } from './lint.ts';
import { account, type Moto, region, startMoto } from './moto.ts';

const roleName = `acme-vendor-${region}`;

describe('the example deployed to AWS for a vendor that IAM knows', () => {
  let moto: Moto;
  let deployment: Deployment;
  const running: RunningFunction[] = [];

  beforeAll(async () => {
    moto = await startMoto();
    const example = await copyExample();
    await example.remove(['relay']);
    await example.remove(['sync']);
    await example.remove(['sources', 'visitors']);
    await example.set(['vendor'], {
      name: 'elimity',
      profile: 'platform',
      identity: {
        awsRole: { arn: 'arn:aws:iam::111122223333:role/tenant-acme', externalId: 'c0ffee-0123456789abcdef' },
        jwt: { issuer: 'https://auth.elimity.com/', audience: 'gateway', subject: 'tenant-acme' },
      },
    });
    for (const source of ['apps', 'contractors', 'helpdesk', 'people'])
      await example.set(['sources', source, 'claims'], {});
    await bootstrap(moto);
    deployment = await deploy(moto, example);
  });

  afterAll(() => {
    for (const part of [...running, moto]) part?.stop();
  });

  const start = async (userArn: string): Promise<RunningFunction> => {
    const url = deployment.outputs.appsUrl!;
    const started = await runDeployed({ moto, name: 'acme-apps', url, caller: { accountId: account, userArn } });
    running.push(started);
    return started;
  };

  const iam = async (action: string, parameters: Record<string, string> = {}): Promise<string> => {
    const body = new URLSearchParams({ Action: action, Version: '2010-05-08', ...parameters });
    return (await moto.call('iam', '/', { method: 'POST', body })).text();
  };

  test('says which role to assume', () => {
    expect(deployment.outputs.vendorRole).toBe(`arn:aws:iam::${account}:role/${roleName}`);
    expect(deployment.outputs.appsForm).toContain('vendorRole');
  });

  test('has templates that cfn-lint has nothing to say of', () => {
    expect(lint(deployment.assembly)).toEqual({ templates: 5, findings: '' });
  });

  test('has the role, which trusts the provider of the issuer', async () => {
    const provider = `arn:aws:iam::${account}:oidc-provider/auth.elimity.com/`;
    expect(await iam('ListOpenIDConnectProviders')).toContain(`<Arn>${provider}</Arn>`);
    const role = await iam('GetRole', { RoleName: roleName });
    const document = role.match(/<AssumeRolePolicyDocument>(.*)<\/AssumeRolePolicyDocument>/s)?.[1] ?? '';
    expect(JSON.parse(decodeURIComponent(document)).Statement[1].Principal).toEqual({ Federated: provider });
  });

  test('gives a source to the role, without a token', async () => {
    const { url } = await start(`arn:aws:sts::${account}:assumed-role/${roleName}/import`);
    expect((await pullSource({ url })).entities).toBeGreaterThan(0);
  });

  test('refuses another role of the account', async () => {
    const { url } = await start(`arn:aws:sts::${account}:assumed-role/administrator/import`);
    const path = `${url}elimity.insights.customgateway.v1alpha2.Service/Meta`;
    const headers = { 'content-type': 'application/json' };
    const { status } = await fetch(path, { method: 'POST', headers, body: '{}' });
    expect(status).toBe(403);
  });
});
