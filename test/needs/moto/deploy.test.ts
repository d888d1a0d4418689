import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SourceDocument } from '../../../config/config.ts';
import { type PullCounts, type PullOptions, pullSource } from '../../../vendor/pull-source.ts';
import { signToken } from '../../../vendor/sign-token.ts';
import { type RunningFunction, runDeployed } from './deployed-function.ts';
import { bootstrap, copyExample, type Deployment, deploy, type Example } from './deployment.ts';
import { lint } from './lint.ts';
import { type Moto, startMoto } from './moto.ts';
import { type ScimService, startScimService } from './scim-service.ts';
import { startTestIssuer, type TestIssuer } from './test-issuer.ts';

const secretsManager = (moto: Moto, target: string, body: object): Promise<Response> =>
  moto.call('secretsmanager', '/', {
    method: 'POST',
    headers: { 'x-amz-target': `secretsmanager.${target}`, 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(body),
  });

/** The example, which also has a directory, and whose vendor is the test's issuer. */
describe('the example deployed to AWS', () => {
  let moto: Moto;
  let issuer: TestIssuer;
  let scim: ScimService;
  let example: Example;
  let deployment: Deployment;
  const running: RunningFunction[] = [];

  beforeAll(async () => {
    [moto, issuer, scim] = await Promise.all([startMoto(), startTestIssuer(), startScimService()]);
    example = await copyExample();
    await example.set(['vendor', 'identity', 'jwt', 'issuer'], issuer.issuer);
    await example.set(['sources', 'directory'], {
      connector: 'scim',
      baseUrl: scim.baseUrl,
      read: ['users'],
      claims: { source_id: '4' },
    });
    await bootstrap(moto);
    deployment = await deploy(moto, example);
  });

  afterAll(() => {
    for (const part of [...running, moto, issuer, scim]) part?.stop();
  });

  const start = async (source: string): Promise<RunningFunction> => {
    const url = deployment.outputs[`${source}Url`]!;
    const started = await runDeployed({ moto, name: `acme-${source}`, url, certificates: issuer.certificate });
    running.push(started);
    return started;
  };

  const tokenFor = (source: string, id: string) => (): Promise<string> =>
    signToken({
      key: issuer.key,
      keyId: issuer.keyId,
      issuer: issuer.issuer,
      audience: 'gateway',
      claims: {
        base_url: 'https://acme.elimity.com',
        source_id: id,
        gateway_url: deployment.outputs[`${source}Url`]!,
      },
      now: Date.now,
    });

  test('says what to type into the form of the vendor', () => {
    const names = Object.keys(deployment.outputs).sort();
    const sources = ['apps', 'contractors', 'directory', 'helpdesk', 'people', 'visitors'];
    expect(names).toEqual(
      [
        ...sources.flatMap((name) => [`${name}Form`, `${name}Url`]),
        'biUsersSetup',
        'relayEnrolment',
        'relayUrl',
      ].sort(),
    );
    expect(deployment.outputs.peopleUrl).toMatch(/^https:\/\/[0-9a-f]+\.lambda-url\.eu-west-1\.on\.aws\/$/);
    expect(deployment.outputs.directoryForm).toBe(
      `Bearer token: issuer ${issuer.issuer}, audience gateway, base_url https://acme.elimity.com, source_id 4, gateway_url the ` +
        'gateway URL. Fields: none. Secret acme/directory needs: token. Enter it: sallyport secrets set directory --host aws',
    );
  });

  test('has templates that cfn-lint has nothing to say of', () => {
    expect(lint(deployment.assembly)).toEqual({ templates: 9, findings: '' });
  });

  test.each<[string, string, Partial<PullOptions>, Partial<PullCounts>]>([
    ['people', '1', {}, { entities: 102_000 }],
    ['people', '1', { codec: 'json', version: 'v1alpha1' }, { entities: 102_000, pages: 1 }],
    ['contractors', '2', {}, {}],
    ['apps', '3', { codec: 'json' }, {}],
  ])('gives %s to the vendor', async (source, id, options, expected) => {
    const { url, logged } = await start(source);
    const counts = await pullSource({ url, token: tokenFor(source, id), ...options });
    expect(counts).toMatchObject(expected);
    expect(counts.entities).toBeGreaterThan(0);
    const lines = logged()
      .split('\n')
      .filter((line) => line !== '');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow();
    expect(logged()).not.toContain('eyJ');
  });

  const isPartOfHandler = /^gateway-[A-Z0-9]{8}\.mjs$|LEGAL\.txt$/;

  test('ships nothing but the handler, its part of the configuration and its data', async () => {
    const { folder } = await start('contractors');
    const files = readdirSync(folder, { recursive: true }).filter((name) => !isPartOfHandler.test(String(name)));
    expect(files.sort()).toEqual(['examples', 'examples/contractors.csv', 'gateway.mjs', 'source.json']);
  });

  test('ships its part of the configuration with a sync, and the data of its source', async () => {
    // It has no URL: nobody calls it.
    const started = await runDeployed({ moto, name: 'acme-bi-users', url: 'https://nowhere.example/' });
    running.push(started);
    const { folder } = started;
    const files = readdirSync(folder, { recursive: true }).filter((name) => !isPartOfHandler.test(String(name)));
    expect(files).toEqual(expect.arrayContaining(['gateway.mjs', 'sync.json']));
    expect(files).not.toContain('source.json');
  });

  test('ships what may leave an API, and neither its OpenAPI document nor what reads it', async () => {
    const { folder } = await start('helpdesk');
    const files = readdirSync(folder).filter((name) => !isPartOfHandler.test(name));
    expect(files.sort()).toEqual(['gateway.mjs', 'source.json']);
    const { source } = JSON.parse(readFileSync(join(folder, 'source.json'), 'utf8')) as SourceDocument;
    expect(source.options).toMatchObject({ api: { endpoints: expect.arrayContaining([expect.anything()]) } });
  });

  test('makes a place for the key of the gateway, and no key', async () => {
    const call = (target: string): Promise<Response> => secretsManager(moto, target, { SecretId: 'acme/_key' });
    expect(await (await call('DescribeSecret')).json()).toMatchObject({ Name: 'acme/_key' });
    await expect(call('GetSecretValue')).rejects.toThrow("can't find the specified secret value");
  });

  test('refuses whoever has no token, or the token of another source', async () => {
    const { url } = await start('apps');
    const path = `${url}elimity.insights.customgateway.v1alpha2.Service/Meta`;
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    const none = await fetch(path, request);
    expect(none.status).toBe(401);
    expect(none.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(none.headers.get('content-type')).toBe('application/problem+json');
    const authorization = `Bearer ${await tokenFor('contractors', '2')()}`;
    const another = await fetch(path, { ...request, headers: { ...request.headers, authorization } });
    expect(another.status).toBe(401);
    const unknown = await fetch(`${url}nowhere`);
    expect(unknown.status).toBe(404);
  });

  describe('a source with a secret', () => {
    const pull = async (): Promise<PullCounts> => {
      // A new execution environment: a warm one knows its secret for a while.
      const { url } = await start('directory');
      return pullSource({ url, token: tokenFor('directory', '4') });
    };
    const secrets = (target: string, body: object): Promise<Response> =>
      secretsManager(moto, target, { SecretId: 'acme/directory', ...body });

    test('says so while nothing is entered', async () => {
      await expect(pull()).rejects.toThrow('credentials-missing');
    });

    test('works once it is, and after the next deployment', async () => {
      await secrets('PutSecretValue', { SecretString: JSON.stringify({ token: scim.token }) });
      expect(await pull()).toMatchObject({ entities: 2 });
      await example.set(['sources', 'directory', 'users'], { type: 'account' });
      await deploy(moto, example);
      const { SecretString } = (await (await secrets('GetSecretValue', {})).json()) as { SecretString: string };
      expect(JSON.parse(SecretString)).toEqual({ token: scim.token });
      expect(await pull()).toMatchObject({ entities: 2 });
      expect(running.map(({ logged }) => logged()).join('')).not.toContain(scim.token);
    });
  });
});
