import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../../bin/doctor/diagnosis.ts';
import { sallyport } from '../../bin/sallyport.ts';
import { bootstrap, copyExample, deploy, type Example } from './deployment.ts';
import { type Moto, startMoto } from './moto.ts';

describe('the doctor of a gateway on AWS', () => {
  let moto: Moto;
  let example: Example;

  beforeAll(async () => {
    moto = await startMoto();
    example = await copyExample();
    await example.remove(['relay']);
    await example.remove(['sync']);
    await example.remove(['sources', 'visitors']);
    await example.set(['vendor', 'profile'], 'platform');
    await example.set(['vendor', 'identity'], {
      awsRole: { arn: 'arn:aws:iam::111122223333:role/tenant-acme', externalId: 'acme-7f3c2a9e5b1d4086' },
      jwt: { issuer: 'https://auth.elimity.com/', audience: 'gateway', subject: 'tenant-acme' },
    });
    // Nobody would look at claims there.
    for (const name of ['people', 'contractors', 'apps', 'helpdesk'])
      await example.set(['sources', name, 'claims'], {});
    await bootstrap(moto);
    await deploy(moto, example);
  });
  afterAll(() => moto?.stop());

  const doctor = async () => {
    const { code, stdout, stderr } = await sallyport(['doctor', '--no-calls', '--json', '--config', example.file], {
      environment: { ...moto.environment },
    });
    expect(stderr).not.toMatch(/^ +at /m);
    const [diagnosis] = JSON.parse(stdout) as [Diagnosis];
    const named = diagnosis.lines.map((line) => [`${line.source ?? ''}/${line.what}`, line] as const);
    const failing = named.filter(([, { state }]) => state === 'failed').map(([name]) => name);
    return { code, lines: Object.fromEntries(named), failing };
  };

  test('finds what was deployed, and whom it trusts', async () => {
    const { code, lines, failing } = await doctor();
    expect(failing).toEqual(['helpdesk/secret']);
    expect(lines['/vendor role']).toMatchObject({
      state: 'ok',
      found: expect.stringContaining(
        'arn:aws:iam::111122223333:role/tenant-acme may sts:AssumeRole if sts:ExternalId StringEquals acme-7f3c2a9e5b1d4086',
      ),
    });
    expect(lines['people/configuration']).toMatchObject({ state: 'ok' });
    expect(lines['people/handler']).toMatchObject({ state: 'ok' });
    expect(lines['people/function URL']).toMatchObject({ state: 'ok', found: 'asks for a signature of AWS (AWS_IAM)' });
    expect(lines['people/may call']).toMatchObject({
      state: 'ok',
      found: expect.stringContaining('lambda:InvokeFunction'),
    });
    expect(code).toBe(1);
  });

  test('finds whom somebody let in by hand', async () => {
    await moto.call('lambda', '/2015-03-31/functions/acme-people/policy', {
      method: 'POST',
      body: JSON.stringify({ StatementId: 'byhand', Action: 'lambda:InvokeFunction', Principal: '999900001111' }),
    });
    await moto.call('iam', '/', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        Action: 'UpdateAssumeRolePolicy',
        Version: '2010-05-08',
        RoleName: 'acme-vendor-eu-west-1',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
        }),
      }).toString(),
    });
    const { lines, failing } = await doctor();
    expect(failing.sort()).toEqual(['/vendor role', 'helpdesk/secret', 'people/may call']);
    expect(lines['/vendor role']?.found).toMatch(
      /^is there and is not configured: everybody may sts:AssumeRole\. is configured/,
    );
    expect(lines['people/may call']?.found).toMatch(
      /^is there and is not configured: .*999900001111.* may lambda:InvokeFunction/,
    );
  });

  test('finds that the configuration is another one by now', async () => {
    await example.set(['sources', 'people', 'publicUrl'], 'https://gate.example/people');
    const { lines } = await doctor();
    expect(lines['people/configuration']).toMatchObject({ state: 'failed', todo: 'deploy again: npx cdk deploy' });
    expect(lines['contractors/configuration']).toMatchObject({ state: 'ok' });
  });
});
