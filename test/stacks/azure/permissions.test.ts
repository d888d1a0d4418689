import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceConfig } from '../../../config/config.ts';
import { bearer, entraWorkload, platform, source, withSecret } from '../aws/configurations.ts';
import { configuration, encryptionKey, resourceId } from './configurations.ts';
import { type Resource, resources, type Synthesized, synthesize } from './synthesize.ts';

/** The resource that a reference such as `${azurerm_key_vault.people_Vault_1.id}` is to. */
const referenced = (reference: string): string => {
  const [, id] = /^\$\{azurerm_\w+?\.([\w-]+)\.[a-z_]+\}$/.exec(reference) ?? [];
  if (!id) throw new Error(`not a reference: ${reference}`);
  return id;
};

/** Whose a resource is: the name of its source, or of what all of them share. */
const ownerOf = (reference: string): string => referenced(reference).split('_')[0] ?? '';

/** A role by its name, ours and Azure's alike. */
const roleOf = ({ document }: Synthesized, { role_definition_name, role_definition_id }: Resource): string => {
  if (role_definition_name) return role_definition_name;
  return document.resource['azurerm_role_definition']?.[referenced(role_definition_id)]?.name;
};

const check = { cron: '0 7 * * *', timeZone: 'Europe/Brussels' };
const sourceArbitrary = fc.record({
  serve: fc.constantFrom<SourceConfig['serve']>(['import'], ['proxy'], ['import', 'proxy']),
  secret: fc.boolean(),
  state: fc.boolean(),
  cursors: fc.boolean(),
  isTried: fc.boolean(),
});
const sourcesArbitrary = fc
  .tuple(sourceArbitrary, sourceArbitrary, sourceArbitrary)
  .map(([a, b, c]) =>
    Object.fromEntries(
      Object.entries({ code: a, crm: b, people: c }).map(([name, { serve, secret, state, cursors, isTried }]) => [
        name,
        source(
          { state, cursors, secret: secret ? [{ name: 'user', description: 'Who logs in', required: true }] : [] },
          { serve, ...(isTried && { check }) },
        ),
      ]),
    ),
  );

/** On what an identity may have which role; `own` things are the source's, `Key` and `DeadLetters` the gateway's. */
const allowed = [
  'own package Storage Blob Data Reader',
  'own Vault Key Vault Secrets User',
  'own state Sallyport state acme-3fca6d06',
  'Key Vault Sallyport key acme-3fca6d06',
  'Key Pointer Sallyport state acme-3fca6d06',
  'DeadLetters Storage Queue Data Message Sender',
];

describe('the identity of a source', () => {
  test('has roles on nothing but what is its own, the key if it needs it, and the dead letters to send to', () => {
    fc.assert(
      fc.property(sourcesArbitrary, (sources) => {
        const gateway = synthesize(configuration(bearer, sources));
        for (const assignment of resources(gateway, 'azurerm_role_assignment')) {
          expect(allowed).toContain(describeGrant(gateway, assignment));
          expect(assignment.principal_type).toBe('ServicePrincipal');
        }
      }),
      { numRuns: 10 },
    );
  });

  test('needs no key where it neither serves an API nor seals anything, even if others do', () => {
    const plain = withSecret();
    const gateway = synthesize(configuration(bearer, { code: source({ cursors: true }), people: plain }));
    const grants = resources(gateway, 'azurerm_role_assignment').map((assignment) => [
      ownerOf(assignment.principal_id),
      describeGrant(gateway, assignment),
    ]);
    expect(grants.filter(([owner]) => owner === 'people').map(([, grant]) => grant)).toEqual([
      'own package Storage Blob Data Reader',
      'own Vault Key Vault Secrets User',
    ]);
    expect(grants.filter(([owner]) => owner === 'code').map(([, grant]) => grant)).toEqual(
      expect.arrayContaining(['Key Vault Sallyport key acme-3fca6d06', 'Key Pointer Sallyport state acme-3fca6d06']),
    );
  });

  test('may fetch its image before its app and its job are made', () => {
    const image = `acme.azurecr.io/base/node@sha256:${'a'.repeat(64)}`;
    const registry = resourceId('acme-images', 'Microsoft.ContainerRegistry/registries/acme');
    const named = synthesize(configuration(bearer, { people: source({}, { check }) }, { image, registry }));
    const [role, ...others] = Object.entries(named.document.resource['azurerm_role_assignment']!).filter(
      ([, { scope }]) => scope === registry,
    );
    expect(others).toEqual([]);
    expect(role![1]).toMatchObject({ role_definition_name: 'AcrPull', principal_type: 'ServicePrincipal' });
    expect(ownerOf(role![1].principal_id)).toBe('people');
    for (const type of ['azurerm_container_app', 'azurerm_container_app_job']) {
      expect(resources(named, type)[0]!.depends_on).toContain(`azurerm_role_assignment.${role![0]}`);
    }
    expect(named.document.output).not.toHaveProperty('peopleGrants');
    const unnamed = synthesize(configuration(bearer, { people: source() }, { image }));
    expect(unnamed.document.output.peopleGrants?.value).toMatch(
      /AcrPull on container registry acme\.azurecr\.io, before/,
    );
  });

  test('is the only one of its app', () => {
    const gateway = synthesize(configuration(bearer, { code: withSecret(), people: source() }));
    for (const { identity, tags } of resources(gateway, 'azurerm_container_app')) {
      expect(identity.identity_ids.map(ownerOf)).toEqual([tags.source]);
      expect(identity.type).toBe('UserAssigned');
    }
  });
});

describe('the roles of a gateway', () => {
  test('read and write, and neither delete nor manage anything', () => {
    const gateway = synthesize(configuration(bearer, { crm: source({ state: true }) }));
    const roles = resources(gateway, 'azurerm_role_definition').map(({ permissions }) => permissions);
    expect(roles).toEqual([
      [
        {
          data_actions: [
            'Microsoft.KeyVault/vaults/secrets/getSecret/action',
            'Microsoft.KeyVault/vaults/secrets/setSecret/action',
          ],
        },
      ],
      [
        {
          data_actions: [
            'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
            'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write',
          ],
        },
      ],
    ]);
  });

  test("are the customer's key's for the storage account alone", () => {
    const gateway = synthesize(configuration(bearer, { people: source() }, { encryptionKey }));
    const [grant] = resources(gateway, 'azurerm_role_assignment').filter(({ scope }) => scope === encryptionKey);
    expect(referenced(grant?.principal_id)).toBe('Encryption');
    const users = Object.entries(gateway.document.resource).flatMap(([type, all]) =>
      Object.values(all)
        .filter((resource) => JSON.stringify(resource).includes('azurerm_user_assigned_identity.Encryption.'))
        .map(() => type),
    );
    expect(users.sort()).toEqual([
      'azurerm_role_assignment',
      'azurerm_storage_account',
      'azurerm_storage_account_customer_managed_key',
    ]);
  });
});

describe('nothing secret', () => {
  const everything = configuration(
    platform({ entraWorkload }),
    { code: withSecret({ serve: ['proxy'], check }), people: source({ state: true }) },
    { encryptionKey },
    { tags: { 'cost-center': '4711' } },
  );

  test('is in the template: no key of an account, no secret, no value that Terraform would keep', () => {
    const { document, text } = synthesize(everything);
    expect(text).not.toMatch(/primary_|secondary_|connection_string|shared_key|account_key|sas_|password/);
    expect(Object.keys(document.resource)).not.toContain('azurerm_key_vault_secret');
    expect(text).not.toContain('secret_name');
    expect(document).not.toHaveProperty('data');
  });

  test('opens a storage account but a role', () => {
    const [account] = resources(synthesize(everything), 'azurerm_storage_account');
    expect(account).toMatchObject({
      shared_access_key_enabled: false,
      local_user_enabled: false,
      allow_nested_items_to_be_public: false,
      https_traffic_only_enabled: true,
      min_tls_version: 'TLS1_2',
    });
    for (const container of resources(synthesize(everything), 'azurerm_storage_container')) {
      expect(container.container_access_type).toBe('private');
    }
  });

  test('opens a vault but a role', () => {
    for (const vault of resources(synthesize(everything), 'azurerm_key_vault')) {
      expect(vault).toMatchObject({ rbac_authorization_enabled: true, network_acls: { bypass: 'None' } });
      expect(vault).not.toHaveProperty('access_policy');
    }
  });
});

test('every thing that takes tags has those of the configuration, the gateway and its source', () => {
  const tags = { 'cost-center': '4711', gateway: 'another', source: 'another' };
  const gateway = synthesize(configuration(bearer, { people: withSecret({ check }) }, { encryptionKey }, { tags }));
  // What the provider gives no tags to: parts of an account, roles, and settings of other things.
  const untagged = /_(blob|container|queue|assignment|definition|policy|setting|key)$/;
  for (const [type, all] of Object.entries(gateway.document.resource).filter(([type]) => !untagged.test(type))) {
    for (const [id, resource] of Object.entries(all)) {
      const isSources = id.startsWith('people_');
      expect([type, resource.tags]).toEqual([
        type,
        { ...tags, gateway: 'acme', ...(isSources && { source: 'people' }) },
      ]);
    }
  }
});

/** An assignment in words: whose thing it is on, what thing, and which role. */
const describeGrant = (gateway: Synthesized, assignment: Resource): string => {
  const target = referenced(assignment.scope);
  const [owner = '', thing = ''] = target.split('_');
  const role = roleOf(gateway, assignment);
  if (owner === 'DeadLetters') return `DeadLetters ${role}`;
  if (owner === 'Key') return `Key ${thing} ${role}`;
  if (owner !== ownerOf(assignment.principal_id)) return `${ownerOf(assignment.principal_id)} on ${target}: ${role}`;
  return `own ${{ Packages: 'package', State: 'state' }[thing] ?? thing} ${role}`;
};
