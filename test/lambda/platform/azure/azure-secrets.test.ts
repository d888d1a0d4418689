import { describe, expect, test } from 'vitest';
import { azureAdministeredSecrets } from '../../../../lambda/platform/azure/azure-administered-secrets.ts';
import { azureKeys } from '../../../../lambda/platform/azure/azure-keys.ts';
import { azureSecrets } from '../../../../lambda/platform/azure/azure-secrets.ts';
import { PlatformError } from '../../../../lambda/platform/platform-error.ts';
import type { RestClient } from '../../../../lambda/platform/rest-client.ts';
import { failureOf } from '../../support/failure-of.ts';
import { newVault, type Vault } from './vault.ts';

const url = 'https://acme-people-1a2b3c4d.vault.azure.net/secrets/source';

const withSecret = (options: Parameters<typeof newVault>[0] = {}, ...texts: string[]): Vault => {
  const vault = newVault(options);
  vault.secrets.set(
    url,
    texts.map((value, at) => ({ id: String(at).padStart(32, 'a'), value, created: 1_790_000_000, enabled: true })),
  );
  return vault;
};
const container = 'https://acmegateway1a2b3c4d.blob.core.windows.net/gateway-key';
const unavailable = () => new Response('CANARY text', { status: 503 });

describe('a secret in Key Vault', () => {
  test('is its last version, asked for once a minute with a token for vaults', async () => {
    const vault = withSecret({}, '{"password":"one"}', '{"password":"two"}');
    let now = 0;
    const secrets = azureSecrets(vault.client, url, { now: () => now });
    expect(await Promise.all([secrets.read(), secrets.read()])).toEqual([{ password: 'two' }, { password: 'two' }]);
    now = 59_999;
    await secrets.read();
    expect(vault.calls).toEqual([`GET ${url}?api-version=7.4`]);
    expect(vault.audiences).toEqual(['https://vault.azure.net']);
    now = 60_000;
    vault.mishaps.push(unavailable(), unavailable(), unavailable());
    expect(await secrets.read()).toEqual({ password: 'two' });
  });

  test('is empty where nobody has entered it, or there is none', async () => {
    const vault = withSecret();
    expect(await azureSecrets(vault.client, url, { now: () => 0 }).read()).toEqual({});
    expect(await azureSecrets(vault.client, undefined, { now: () => 0 }).read()).toEqual({});
    expect(vault.calls).toHaveLength(1);
  });

  const failures: [string, Parameters<typeof newVault>[0], Response | undefined, string, RegExp][] = [
    ['no role', { may: () => false }, undefined, 'secret-denied', /assign Key Vault Secrets User/],
    ['another sign-in', { token: 'CANARY-other' }, undefined, 'secret-denied', /to the tenant of the vault/],
    [
      'a firewall',
      {},
      Response.json({ error: { code: 'Forbidden', innererror: { code: 'ForbiddenByFirewall' } } }, { status: 403 }),
      'secret-denied',
      /firewall of the vault/,
    ],
    ['nonsense', {}, new Response('CANARY'), 'secret-unreachable', /without a version/],
    [
      'a failure',
      {},
      Response.json({ error: { code: 'CANARY said "x"' } }, { status: 418 }),
      'secret-unreachable',
      /try again/,
    ],
  ];
  test.each(failures)('with %s is a coded error', async (_, options, answer, code, says) => {
    const vault = withSecret(options, '{"password":"CANARY"}');
    if (answer) vault.mishaps.push(answer);
    const failure = (await failureOf(azureSecrets(vault.client, url, { now: () => 0 }).read())) as PlatformError;
    expect(failure).toBeInstanceOf(PlatformError);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect(JSON.stringify([failure.message, failure.detail])).not.toMatch(/CANARY/);
  });

  test('that is disabled says so', async () => {
    const vault = withSecret({}, '{"password":"CANARY"}');
    vault.secrets.get(url)![0]!.enabled = false;
    expect(await failureOf(azureSecrets(vault.client, url, { now: () => 0 }).read())).toMatchObject({
      code: 'secret-invalid',
      message: expect.stringMatching(/enable it/),
      detail: { cause: 'SecretDisabled' },
    });
  });

  test.each([
    'https://vault.azure.net.evil.example/secrets/source',
    'https://evil.example/?.vault.azure.net/secrets/source',
    'http://acme.vault.azure.net/secrets/source',
    'https://acme.vault.azure.net/secrets/source/../other',
    'https://user@acme.vault.azure.net/secrets/source',
  ])('gets no token anywhere else: %s', async (elsewhere) => {
    const vault = newVault();
    const failure = await failureOf(azureSecrets(vault.client, elsewhere, { now: () => 0 }).read());
    expect(failure).toMatchObject({ code: 'secret-missing' });
    expect(vault.audiences).toEqual([]);
  });
});

describe('a secret in Key Vault, for its administrator', () => {
  test('is entered in the place of nothing, and then of what was read', async () => {
    const vault = withSecret({ now: () => 1_790_000_000_500 });
    const secrets = azureAdministeredSecrets(vault.client, url);
    expect(await secrets.read()).toEqual({ fields: {}, version: 'none', changedAt: undefined });
    await secrets.write({ user: 'reader' }, 'none');
    const { fields, version, changedAt } = await secrets.read();
    expect({ fields, changedAt }).toEqual({ fields: { user: 'reader' }, changedAt: 1_790_000_000_000 });
    await secrets.write({ user: 'other' }, version);
    expect(await failureOf(secrets.write({ user: 'late' }, version))).toMatchObject({ code: 'secret-changed' });
    expect(await failureOf(secrets.write({ user: 'late' }, 'none'))).toMatchObject({ code: 'secret-changed' });
    expect((await secrets.read()).fields).toEqual({ user: 'other' });
  });

  test('that is as long as it may be is stored, and a longer one is not', async () => {
    const vault = withSecret();
    const secrets = azureAdministeredSecrets(vault.client, url);
    await secrets.write({ key: 'x'.repeat(24_990) }, 'none');
    const { version } = await secrets.read();
    expect(await failureOf(secrets.write({ key: 'x'.repeat(24_991) }, version))).toMatchObject({
      code: 'secret-invalid',
    });
  });

  test('has no vault where the deployment made none', async () => {
    const secrets = azureAdministeredSecrets(newVault().client, url);
    for (const failure of await Promise.all([secrets.read(), secrets.write({}, 'none')].map(failureOf)))
      expect(failure).toMatchObject({ code: 'secret-missing', detail: { cause: 'ENOTFOUND' } });
  });
});

describe("a gateway's key in Key Vault", () => {
  test('has no place where the deployment made none', async () => {
    const { client } = newVault();
    const keys = azureKeys({ vault: client, storage: client }, { secret: url, container: undefined });
    expect(await failureOf(keys.readOrCreate(() => 'one'))).toMatchObject({
      code: 'key-missing',
      message: expect.stringMatching(/deploy the gateway again/),
    });
  });

  test.each([
    'CANARY',
    '',
    `../source/${'a'.repeat(32)}`,
    `../../secrets/other?x=`,
    `${'a'.repeat(32)}/../../other`,
    'A'.repeat(32),
  ])('is in no other place, whatever somebody wrote into its pointer: %s', async (version) => {
    const vault = withSecret({}, 'one');
    const body = JSON.stringify({ mark: 'm', text: version });
    const storage = {
      call: async () => ({ status: 200, headers: new Headers({ etag: '"1"' }), text: body, cause: '' }),
    };
    const keys = azureKeys(
      { vault: vault.client, storage: storage as unknown as RestClient },
      { secret: 'https://acme-people-1a2b3c4d.vault.azure.net/secrets/key', container },
    );
    expect(await failureOf(keys.readOrCreate(() => 'two'))).toMatchObject({ code: 'key-invalid' });
    expect(vault.calls).toEqual([]);
  });
});
