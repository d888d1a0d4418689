import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { AzureDeployment, Config, VendorConfig } from '../../../config/config.ts';
import { bearer, behindAgents, entraWorkload, platform, relay, source, withTokens } from '../aws/configurations.ts';
import { login, sync } from '../aws/syncs.ts';
import { configuration, resourceId, subscriptionId } from './configurations.ts';
import {
  counts,
  environmentOf,
  type Resource,
  readable,
  resources,
  type Synthesized,
  synthesize,
} from './synthesize.ts';

const schedule = { cron: '0 * * * *', timeZone: 'Europe/Brussels' };
const sources = { hr: behindAgents(), people: withTokens() };
/** One that is called and signs tokens, one that nobody calls and that has no secret, one of a source behind an agent to an agent. */
const syncs = {
  'bi-users': sync({ schedule, webhook: { settleSeconds: 10 }, signIn: login }),
  quiet: sync({ to: { secret: [] } }),
  plant: sync({ from: 'hr', to: { via: 'relay' } }),
};
const agents = { relay: { ...relay, agents: { ...relay.agents, maximum: 1 } } };
const built = (
  rest: Partial<Config> = {},
  azure: Partial<AzureDeployment> = {},
  vendor: VendorConfig = bearer,
): Synthesized => synthesize(configuration(vendor, sources, azure, { ...agents, sync: syncs, ...rest }));
const gateway = built();

const called = (type: string, name: string, of: Synthesized = gateway): Resource =>
  resources(of, type).find((each) => each['name'] === name)!;
const app = (name: string, of: Synthesized = gateway): Resource => called('azurerm_container_app', `acme-${name}`, of);
const domain = '${azurerm_container_app_environment.Environment.default_domain}';
const url = (name: string): string => `https://acme-${name}.${domain}`;
const short = (reference: string): string =>
  reference.replace(/^\$\{azurerm_\w+?\.(.+?)(?:_[0-9A-F]{8})?\.\w+\}$/, '$1');
const group = '${azurerm_resource_group.Group.id}';

/** `<role> on <what>`, of one identity. */
const rolesOf = (name: string, of: Synthesized = gateway): readonly string[] =>
  resources(of, 'azurerm_role_assignment')
    .filter(({ principal_id }) => short(principal_id) === `${name}_Identity`)
    .map(
      ({ role_definition_name, role_definition_id, scope }) =>
        `${role_definition_name ?? short(role_definition_id)} on ${short(scope)}`,
    )
    .sort();

describe('syncs on Azure', () => {
  test('look as they do', async () => {
    expect(counts(gateway)).toMatchObject({
      // Of two sources, three syncs and the relay.
      azurerm_container_app: 6,
      azurerm_user_assigned_identity: 6,
      // bi-users has all three, the others no schedule of their own.
      azurerm_container_app_job: 5,
      // The gateway's key, two of the relay, two of sources, two of syncs, one to sign with.
      azurerm_key_vault: 8,
      // Packages of six; states of a source and of three syncs; the pointer to the key, the registry and a mailbox.
      azurerm_storage_container: 13,
      // Key, state, two of the relay, and those of syncs: to start a job, to make keys.
      azurerm_role_definition: 6,
      // Dead letters and an agent's.
      azurerm_storage_queue: 2,
    });
    const text = stringify(readable(gateway), { aliasDuplicateObjects: false });
    await expect(text).toMatchFileSnapshot('./__snapshots__/syncs.yaml');
  });

  test('leave everything of sources and of the relay as it was', () => {
    const before = built({ sync: {} });
    expect(gateway.document.resource).toMatchObject(before.document.resource);
    expect(gateway.document.output).toMatchObject(before.document.output);
    expect(counts(before)).toMatchObject({ azurerm_role_definition: 4 });
  });

  test('are told in outputs where they are called and what they need', () => {
    const { output } = gateway.document;
    expect(Object.keys(output).filter((name) => /^(biUsers|quiet|plant)/.test(name))).toEqual([
      'biUsersSetup',
      'biUsersUrl',
      'plantSetup',
    ]);
    expect(output['biUsersUrl']!.value).toBe(url('bi-users'));
    const { value } = output['biUsersSetup']!;
    expect(value).toContain(`POST ${url('bi-users')}/webhook`);
    expect(value).toContain(`keys are at ${url('bi-users')}/.well-known/jwks.json`);
    expect(value).toMatch(
      /Secret source in key vault acme-bi-users-\w+ needs: apiToken, webhook_secret\. Enter it: sallyport secrets set bi-users --host azure/,
    );
  });

  test('ask the customer for what only the customer can allow: what objects of the source lie in', () => {
    const people = source({ objects: ['https://acmeexports.blob.core.windows.net/people/all.csv'] });
    const reading = synthesize(configuration(bearer, { people }, {}, { sync: { quiet: syncs.quiet } }));
    expect(reading.document.output['quietGrants']!.value).toMatch(
      /^Give principal \$\{azurerm_user_assigned_identity\.quiet_Identity_\w+\.principal_id\} the role Storage Blob Data Reader on container people of storage account acmeexports\.$/,
    );
  });
});

describe('who may what', () => {
  const common = (name: string) => [
    'Key_KeyMaker on Key_Vault',
    'Key_StateWriter on Key_Pointer',
    `Key_StateWriter on ${name}_State`,
    `JobStarter on ${name}_Job-resume`,
    `Storage Blob Data Reader on ${name}_Packages`,
    'Storage Queue Data Message Sender on DeadLetters',
  ];
  const ofPeople = ['Key Vault Secrets User on people_Vault', 'Key_StateWriter on people_State'];

  test('is exactly this for one that is called', () => {
    expect(rolesOf('bi-users')).toEqual(
      [
        ...common('bi-users'),
        ...ofPeople,
        'Key Vault Secrets User on bi-users_Vault',
        'SigningKeeper on bi-users_Signing_Vault',
      ].sort(),
    );
  });

  test('is less for one that needs less, and more for one behind agents', () => {
    expect(rolesOf('quiet')).toEqual([...common('quiet'), ...ofPeople].sort());
    expect(rolesOf('plant')).toEqual(
      [
        ...common('plant'),
        'Key Vault Secrets User on plant_Vault',
        'Key Vault Secrets User on hr_Vault',
        'Key Vault Secrets User on Relay_GateKey_Vault',
        'Storage Blob Data Reader on Relay_Registry',
        'Storage Queue Data Message Sender on Relay_Storage',
        'Relay_MailboxUser on Relay_Mailbox-1',
      ].sort(),
    );
  });

  test('of a source is nothing of a sync', () => {
    for (const name of ['people', 'hr'])
      expect(rolesOf(name).filter((role) => /bi-users|quiet|plant|JobStarter/.test(role))).toEqual([]);
  });

  test('by roles of their own is to start a job, and to make and read keys, and no more', () => {
    const own = gateway.document.resource['azurerm_role_definition']!;
    expect(own['JobStarter']).toMatchObject({
      permissions: [{ actions: ['Microsoft.App/jobs/start/action'] }],
      assignable_scopes: [group],
    });
    expect(own['JobStarter']!.permissions[0]).not.toHaveProperty('data_actions');
    expect(own['SigningKeeper']!.permissions).toEqual([
      {
        data_actions: [
          'Microsoft.KeyVault/vaults/secrets/getSecret/action',
          'Microsoft.KeyVault/vaults/secrets/setSecret/action',
        ],
      },
    ]);
    const withoutSignIn = built({ sync: { quiet: syncs.quiet } }).document.resource['azurerm_role_definition']!;
    expect(Object.keys(withoutSignIn)).not.toContain('SigningKeeper');
  });

  test.each(Object.keys(syncs))('%s does not start before it may do what it must, nor do its jobs', (name) => {
    const own = Object.entries(gateway.document.resource['azurerm_role_assignment']!)
      .filter(([, { principal_id }]) => short(principal_id) === `${name}_Identity`)
      .map(([id]) => `azurerm_role_assignment.${id}`)
      // That to start a job can be there only after the job.
      .filter((id) => !/ResumeRole/.test(id));
    const letters = (id: string): boolean => /DeadLettersRole/.test(id);
    expect(app(name)['depends_on']).toEqual(expect.arrayContaining(own.filter((id) => !letters(id))));
    const jobs = resources(gateway, 'azurerm_container_app_job').filter((job) =>
      job['name'].startsWith(`acme-${name}-`),
    );
    expect(jobs.length).toBeGreaterThan(0);
    for (const { depends_on } of jobs) expect(depends_on).toEqual(expect.arrayContaining(own));
  });
});

describe('what they are told', () => {
  test('is where everything is that they may reach', () => {
    const told = environmentOf(gateway, 'acme-bi-users');
    expect(told).toMatchObject({
      SALLYPORT_HOST: 'azure',
      SALLYPORT_PUBLIC_URL: url('bi-users'),
      SALLYPORT_SECRET: expect.stringMatching(
        /^https:\/\/\$\{azurerm_key_vault\.bi-users_Vault_\w+\.name\}\.vault\.azure\.net\/secrets\/source$/,
      ),
      SALLYPORT_STATE: expect.stringMatching(/\$\{azurerm_storage_container\.bi-users_State_\w+\.name\}$/),
      SALLYPORT_SOURCE_SECRET: environmentOf(gateway, 'acme-people')['SALLYPORT_SECRET'],
      SALLYPORT_SOURCE_STATE: environmentOf(gateway, 'acme-people')['SALLYPORT_STATE'],
      SALLYPORT_KEY_SECRET: environmentOf(gateway, 'acme-people')['SALLYPORT_KEY_SECRET'],
      SALLYPORT_SIGNING_KEY: expect.stringMatching(
        /\$\{azurerm_key_vault\.bi-users_Signing_Vault_\w+\.name\}\.vault\.azure\.net\/secrets\/signing$/,
      ),
      SALLYPORT_WAKE: `${group}/providers/Microsoft.App/jobs/acme-bi-users-resume`,
    });
    for (const name of ['SALLYPORT_SECRET', 'SALLYPORT_SIGNING_KEY', 'SALLYPORT_RELAY', 'SALLYPORT_CALLERS'])
      expect(environmentOf(gateway, 'acme-quiet')).not.toHaveProperty(name);
    expect(environmentOf(gateway, 'acme-plant')).not.toHaveProperty('SALLYPORT_SOURCE_STATE');
    expect(environmentOf(gateway, 'acme-plant')['SALLYPORT_RELAY']).toBe(
      environmentOf(gateway, 'acme-hr')['SALLYPORT_RELAY'],
    );
  });

  test('is the same in their jobs, with which one it is', () => {
    const { template } = called('azurerm_container_app_job', 'acme-bi-users-full');
    const told = Object.fromEntries(template.container[0].env.map(({ name, value }: Resource) => [name, value]));
    expect(told).toEqual({ ...environmentOf(gateway, 'acme-bi-users'), SALLYPORT_JOB: 'full' });
  });

  test('names the job that is really made, in a group of the customer too, however long the names are', () => {
    const name = 's'.repeat(30);
    const own = synthesize({
      ...configuration(
        bearer,
        sources,
        { resourceGroup: 'acme-bi' },
        { ...agents, sync: { [name]: syncs['bi-users'] } },
      ),
      gateway: 'g'.repeat(24),
    });
    const jobs = resources(own, 'azurerm_container_app_job').map((job) => job['name']);
    for (const job of jobs) expect(job).toMatch(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/);
    const told = resources(own, 'azurerm_container_app').flatMap(({ template }) =>
      template.container[0].env.filter(({ name: variable }: Resource) => variable === 'SALLYPORT_WAKE'),
    );
    expect(told).toHaveLength(1);
    const wake: string = told[0].value;
    expect(wake).toMatch(
      new RegExp(`^/subscriptions/${subscriptionId}/resourceGroups/acme-bi/providers/Microsoft\\.App/jobs/`),
    );
    expect(jobs).toContain(wake.split('/').at(-1));
    const vaults = resources(own, 'azurerm_key_vault').map((vault) => vault['name']);
    for (const vault of vaults) expect(vault).toMatch(/^[a-z][a-z0-9-]{1,22}[a-z0-9]$/);
    expect(new Set(vaults).size).toBe(vaults.length);
    for (const made of resources(own, 'azurerm_storage_container'))
      expect(made['name']).toMatch(/^[a-z0-9](-?[a-z0-9]){2,62}$/);
  });
});

const vendors = [
  ['bearer', bearer],
  ['platform', platform({ entraWorkload })],
] as const;

test.each(vendors)('in profile %s only one that is called has a way in', (_, vendor) => {
  const found = built({}, {}, vendor);
  expect(app('bi-users', found)).toMatchObject({
    ingress: { external_enabled: true, allow_insecure_connections: false },
    template: { min_replicas: 0, http_scale_rule: [{ name: 'calls' }] },
  });
  for (const name of ['quiet', 'plant']) {
    expect(app(name, found)).not.toHaveProperty('ingress');
    expect(app(name, found)['template']).not.toHaveProperty('http_scale_rule');
    expect(app(name, found)['template']).toMatchObject({ min_replicas: 0 });
  }
});

test('their jobs are started as their schedules say, and every quarter of an hour for what is left', () => {
  const jobs = resources(gateway, 'azurerm_container_app_job');
  expect(jobs.map((job) => [job['name'], job['schedule_trigger_config'].cron_expression])).toEqual([
    ['acme-bi-users-full', '0 4 * * *'],
    ['acme-bi-users-resume', '0,15,30,45 * * * *'],
    ['acme-bi-users-sync', '0 * * * *'],
    ['acme-plant-resume', '0,15,30,45 * * * *'],
    ['acme-quiet-resume', '0,15,30,45 * * * *'],
  ]);
});

test('what they keep is deleted by nothing but the end of the sync', () => {
  const [
    {
      rule: [{ filters, actions }],
    },
  ] = resources(gateway, 'azurerm_storage_management_policy').filter(({ rule }) => rule[0].name === 'state') as [
    Resource,
  ];
  expect(actions.base_blob).toEqual({ delete_after_days_since_modification_greater_than: 400 });
  const kept = (name: string): boolean => !filters.prefix_match.some((prefix: string) => name.startsWith(prefix));
  const names = resources(gateway, 'azurerm_storage_container').map((each) => each['name']);
  expect(names).toEqual(expect.arrayContaining(['state-people', 'sync-bi-users', 'sync-quiet', 'sync-plant']));
  expect(names.filter((name) => !kept(name))).toEqual(['state-people']);
  expect(gateway.document.resource).not.toHaveProperty('azurerm_key_vault_secret');
});

test('everything of a sync has its tags', () => {
  const tagged = built({ tags: { 'cost-center': '4711' } });
  const own = Object.values(tagged.document.resource).flatMap((all) =>
    Object.entries(all)
      .filter(([id, each]) => id.startsWith('bi-users_') && 'tags' in each)
      .map(([, each]) => each),
  );
  expect(own.length).toBeGreaterThan(5);
  for (const { tags } of own) expect(tags).toEqual({ 'cost-center': '4711', gateway: 'acme', sync: 'bi-users' });
});

test('their image is fetched as their own identity, from a registry of the customer', () => {
  const image = `acme.azurecr.io/base/node@sha256:${'a'.repeat(64)}`;
  const registry = resourceId('acme-images', 'Microsoft.ContainerRegistry/registries/acme');
  expect(rolesOf('quiet', built({}, { image, registry }))).toContain(`AcrPull on ${registry}`);
});

describe('a network', () => {
  const allowed = built({ network: { egress: 'nat', allowList: true, hosts: [], routes: {} } });

  test('with an allow-list lets out to their destinations, to the keys of sign-in servers, and to where jobs are started', () => {
    const [group] = resources(allowed, 'azurerm_firewall_policy_rule_collection_group');
    const rules: Resource[] = group!['application_rule_collection'][0].rule;
    const openOn = (port: number): readonly string[] =>
      rules.filter(({ protocols }) => protocols[0].port === port).flatMap(({ destination_fqdns }) => destination_fqdns);
    expect(openOn(443)).toEqual(expect.arrayContaining(['login.acme.example', 'management.azure.com']));
    expect(openOn(8443)).toContain('bi.acme.example');
  });

  test('without a way to the internet lets out to the resource manager, which is Azure’s own, if there is a sync', () => {
    const rulesOf = (of: Synthesized): readonly string[] =>
      resources(of, 'azurerm_network_security_group').flatMap(({ security_rule }) =>
        security_rule.map((rule: Resource) => `${rule['access']} ${rule['destination_address_prefix']}`),
      );
    const none = { network: { egress: 'none', allowList: false, hosts: [], routes: {} } } as const;
    const image = { image: `acme.azurecr.io/base/node@sha256:${'a'.repeat(64)}` };
    expect(rulesOf(built(none, image))).toContain('Allow AzureResourceManager');
    expect(rulesOf(built({ ...none, sync: {} }, image))).not.toContain('Allow AzureResourceManager');
  });
});

describe('their alarms', () => {
  const actionGroup = resourceId('acme-ops', 'Microsoft.Insights/actionGroups/people');
  const watched = built({ monitoring: { dashboard: true } }, { actionGroup });
  const rule = (name: string, of: Synthesized = watched): Resource =>
    called('azurerm_monitor_scheduled_query_rules_alert_v2', `acme-${name}`, of);

  test('are there with a sync, for it alone where they are about syncs', () => {
    for (const name of ['sync-failed', 'sync-tripped', 'sync-quarantined'])
      expect(rule(name)['criteria'][0].query).toContain("source in ('bi-users', 'quiet', 'plant')");
    expect(rule('errors')['criteria'][0].query).toContain("source in ('hr', 'people')");
    expect(rule('token-stopped')['criteria'][0].query).toContain("'people', 'bi-users'");
    expect(rule('sync-tripped')['description']).toContain('Sync <sync> of gateway acme applied nothing');
    expect(rule('sync-failed', built({ sync: {} }, { actionGroup }))).toBeUndefined();
  });

  test('tell when their jobs are silent, and when the host ends what runs of them', () => {
    expect(rule('job-silent')['criteria'][0].query).toContain("'acme-bi-users-full', 'acme-bi-users-resume'");
    const alert = called('azurerm_monitor_metric_alert', 'acme-bi-users-crashes', watched);
    expect(alert['description']).toContain('ended sync bi-users of gateway acme');
    expect(alert['tags']).toEqual({ gateway: 'acme', sync: 'bi-users' });
    expect(resources(watched, 'azurerm_monitor_metric_alert').map((each) => each['name'])).toEqual(
      expect.arrayContaining(['acme-bi-users-crashes-job-3', 'acme-quiet-crashes-job-1']),
    );
  });

  test('have charts, as their runs have', () => {
    const [workbook] = resources(watched, 'azurerm_application_insights_workbook');
    const titles = JSON.parse(workbook!['data_json']).items.map(({ content }: Resource) => content.title);
    expect(titles).toEqual(expect.arrayContaining(['Runs of syncs, by how they ended', 'Runs of syncs that failed']));
  });
});
