import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { AzureDeployment, AzureRelay, Config } from '../../../config/config.ts';
import { azureNames } from '../../../stacks/azure/names.ts';
import { bearer, behindAgents, entraWorkload, platform, relay, source, withTokens } from '../aws/configurations.ts';
import { configuration, encryptionKey, resourceId } from './configurations.ts';
import { complaints } from './kusto.ts';
import {
  counts,
  environmentOf,
  type Resource,
  readable,
  resources,
  type Synthesized,
  synthesize,
} from './synthesize.ts';

const agents = (maximum: number) => ({ relay: { ...relay, agents: { ...relay.agents, maximum } } });
const sources = { hr: behindAgents(), people: source() };
const withAgents = (maximum: number, azure: Partial<AzureDeployment> = {}, rest: Partial<Config> = {}): Synthesized =>
  synthesize(configuration(bearer, sources, azure, { ...agents(maximum), ...rest }));
const placesOf = (gateway: Synthesized, app: string): AzureRelay =>
  JSON.parse(environmentOf(gateway, app)['SALLYPORT_RELAY']!);
const named = ({ document }: Synthesized, type: string, start: string): Resource[] =>
  Object.entries(document.resource[type] ?? {})
    .filter(([id]) => id.startsWith(start))
    .map(([, found]) => found);

describe('a relay on Azure', () => {
  test('looks as it does', async () => {
    const gateway = withAgents(2);
    expect(counts(gateway)).toEqual({
      azurerm_resource_group: 1,
      azurerm_log_analytics_workspace: 1,
      azurerm_container_app_environment: 1,
      // Of two sources and the relay.
      azurerm_container_app: 3,
      azurerm_user_assigned_identity: 3,
      azurerm_storage_blob: 3,
      // Of the gateway and of the relay.
      azurerm_storage_account: 2,
      azurerm_storage_management_policy: 2,
      // Three packages, the registry and two mailboxes.
      azurerm_storage_container: 6,
      azurerm_storage_queue: 2,
      // Of a source, and of two keys.
      azurerm_key_vault: 3,
      azurerm_monitor_diagnostic_setting: 4,
      azurerm_role_definition: 2,
      // Packages of two sources and a secret; ten of the relay; five of the source behind agents.
      azurerm_role_assignment: 18,
    });
    const text = stringify(readable(gateway), { aliasDuplicateObjects: false });
    await expect(text).toMatchFileSnapshot('./__snapshots__/relay.yaml');
  });

  test('leaves everything else as it was', () => {
    const before = synthesize(configuration(bearer, { people: withTokens() }, { encryptionKey }));
    const after = synthesize(configuration(bearer, { people: withTokens() }, { encryptionKey }, agents(4)));
    expect(after.document).toMatchObject(before.document);
  });

  test('with one agent more has one more of each, and nothing of the others changes', () => {
    const [fewer, more] = [withAgents(2), withAgents(3)];
    // Apps are told of the new one, and run from a package that says how many there are.
    const others = ({ document }: Synthesized): object => {
      const { azurerm_container_app: _, azurerm_storage_blob: __, ...rest } = document.resource;
      return rest;
    };
    expect(others(more)).toMatchObject(others(fewer));
    const added = Object.entries(counts(more)).map(([type, count]) => [type, count - counts(fewer)[type]!]);
    expect(Object.fromEntries(added.filter(([, count]) => count !== 0))).toEqual({
      azurerm_storage_container: 1,
      azurerm_storage_queue: 1,
      // Mailbox and queue of the relay, and the mailbox of the source.
      azurerm_role_assignment: 3,
    });
  });

  test('always has one small container, at which agents call, and sources have none while nobody calls', () => {
    const apps = resources(
      synthesize(configuration(platform({ entraWorkload }), sources, {}, agents(1))),
      'azurerm_container_app',
    );
    const sizes = apps.map(({ name, ingress, template }) => [
      name,
      ingress.external_enabled,
      template.min_replicas,
      template.container[0].cpu,
      template.container[0].memory,
    ]);
    expect(Object.fromEntries(sizes.map(([name, ...rest]) => [name, rest]))).toEqual({
      'acme-hr': [true, 0, 0.5, '1Gi'],
      'acme-people': [true, 0, 0.5, '1Gi'],
      'acme-relay': [true, 1, 0.25, '0.5Gi'],
    });
    const told = environmentOf(
      synthesize(configuration(platform({ entraWorkload }), sources, {}, agents(1))),
      'acme-relay',
    );
    expect(told).not.toHaveProperty('SALLYPORT_CALLERS');
    expect(told).not.toHaveProperty('SALLYPORT_SECRET');
  });

  test('says where agents call, and how they are enrolled', () => {
    const gateway = withAgents(1);
    const url = 'https://acme-relay.${azurerm_container_app_environment.Environment.default_domain}';
    const { relayUrl, relayEnrolment } = gateway.document.output;
    expect(relayUrl!.value).toBe(url);
    expect(environmentOf(gateway, 'acme-relay')).toMatchObject({ SALLYPORT_PUBLIC_URL: url });
    expect(relayEnrolment!.value).toContain(`sallyport agent enroll --gateway ${url}.`);
    expect(relayEnrolment!.value).toContain('There is room for one agent.');
  });

  test('runs from the handler with relay.json, which has nothing of a source', () => {
    const folder = join(withAgents(1).folder, 'packages', 'relay');
    const [file] = readdirSync(folder);
    const text = readFileSync(join(folder, file!), 'latin1');
    expect(text).toContain('"registrars":[{"name":"platform-team"');
    for (const other of ['source.json', 'people', 'elimity']) expect(text).not.toContain(other);
  });

  test('may fetch its image, or says who must let it', () => {
    const image = `acme.azurecr.io/base/node@sha256:${'a'.repeat(64)}`;
    const registry = resourceId('acme-images', 'Microsoft.ContainerRegistry/registries/acme');
    const grants = named(withAgents(1, { image, registry }), 'azurerm_role_assignment', 'Relay_ImageRole');
    expect(grants).toMatchObject([{ role_definition_name: 'AcrPull', scope: registry }]);
    const { relayGrants } = withAgents(1, { image }).document.output;
    expect(relayGrants!.value).toContain('AcrPull on container registry acme.azurecr.io');
    expect(withAgents(1).document.output).not.toHaveProperty('relayGrants');
  });
});

describe('who may what', () => {
  const gateway = withAgents(2);
  const short = (reference: string): string =>
    reference.replace(/^\$\{azurerm_\w+?\.(.+)_[0-9A-F]{8}\.\w+\}$/, '$1').replace('Relay_', '');
  const roleOf = ({ role_definition_name, role_definition_id }: Resource): string =>
    role_definition_name ?? short(role_definition_id);
  const written = resources(gateway, 'azurerm_role_assignment')
    .map((grant) => `${short(grant.principal_id)}: ${roleOf(grant)} on ${short(grant.scope)}`)
    .filter((line) => !/^(people|hr)_Identity: .* on (people|hr)_(Packages|Vault)$/.test(line));

  test('with what is the relay’s is exactly this', () => {
    expect(written.sort()).toEqual(
      [
        'Identity: Storage Blob Data Reader on Packages',
        'Identity: RelayKeeper on Registry',
        'Identity: RelayKeeper on Authority_Vault',
        'Identity: RelayKeeper on GateKey_Vault',
        'Identity: Storage Blob Delegator on Storage',
        'Identity: Storage Queue Delegator on Storage',
        'Identity: MailboxUser on Mailbox-1',
        'Identity: MailboxUser on Mailbox-2',
        'Identity: MailboxUser on Queue-1',
        'Identity: MailboxUser on Queue-2',
        'hr_Identity: Storage Blob Data Reader on Registry',
        'hr_Identity: Key Vault Secrets User on GateKey_Vault',
        'hr_Identity: Storage Queue Data Message Sender on Storage',
        'hr_Identity: MailboxUser on Mailbox-1',
        'hr_Identity: MailboxUser on Mailbox-2',
      ].sort(),
    );
  });

  test('by roles of its own deletes no container, queue or key, and gives no role', () => {
    const actions = Object.fromEntries(
      named(gateway, 'azurerm_role_definition', 'Relay_').map(({ name, permissions }) => [
        name.replace(/ acme-.*/, ''),
        permissions,
      ]),
    );
    const blob = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
    const message = 'Microsoft.Storage/storageAccounts/queueServices/queues/messages';
    const secret = 'Microsoft.KeyVault/vaults/secrets';
    expect(actions).toEqual({
      'Sallyport relay': [
        { data_actions: [`${blob}/read`, `${blob}/write`, `${secret}/getSecret/action`, `${secret}/setSecret/action`] },
      ],
      'Sallyport mailbox': [
        {
          data_actions: [
            ...['read', 'write', 'delete'].map((verb) => `${blob}/${verb}`),
            ...['read', 'write', 'delete', 'process/action'].map((verb) => `${message}/${verb}`),
          ],
        },
      ],
    });
  });

  test('the relay is told of the authority, a source behind agents not, another source nothing', () => {
    const { authority, ...shared } = placesOf(gateway, 'acme-relay');
    expect(authority).toMatch(/^https:\/\/acme-relay-[a-z]+-[0-9a-f]{8}\.vault\.azure\.net\/secrets\/authority$/);
    expect(shared).toMatchObject({ host: 'azure', slots: 2 });
    expect(placesOf(gateway, 'acme-hr')).toEqual(shared);
    expect(environmentOf(gateway, 'acme-people')).not.toHaveProperty('SALLYPORT_RELAY');
  });

  test('no app starts before it may do what it must', () => {
    for (const [app, start] of [
      ['acme-relay', 'Relay_'],
      ['acme-hr', 'hr_'],
    ] as const) {
      const own = Object.keys(gateway.document.resource['azurerm_role_assignment']!)
        .filter((id) => id.startsWith(start))
        .map((id) => `azurerm_role_assignment.${id}`);
      expect(own.length).toBeGreaterThan(5);
      const { depends_on } = resources(gateway, 'azurerm_container_app').find(({ name }) => name === app)!;
      expect(depends_on).toEqual(expect.arrayContaining(own));
    }
  });
});

describe('what it keeps', () => {
  const gateway = withAgents(2, { encryptionKey }, { tags: { 'cost-center': '4711' } });
  const [account] = named(gateway, 'azurerm_storage_account', 'Relay_');

  test('is opened by roles and by what the relay signs alone, and what is deleted is gone', () => {
    expect(account).toMatchObject({
      shared_access_key_enabled: false,
      local_user_enabled: false,
      allow_nested_items_to_be_public: false,
      https_traffic_only_enabled: true,
      min_tls_version: 'TLS1_2',
      account_replication_type: 'LRS',
      location: 'westeurope',
      blob_properties: { versioning_enabled: false },
    });
    expect(Object.keys(account!.blob_properties)).toEqual(['versioning_enabled']);
    for (const vault of named(gateway, 'azurerm_key_vault', 'Relay_')) {
      expect(vault).toMatchObject({
        rbac_authorization_enabled: true,
        purge_protection_enabled: false,
        soft_delete_retention_days: 7,
      });
    }
    expect(gateway.document.resource).not.toHaveProperty('azurerm_key_vault_secret');
  });

  test('in mailboxes goes after a day, and in the registry never', () => {
    const [policy] = named(gateway, 'azurerm_storage_management_policy', 'Relay_');
    const [{ filters, actions }] = policy!.rule;
    expect(actions.base_blob).toEqual({ delete_after_days_since_modification_greater_than: 1 });
    const containers = named(gateway, 'azurerm_storage_container', 'Relay_')
      .map(({ name }) => name)
      .filter((name) => name !== 'package-relay');
    expect(containers).toEqual(['mailbox-1', 'mailbox-2', 'registry']);
    const matched = containers.filter((name) => filters.prefix_match.some((prefix: string) => name.startsWith(prefix)));
    expect(matched).toEqual(['mailbox-1', 'mailbox-2']);
  });

  test('is encrypted with the key of the customer, which is allowed once, and has its tags', () => {
    expect(resources(gateway, 'azurerm_storage_account_customer_managed_key')).toHaveLength(2);
    const grants = resources(gateway, 'azurerm_role_assignment').filter(({ scope }) => scope === encryptionKey);
    expect(grants).toHaveLength(1);
    expect(account).toMatchObject({ queue_encryption_key_type: 'Account', identity: { type: 'UserAssigned' } });
    const tags = { 'cost-center': '4711', gateway: 'acme' };
    for (const type of ['storage_account', 'key_vault', 'container_app', 'user_assigned_identity']) {
      for (const resource of named(gateway, `azurerm_${type}`, 'Relay_')) expect(resource.tags).toEqual(tags);
    }
  });
});

test('names are as long as Azure takes them, for the longest gateway and every slot, and are what handlers are told', () => {
  const gateway = 'g'.repeat(24);
  // A source of that name has a vault and an app too.
  const config = configuration(bearer, { ...sources, 'relay-key': behindAgents() }, {}, agents(16));
  const long = synthesize({ ...config, gateway });
  const namesOf = (type: string): string[] => resources(long, type).map(({ name }) => name);
  for (const name of namesOf('azurerm_storage_account')) expect(name).toMatch(/^[a-z0-9]{3,24}$/);
  for (const name of namesOf('azurerm_key_vault')) expect(name).toMatch(/^[a-z](?!.*--)[a-z0-9-]{1,22}[a-z0-9]$/);
  for (const name of namesOf('azurerm_container_app')) expect(name).toMatch(/^[a-z](?!.*--)[a-z0-9-]{0,30}[a-z0-9]$/);
  for (const type of ['azurerm_storage_container', 'azurerm_storage_queue'])
    for (const name of namesOf(type)) expect(name).toMatch(/^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$/);
  for (const type of ['azurerm_storage_account', 'azurerm_key_vault', 'azurerm_container_app'])
    expect(new Set(namesOf(type)).size).toBe(namesOf(type).length);
  const { app } = azureNames(gateway, config.deploy.azure!);
  const { account, slots, authority, gateKey } = placesOf(long, app('relay'));
  expect(namesOf('azurerm_storage_account')).toContain(account);
  expect(namesOf('azurerm_storage_queue')).toHaveLength(slots);
  for (const url of [authority!, gateKey]) {
    expect(namesOf('azurerm_key_vault')).toContain(new URL(url).hostname.split('.')[0]);
    expect(url).toMatch(/\/secrets\/[0-9a-zA-Z-]{1,127}$/);
  }
});

describe('its alarms', () => {
  const actionGroup = resourceId('acme-operations', 'Microsoft.Insights/actionGroups/operators');
  const watched = withAgents(2, { actionGroup }, { monitoring: { dashboard: true } });
  const rules = resources(watched, 'azurerm_monitor_scheduled_query_rules_alert_v2');
  const rule = (name: string): Resource => rules.find((each) => each.name === `acme-${name}`)!;

  test('ask what Azure understands', () => {
    for (const { criteria } of rules) expect(complaints(criteria[0].query)).toEqual([]);
    const [{ data_json } = {}] = resources(watched, 'azurerm_application_insights_workbook');
    for (const { type, content } of JSON.parse(data_json).items) {
      if (type === 3) expect(complaints(content.query.replaceAll('{Period:grain}', '1h'))).toEqual([]);
    }
    expect(data_json).toContain('Agents that nobody hears of');
  });

  test('ring for each agent by itself, and for the relay as a whole', () => {
    expect(rule('agent-silent').criteria[0].dimension).toEqual([{ name: 'agent', operator: 'Include', values: ['*'] }]);
    expect(rule('agent-certificate').criteria[0]).toHaveProperty('dimension');
    expect(rule('relay-errors').criteria[0]).not.toHaveProperty('dimension');
    expect(rule('relay-errors').description).not.toContain('which one it is');
    expect(rule('relay-unclaimed').criteria[0].query).toContain("where source in ('hr')");
  });

  test('ring when agents that were heard within a day are heard no more', () => {
    const { criteria, window_duration } = rule('agents-unheard');
    expect(window_duration).toBe('P1D');
    expect(criteria[0].query).toContain("event == 'agent.heartbeat'");
    expect(criteria[0].query).toContain('where heard < ago(15m)');
  });

  test('ring for what the platform counts of its app', () => {
    const metrics = resources(watched, 'azurerm_monitor_metric_alert').filter(({ name }) =>
      name.startsWith('acme-relay-'),
    );
    expect(metrics.map(({ name }) => name).sort()).toEqual(['acme-relay-crashes', 'acme-relay-throttles']);
    for (const { scopes, tags } of metrics) {
      expect(scopes).toEqual([expect.stringMatching(/^\$\{azurerm_container_app\.Relay_App_/)]);
      expect(tags).toEqual({ gateway: 'acme' });
    }
  });

  test('are not there without a relay, or if nobody wants to hear them', () => {
    const without = synthesize(configuration(bearer, { people: source() }, { actionGroup }));
    const names = resources(without, 'azurerm_monitor_scheduled_query_rules_alert_v2').map(({ name }) => name);
    expect(names.filter((name) => /agent|relay/.test(name))).toEqual([]);
    expect(resources(withAgents(1), 'azurerm_monitor_scheduled_query_rules_alert_v2')).toEqual([]);
  });
});
