import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { keysCommand } from '../../bin/commands/keys.ts';
import { secretsCommand } from '../../bin/commands/secrets.ts';
import { tokensCommand } from '../../bin/commands/tokens.ts';
import { formatKeyRing } from '../../lambda/keys/key-ring.ts';
import { azureClient, storageClient } from '../../lambda/platform/azure/azure-client.ts';
import { azureKeys } from '../../lambda/platform/azure/azure-keys.ts';
import { gcpKeys } from '../../lambda/platform/gcp/gcp-keys.ts';
import { googleClient } from '../../lambda/platform/gcp/google-client.ts';
import { keyVault } from '../standins/azure/key-vault.ts';
import { type Azurite, azuriteAccount, azuriteToken, startAzurite } from '../standins/azure/start-azurite.ts';
import { type GoogleCloud, googleCloud } from '../standins/google-cloud/google-cloud.ts';
import { type InProcessOptions, inProcess } from './in-process.ts';
import { api, database, secretsWorkspace } from './secrets-workspace.ts';

const grant = `{ clientCredentials: { tokenUrl: "https://login.example.com/token", clientId: gate, client: workload_identity } }`;
const [subscriptionId, tenantId] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
const deploy = `deploy:
  gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 }
  azure: { subscriptionId: ${subscriptionId}, tenantId: ${tenantId}, location: westeurope }
`;
const here = (where = deploy) => secretsWorkspace([database, api('graph', grant)], where);

/** A folder with programs, which is all of PATH. */
const programs = mkdtempSync(join(tmpdir(), 'sallyport-programs-'));
afterAll(() => rmSync(programs, { recursive: true }));

/** A vendor's command line. */
const program = (name: string, script: string): void => {
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, name), 0o755);
};

beforeEach(() => {
  for (const name of ['gcloud', 'az']) rmSync(join(programs, name), { force: true });
  vi.stubEnv('PATH', programs);
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const run = async (
  add: typeof secretsCommand,
  args: readonly string[],
  config: string,
  options: InProcessOptions = {},
) => {
  const ended = await inProcess(add, [...args, '--config', config], options);
  expect(ended.stdout + ended.stderr).not.toMatch(/CANARY|^ +at /m);
  return ended;
};

const ring = formatKeyRing({ current: 'k7AB', keys: new Map([['k7AB', Buffer.alloc(32, 7)]]) });

describe('a source that is deployed to Google Cloud', () => {
  const service = (name: string) => `projects/acme-gateway/locations/europe-west1/services/acme-${name}`;
  const secret = 'projects/acme-gateway/secrets/acme-hr';
  const key = 'projects/acme-gateway/secrets/acme_key';
  let cloud: GoogleCloud;

  beforeEach(() => {
    program('gcloud', '[ "$*" = "auth print-access-token" ] && echo CANARY-token');
    cloud = googleCloud({ tokens: ['CANARY-token'], now: Date.now });
    vi.stubGlobal('fetch', (input: string, init?: RequestInit) => cloud.answer(new Request(input, init)));
    cloud.services.set(service('hr'), { SALLYPORT_SECRET: secret });
    cloud.services.set(service('graph'), {
      SALLYPORT_KEY_SECRET: key,
      SALLYPORT_KEY_STATE: 'acme-key',
      SALLYPORT_STATE: 'acme-graph-state',
    });
    cloud.secretManager.secrets.set(secret, []).set(key, []);
    cloud.storage.buckets.set('acme-key', new Map()).set('acme-graph-state', new Map());
  });

  test('has its secret entered and listed there, and nothing on this machine', async () => {
    using place = here();
    const entered = await run(secretsCommand, ['secrets', 'set', 'hr', 'password', '--host', 'gcp'], place.config, {
      input: 'CANARY\n',
    });
    expect(entered).toEqual({
      code: 0,
      stdout: 'Entered password of hr on Google Cloud (europe-west1).\n',
      stderr: 'Still missing: user. Enter: sallyport secrets set hr user --host gcp\n',
    });
    expect(cloud.secretManager.secrets.get(secret)!.map(({ text }) => JSON.parse(text))).toEqual([
      { password: 'CANARY' },
    ]);
    expect(place.stored('hr')).toBeUndefined();
    const { stdout } = await run(secretsCommand, ['secrets', 'list', 'hr', '--host', 'gcp'], place.config);
    expect(stdout).toMatch(/^Secret of hr on Google Cloud \(europe-west1\), changed 20/);
    expect(stdout).toMatch(/password +always +yes/);
  });

  test('shows its tokens, and proves who it is itself', async () => {
    using place = here();
    const { code, stdout } = await run(tokensCommand, ['tokens', 'graph', '--host', 'gcp'], place.config);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/none: the first call obtains one/) });
    const renewed = await run(tokensCommand, ['tokens', 'graph', '--renew', '--host', 'gcp'], place.config);
    expect(renewed).toMatchObject({ code: 1, stderr: expect.stringMatching(/^only the deployed gate can prove/) });
  });

  test('shares the key of its gateway, which is shown and rotated from here', async () => {
    using place = here();
    const none = await run(keysCommand, ['keys', 'show', '--host', 'gcp'], place.config);
    expect(none.stdout).toMatch(/^There is no key of gateway acme on Google Cloud \(europe-west1\) yet/);
    const client = googleClient({ fetch: globalThis.fetch, random: () => 0, token: async () => 'CANARY-token' });
    const keys = gcpKeys(client, { secret: key, bucket: 'acme-key' });
    const before = (await run(keysCommand, ['keys', 'show'], place.config)).stdout;
    expect(before).toMatch(/on this machine/);
    await keys.readOrCreate(() => ring);
    const shown = await run(keysCommand, ['keys', 'show', '--json', '--host', 'gcp'], place.config);
    expect(shown).toMatchObject({ code: 0, stdout: '{"current":"k7AB","keys":["k7AB"]}\n' });
    const rotated = await run(keysCommand, ['keys', 'rotate', '--yes', '--host', 'gcp'], place.config);
    expect(rotated).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Keys of gateway acme on Google Cloud/) });
    expect(Object.keys(JSON.parse((await keys.read())!).keys)).toContain('k7AB');
    expect(JSON.parse((await keys.read())!).current).not.toBe('k7AB');
  });

  test('is looked for with the sign-in that the environment names', async () => {
    using place = here();
    vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '/nowhere.json');
    program('gcloud', '[ "$*" = "auth application-default print-access-token" ] && echo CANARY-token');
    expect(await run(secretsCommand, ['secrets', 'list', 'hr', '--host', 'gcp'], place.config)).toMatchObject({
      code: 0,
    });
  });

  test.each([
    [
      'is not deployed',
      () => cloud.services.clear(),
      /^The service projects\/.*\/acme-hr can not be looked at: deploy the gateway .*\(NOT_FOUND\)/,
    ],
    ['of somebody else', () => program('gcloud', 'echo other-token'), /does not accept the sign-in/],
    ['without gcloud', () => rmSync(join(programs, 'gcloud')), /gcloud is not on this machine.*cloud.google.com\/sdk/],
    ['of nobody', () => program('gcloud', 'echo CANARY >&2; exit 1'), /sign in with `gcloud auth login`/],
    [
      'with a program that says something else',
      () => program('gcloud', 'echo "CANARY CANARY"'),
      /gcloud gives no access token/,
    ],
  ])('that %s is explained', async (_, befall, says) => {
    using place = here();
    befall();
    const { code, stdout, stderr } = await run(
      secretsCommand,
      ['secrets', 'list', 'hr', '--host', 'gcp'],
      place.config,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(says);
  });

  test.each(['gcp', 'azure'])('and to %s needs to be told where', async (host) => {
    using place = here('');
    const ended = await run(secretsCommand, ['secrets', 'list', 'hr', '--host', host], place.config);
    expect(ended).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/does not say where on .*deploy: \{ (gcp|azure):/),
    });
  });
});

describe('a source that is deployed to Azure', () => {
  const group = `/subscriptions/${subscriptionId}/resourceGroups/acme-gateway/providers/Microsoft.App/containerApps`;
  const secret = 'https://acme-hr-1a2b3c4d.vault.azure.net/secrets/source';
  const key = 'https://acme-1a2b3c4d.vault.azure.net/secrets/key';
  const vault = keyVault({ tokens: [], now: Date.now });
  let azurite: Azurite;
  let environments: Record<string, Record<string, string>>;

  beforeAll(async () => {
    azurite = await startAzurite('blob');
    await azurite.make('gateway-key');
    await azurite.make('state-graph');
  });
  afterAll(() => azurite?.stop());

  const app = (url: URL): Response => {
    const environment = environments[url.pathname];
    if (url.searchParams.get('api-version') !== '2024-03-01' || !environment)
      return Response.json({ error: { code: 'ResourceNotFound', message: 'CANARY' } }, { status: 404 });
    const env = Object.entries(environment).map(([name, value]) => ({ name, value }));
    return Response.json({ properties: { template: { containers: [{ name: 'handler', env }] } } });
  };

  beforeEach(() => {
    // Each audience has a token of its own.
    program(
      'az',
      `[ "$3 $5 $6" = "--resource --subscription ${subscriptionId}" ] || exit 2
case "$4" in https://storage.azure.com) echo ${azuriteToken()};; *vault*) echo CANARY-vault;; *) echo CANARY-management;; esac`,
    );
    const strict = keyVault({ tokens: ['CANARY-vault'], now: Date.now });
    vault.secrets.clear();
    vault.secrets.set(secret, []).set(key, []);
    const answer = async (request: Request): Promise<Response> => {
      const url = new URL(request.url);
      if (url.host === 'management.azure.com') {
        const isSignedIn = request.headers.get('authorization') === 'Bearer CANARY-management';
        return isSignedIn
          ? app(url)
          : Response.json({ error: { code: 'InvalidAuthenticationToken' } }, { status: 401 });
      }
      if (url.host.endsWith('.vault.azure.net')) {
        for (const [name, versions] of vault.secrets) strict.secrets.set(name, strict.secrets.get(name) ?? versions);
        return strict.answer(request);
      }
      return azurite.fetch(request);
    };
    vi.stubGlobal('fetch', (input: string, init?: RequestInit) => answer(new Request(input, init)));
    environments = {
      [`${group}/acme-hr`]: { SALLYPORT_SECRET: secret },
      [`${group}/acme-graph`]: {
        SALLYPORT_KEY_SECRET: key,
        SALLYPORT_KEY_STATE: `https://${azuriteAccount}.blob.core.windows.net/gateway-key`,
        SALLYPORT_STATE: `https://${azuriteAccount}.blob.core.windows.net/state-graph`,
      },
    };
  });

  test('has its secret entered and listed there, and nothing on this machine', async () => {
    using place = here();
    const entered = await run(secretsCommand, ['secrets', 'set', 'hr', 'password', '--host', 'azure'], place.config, {
      input: 'CANARY\n',
    });
    expect(entered).toEqual({
      code: 0,
      stdout: 'Entered password of hr on Azure (westeurope).\n',
      stderr: 'Still missing: user. Enter: sallyport secrets set hr user --host azure\n',
    });
    expect(place.stored('hr')).toBeUndefined();
    const { stdout } = await run(secretsCommand, ['secrets', 'list', 'hr', '--host', 'azure'], place.config);
    expect(stdout).toMatch(/password +always +yes/);
  });

  test('shows its tokens, and shares the key of its gateway', async () => {
    using place = here();
    const tokens = await run(tokensCommand, ['tokens', 'graph', '--host', 'azure'], place.config);
    expect(tokens).toMatchObject({ code: 0, stdout: expect.stringMatching(/none: the first call obtains one/) });
    const token = async (audience: string) => (audience.includes('storage') ? azuriteToken() : 'CANARY-vault');
    const options = { fetch: globalThis.fetch, random: () => 0, token };
    const clients = { vault: azureClient(options, 'vault'), storage: storageClient(options) };
    const container = environments[`${group}/acme-graph`]!['SALLYPORT_KEY_STATE'];
    await azureKeys(clients, { secret: key, container }).readOrCreate(() => ring);
    const shown = await run(keysCommand, ['keys', 'show', '--json', '--host', 'azure'], place.config);
    expect(shown).toMatchObject({ code: 0, stdout: '{"current":"k7AB","keys":["k7AB"]}\n' });
  });

  test('whose gateway uses no key says so', async () => {
    using place = here();
    environments[`${group}/acme-graph`] = {};
    const ended = await run(keysCommand, ['keys', 'show', '--host', 'azure'], place.config);
    expect(ended).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/No source of gateway acme uses a key there/),
    });
  });

  test.each([
    [
      'is not deployed',
      () => (environments = {}),
      /^The app \/subscriptions\/.*\/acme-hr can not be looked at: deploy the gateway .*\(ResourceNotFound\)/,
    ],
    ['of somebody else', () => program('az', 'echo other-token'), /to the tenant of the subscription/],
    ['without az', () => rmSync(join(programs, 'az')), /az is not on this machine.*install-azure-cli/],
    ['of nobody', () => program('az', 'echo CANARY >&2; exit 1'), /sign in with `az login --tenant 0/],
  ])('that %s is explained', async (_, befall, says) => {
    using place = here();
    befall();
    const { code, stdout, stderr } = await run(
      secretsCommand,
      ['secrets', 'list', 'hr', '--host', 'azure'],
      place.config,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(says);
  });
});
