import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { connectCommand } from '../../../bin/commands/connect.ts';
import { secretsCommand } from '../../../bin/commands/secrets.ts';
import { tokensCommand } from '../../../bin/commands/tokens.ts';
import { type InProcessOptions, inProcess } from '../../bin/in-process.ts';
import { accepted, mark, startMarkedServer } from '../../bin/marked-authorization-server.ts';
import { api, type SecretsWorkspace, secretsWorkspace } from '../../bin/secrets-workspace.ts';
import type { StandIn } from '../../standins/stand-in.ts';
import { account, type Moto, region, startMoto } from './moto.ts';

/** A source as its deployment leaves it: function, secret, key and bucket. Commands find all of it by the function's name. */
describe('the commands for secrets and tokens, with a source in AWS', () => {
  let moto: Moto;
  let server: StandIn;
  let place: SecretsWorkspace;

  const secretsManager = async (action: string, body: object): Promise<Record<string, unknown>> => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${action}` };
    const response = await moto.call('secretsmanager', '/', { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as Record<string, unknown>;
  };

  const makeSecret = async (Name: string, SecretString?: string): Promise<string> =>
    (await secretsManager('CreateSecret', { Name, SecretString }))['ARN'] as string;

  const makeFunction = async (name: string, environment: Readonly<Record<string, string>>): Promise<void> => {
    const role = await moto.call('iam', '/', {
      method: 'POST',
      body: new URLSearchParams({
        Action: 'CreateRole',
        Version: '2010-05-08',
        RoleName: name,
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
      }),
    });
    await role.text();
    const created = await moto.call('lambda', '/2015-03-31/functions', {
      method: 'POST',
      body: JSON.stringify({
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Handler: 'gateway.handler',
        Role: `arn:aws:iam::${account}:role/${name}`,
        Code: { ZipFile: emptyZip },
        Environment: { Variables: environment },
      }),
    });
    await created.text();
  };

  beforeAll(async () => {
    [moto, server] = await Promise.all([startMoto(), startMarkedServer()]);
    // An administrator may sit elsewhere.
    for (const [name, value] of Object.entries({ ...moto.environment, AWS_REGION: 'us-east-1' }))
      vi.stubEnv(name, value);
    const endpoints = `tokenUrl: "${server.origin}/token", revocationUrl: "${server.origin}/revoke"`;
    const signIn = `authorizationUrl: "${server.origin}/authorize"`;
    const loopback = '\n    privateAddresses: [127.0.0.1/32]';
    place = secretsWorkspace(
      [
        api('tickets', `{ clientCredentials: { ${endpoints} } }`, loopback),
        api('calendar', `{ authorizationCode: { ${endpoints}, ${signIn}, clientId: gate } }`, loopback),
      ],
      `deploy: { aws: { region: ${region} } }\n`,
    );
    const key = await makeSecret('acme/_key');
    for (const source of ['tickets', 'calendar']) {
      const bucket = `acme-${source}-state`;
      const location = `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
      await moto.call('s3', `/${bucket}`, { method: 'PUT', body: location });
      await makeFunction(`acme-${source}`, {
        SALLYPORT_SECRET_ARN: await makeSecret(`acme/${source}`, '{}'),
        SALLYPORT_KEY_SECRET_ARN: key,
        SALLYPORT_STATE_BUCKET: bucket,
      });
    }
  });

  afterAll(async () => {
    vi.unstubAllEnvs();
    place?.[Symbol.dispose]();
    moto?.stop();
    await server?.stop();
  });

  const run = async (add: typeof tokensCommand, args: readonly string[], options: InProcessOptions = {}) => {
    const ended = await inProcess(add, [...args, '--host', 'aws', '--config', place.config], options);
    expect(ended.stdout + ended.stderr).not.toContain(mark);
    return ended;
  };

  const stored = async (source: string): Promise<Record<string, string>> =>
    JSON.parse((await secretsManager('GetSecretValue', { SecretId: `acme/${source}` }))['SecretString'] as string);

  test('enter fields one after the other', async () => {
    for (const [field, value] of Object.entries(accepted)) {
      const { code, stdout } = await run(secretsCommand, ['secrets', 'set', 'tickets', field], { input: `${value}\n` });
      expect({ code, stdout }).toEqual({ code: 0, stdout: `Entered ${field} of tickets on AWS (${region}).\n` });
    }
    expect(await stored('tickets')).toEqual(accepted);
    const { stdout } = await run(secretsCommand, ['secrets', 'list', 'tickets', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ host: 'aws', changedAt: expect.stringMatching(/Z$/), unused: [] });
  });

  test('keep fields that somebody enters at a console meanwhile', async () => {
    await secretsManager('PutSecretValue', {
      SecretId: 'acme/tickets',
      SecretString: JSON.stringify({ ...accepted, more: 'x' }),
    });
    const next = await run(secretsCommand, ['secrets', 'set', 'tickets', 'client_id', '--next'], { input: 'b\n' });
    expect(next.code).toBe(0);
    expect(await stored('tickets')).toEqual({ ...accepted, more: 'x', client_id_next: 'b' });
    for (const args of [['client_id', '--next'], ['more']]) {
      expect((await run(secretsCommand, ['secrets', 'set', 'tickets', ...args, '--remove'])).code).toBe(0);
    }
    expect(await stored('tickets')).toEqual(accepted);
  });

  test('obtain a token, keep it sealed in the bucket, and end it', async () => {
    expect(await run(secretsCommand, ['secrets', 'check', 'tickets'])).toMatchObject({ code: 0 });
    const { stdout } = await run(tokensCommand, ['tokens', 'tickets', '--json']);
    expect(JSON.parse(stdout).tokens).toMatchObject([{ standing: 'valid', generation: 1 }]);
    const list = await (await moto.call('s3', '/acme-tickets-state?list-type=2')).text();
    const names = Array.from(list.matchAll(/<Key>([^<]+)<\/Key>/g), ([, name]) => name!);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      expect(await (await moto.call('s3', `/acme-tickets-state/${name}`)).text()).not.toMatch(/CANARY|access_token/);
    }
    const { code, stderr } = await run(tokensCommand, ['tokens', 'tickets', '--revoke', '--yes']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/ended at the authorization server/) });
  });

  test('sign a person in from here, for the source there', async () => {
    const input = { input: `${accepted.client_secret}\n` };
    expect((await run(secretsCommand, ['secrets', 'set', 'calendar', 'client_secret'], input)).code).toBe(0);
    const pages: Promise<Response>[] = [];
    const browser = { isThere: true, open: (url: URL) => void pages.push(fetch(url)) };
    const connected = await run(
      (program, terminal) => connectCommand(program, terminal, { browser, sleep: async () => undefined }),
      ['connect', 'calendar'],
    );
    expect(connected.stdout).toMatch(/^Signed in: the token of calendar is kept on AWS \(eu-west-1\)/);
    expect((await pages[0])?.status).toBe(200);
    expect((await run(tokensCommand, ['tokens', 'calendar', '--renew'])).stdout).toMatch(/refresh token {2}yes/);
    expect(place.stored('calendar')).toBeUndefined();
  });
});

/** The end of a ZIP without any files, which is the smallest there is. */
const emptyZip = Buffer.concat([Buffer.from('PK\u0005\u0006'), Buffer.alloc(18)]).toString('base64');
