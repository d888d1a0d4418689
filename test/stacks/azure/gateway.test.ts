import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Config } from '../../../config/config.ts';
import {
  bearer,
  entraWorkload,
  jwt,
  many,
  platform,
  proxied,
  source,
  withSecret,
  withTokens,
} from '../aws/configurations.ts';
import { configuration, encryptionKey, resourceId } from './configurations.ts';
import { counts, environmentOf, readable, resources, synthesize } from './synthesize.ts';

const check = { cron: '*/30 7-19 * * 1-5', timeZone: 'Europe/Brussels' };
const digest = 'a9f5f7c91a432850b2a8a7797adf5eadb6c733ceed61167806cee7ea7fbc29df';

/** What every gateway has, and one source without a secret. */
const least = {
  azurerm_container_app: 1,
  azurerm_container_app_environment: 1,
  azurerm_log_analytics_workspace: 1,
  azurerm_monitor_diagnostic_setting: 1,
  azurerm_resource_group: 1,
  azurerm_role_assignment: 1,
  azurerm_storage_account: 1,
  azurerm_storage_blob: 1,
  azurerm_storage_container: 1,
  azurerm_storage_management_policy: 1,
  azurerm_user_assigned_identity: 1,
};
const secretToo = {
  ...least,
  azurerm_key_vault: 1,
  azurerm_monitor_diagnostic_setting: 2,
  azurerm_role_assignment: 2,
};
const keyToo = {
  ...secretToo,
  azurerm_key_vault: 2,
  azurerm_monitor_diagnostic_setting: 3,
  azurerm_role_assignment: 4,
  azurerm_role_definition: 2,
  azurerm_storage_container: 2,
};
const stateToo = { ...keyToo, azurerm_role_assignment: 5, azurerm_storage_container: 3 };
const { azurerm_resource_group: _, ...inGroup } = least;

interface Row {
  readonly title: string;
  readonly config: Config;
  readonly expected: Record<string, number>;
}

const rows: Row[] = [
  {
    title: 'bearer',
    config: configuration(bearer, { people: source({ files: ['people.csv'] }, { claims: { source_id: '42' } }) }),
    expected: least,
  },
  {
    title: 'a secret and a public URL',
    config: configuration(bearer, { people: withSecret({ publicUrl: 'https://gate.acme.example/people' }) }),
    expected: secretToo,
  },
  {
    title: 'a source served by proxy',
    config: configuration(bearer, { tickets: proxied() }),
    expected: keyToo,
  },
  {
    title: 'a source that needs tokens',
    config: configuration(bearer, { crm: withTokens() }),
    expected: stateToo,
  },
  {
    title: 'a vendor in Azure',
    config: configuration(platform({ entraWorkload }), { people: source() }),
    expected: least,
  },
  {
    title: 'the key of the customer and tags',
    config: configuration(bearer, { crm: withTokens() }, { encryptionKey }, { tags: { 'cost-center': '4711' } }),
    expected: {
      ...stateToo,
      azurerm_role_assignment: 6,
      azurerm_storage_account_customer_managed_key: 1,
      azurerm_user_assigned_identity: 2,
    },
  },
  {
    title: 'an image and objects of the customer',
    config: configuration(
      bearer,
      { people: source({ objects: ['https://acmeexports.blob.core.windows.net/people/today.csv'] }) },
      { image: `acme.azurecr.io/base/node@sha256:${digest}` },
    ),
    expected: least,
  },
  {
    title: 'an image and its registry',
    config: configuration(
      bearer,
      { people: source() },
      {
        image: `acme.azurecr.io/base/node@sha256:${digest}`,
        registry: resourceId('acme-images', 'Microsoft.ContainerRegistry/registries/acme'),
      },
    ),
    expected: { ...least, azurerm_role_assignment: least.azurerm_role_assignment + 1 },
  },
  {
    title: 'a resource group of the customer',
    config: configuration(bearer, { people: source() }, { resourceGroup: 'Acme-Gateways' }),
    expected: inGroup,
  },
  {
    title: 'a source that is tried',
    config: configuration(bearer, { people: withSecret({ check }) }),
    expected: {
      ...stateToo,
      azurerm_container_app_job: 1,
      azurerm_role_assignment: 6,
      azurerm_storage_queue: 1,
    },
  },
];

describe('a gateway on Azure', () => {
  test.each(rows)('with $title', async ({ title, config, expected }) => {
    const gateway = synthesize(config);
    expect(counts(gateway)).toEqual(expected);
    const text = stringify(readable(gateway), { aliasDuplicateObjects: false });
    await expect(text).toMatchFileSnapshot(`./__snapshots__/${title.replaceAll(' ', '-')}.yaml`);
  });

  test('of 60 sources has as many of everything', () => {
    const gateway = synthesize(configuration(bearer, many(60)));
    expect(counts(gateway)).toEqual({
      ...secretToo,
      azurerm_container_app: 60,
      azurerm_key_vault: 60,
      azurerm_monitor_diagnostic_setting: 61,
      azurerm_role_assignment: 120,
      azurerm_storage_blob: 60,
      azurerm_storage_container: 60,
      azurerm_user_assigned_identity: 60,
    });
    expect(Object.keys(gateway.document.output)).toHaveLength(120);
  });

  test('leaves all others as they are when a source is added, even the first with a key and a job', () => {
    const before = synthesize(configuration(bearer, { people: withSecret(), teams: source() }));
    const added = { apps: withTokens({ check }), people: withSecret(), teams: source() };
    const after = synthesize(configuration(bearer, added));
    expect(after.document).toMatchObject(before.document);
  });

  test('is the same wherever and whenever it is synthesized', () => {
    const config = configuration(bearer, { people: source({ files: ['people.csv'] }) });
    const elsewhere = mkdtempSync(join(tmpdir(), 'sallyport-elsewhere-'));
    cpSync(join(import.meta.dirname, '..', 'aws', 'fixtures'), elsewhere, { recursive: true });
    const [first, second] = [synthesize(config), synthesize(config, elsewhere)];
    expect(second.text).toBe(first.text);
    expect(packageOf(second.folder, 'people')).toEqual(packageOf(first.folder, 'people'));
  });

  test('deploys its own part of the configuration with each source and no other', () => {
    const { folder } = synthesize(
      configuration(bearer, {
        people: source({}, { claims: { source_id: '42' } }),
        teams: source({}, { claims: { source_id: '43' } }),
      }),
    );
    const texts = ['people', 'teams'].map((name) => packageOf(folder, name).toString('utf8'));
    expect(texts.map((text) => [text.includes('"source_id":"42"'), text.includes('"source_id":"43"')])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test('uploads each package under its digest, which the handler is told', () => {
    const gateway = synthesize(configuration(bearer, { people: source() }));
    const [blob] = resources(gateway, 'azurerm_storage_blob');
    const { SALLYPORT_BUNDLE, SALLYPORT_BUNDLE_SHA256 } = environmentOf(gateway, 'acme-people');
    expect(blob?.name).toBe(`people/${SALLYPORT_BUNDLE_SHA256}.tar`);
    expect(blob?.source).toBe(`\${path.module}/packages/${blob?.name}`);
    expect(SALLYPORT_BUNDLE?.endsWith(`/${blob?.name}`)).toBe(true);
  });
});

describe('the handler is told', () => {
  const all = ['SALLYPORT_HOST', 'AZURE_CLIENT_ID', 'PORT', 'SALLYPORT_PUBLIC_URL', 'SALLYPORT_BUNDLE'];
  const always = [...all, 'SALLYPORT_BUNDLE_SHA256'];
  const key = ['SALLYPORT_KEY_SECRET', 'SALLYPORT_KEY_STATE'];
  const digests = ['SALLYPORT_CONFIGURATION_SHA256', 'SALLYPORT_HANDLER_SHA256'];

  test.each([
    ['of nothing that it has not', source(), [...always, ...digests]],
    ['of its secret', withSecret(), [...always, 'SALLYPORT_SECRET', ...digests]],
    ['of the key', proxied(), [...always, 'SALLYPORT_SECRET', ...key, ...digests]],
    ['of its state', withTokens(), [...always, 'SALLYPORT_SECRET', ...key, 'SALLYPORT_STATE', ...digests]],
    [
      'where it tells of jobs that failed',
      withSecret({ check }),
      [...always, 'SALLYPORT_SECRET', ...key, 'SALLYPORT_STATE', ...digests, 'SALLYPORT_DEAD_LETTERS'],
    ],
  ])('%s', (_title, people, names) => {
    const gateway = synthesize(configuration(bearer, { people, other: withTokens() }));
    expect(Object.keys(environmentOf(gateway, 'acme-people'))).toEqual(names);
  });

  test('where the vendor calls it: at its name in the environment, or where the configuration says', () => {
    const publicUrl = 'https://gate.acme.example/teams';
    const gateway = synthesize(configuration(bearer, { people: source(), teams: source({}, { publicUrl }) }));
    const own = `https://acme-people.\${azurerm_container_app_environment.Environment.default_domain}`;
    expect(environmentOf(gateway, 'acme-people')).toMatchObject({ SALLYPORT_PUBLIC_URL: own });
    expect(environmentOf(gateway, 'acme-teams')).toMatchObject({ SALLYPORT_PUBLIC_URL: publicUrl });
    const { peopleUrl, teamsUrl } = gateway.document.output;
    expect([peopleUrl?.value, teamsUrl?.value]).toEqual([own, publicUrl]);
  });
});

describe('what outlives a gateway', () => {
  test('is its key, which nobody can purge; the secret of a source goes with it', () => {
    const gateway = synthesize(configuration(bearer, { tickets: proxied() }));
    const kept = resources(gateway, 'azurerm_key_vault').map((vault) => [
      vault.tags.source,
      vault.purge_protection_enabled,
      vault.soft_delete_retention_days,
    ]);
    expect(kept).toEqual(
      expect.arrayContaining([
        [undefined, true, 90],
        ['tickets', false, 7],
      ]),
    );
  });

  test.each([
    ['purged where Terraform makes the group', {}, true],
    ['left to Azure where it may have no right in the subscription', { resourceGroup: 'acme-gateways' }, false],
  ])('is no vault of a source: it is %s', (_title, azure, purged) => {
    const { document } = synthesize(configuration(bearer, { people: withSecret() }, azure));
    expect(document.provider['azurerm']?.[0]?.features[0].key_vault).toEqual([
      { purge_soft_delete_on_destroy: purged, recover_soft_deleted_key_vaults: true },
    ]);
  });

  test('is used again if the configuration names it', () => {
    const keyVault = resourceId('acme-keys', 'Microsoft.KeyVault/vaults/acme-key');
    const gateway = synthesize(configuration(bearer, { code: proxied({}) }, { keyVault }));
    expect(resources(gateway, 'azurerm_key_vault').map(({ tags }) => tags.source)).toEqual(['code']);
    expect(environmentOf(gateway, 'acme-code')).toMatchObject({
      SALLYPORT_KEY_SECRET: 'https://acme-key.vault.azure.net/secrets/key',
    });
    const group = keyVault.split('/providers/')[0];
    const definitions = resources(gateway, 'azurerm_role_definition').map((role) => [
      role.scope,
      role.assignable_scopes,
    ]);
    expect(definitions).toContainEqual([group, [group]]);
    // Of what else is in it nothing may be read.
    const scopes = resources(gateway, 'azurerm_role_assignment').map(({ scope }) => scope);
    expect(scopes.filter((scope) => scope.startsWith(keyVault))).toEqual([`${keyVault}/secrets/key`]);
  });
});

describe("the customer's own key", () => {
  test('in a vault of another subscription is named by its URL, for there the provider can not look for the vault', () => {
    const elsewhere = encryptionKey.replace(
      /^\/subscriptions\/[^/]+/,
      '/subscriptions/00000000-0000-4000-8000-00000000000f',
    );
    const keyOf = (key: string) => {
      const gateway = synthesize(configuration(bearer, { people: source() }, { encryptionKey: key }));
      const [{ key_vault_id, key_vault_uri, key_version } = {}] = resources(
        gateway,
        'azurerm_storage_account_customer_managed_key',
      );
      return { key_vault_id, key_vault_uri, key_version };
    };
    expect(keyOf(encryptionKey)).toEqual({ key_vault_id: encryptionKey.replace('/keys/gateways', '') });
    expect(keyOf(elsewhere)).toEqual({ key_vault_uri: 'https://acme-keys.vault.azure.net/' });
  });
});

describe('a gateway is refused', () => {
  test.each([
    [
      'region-missing',
      { ...configuration(bearer, { people: source() }), deploy: {} },
      'deploy: { azure: { subscriptionId',
    ],
    [
      'source-names-alike',
      configuration(bearer, { 'people-2': source(), people2: source() }),
      'Sources people-2 and people2 have the same name but for a hyphen',
    ],
    [
      'connector-unknown',
      configuration(bearer, { people: { ...source(), connector: 'ftp' } }),
      'Source people uses connector ftp',
    ],
    [
      'object-malformed',
      configuration(bearer, { people: source({ objects: ['s3://acme-exports/people.csv'] }) }),
      'https://<account>.blob.core.windows.net/<container>/<blob>',
    ],
    [
      'vendor-unprovable',
      configuration(platform({ jwt: { ...jwt, subject: undefined } }), { people: source() }),
      'jwt has no subject',
    ],
  ])('as %s', (code, config, message) => {
    expect(() => synthesize(config)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});

/** The one package of a source, as Terraform uploads it. */
const packageOf = (folder: string, name: string): Buffer => {
  const packages = join(folder, 'packages', name);
  const files = readdirSync(packages);
  expect(files).toHaveLength(1);
  return readFileSync(join(packages, files[0]!));
};
