import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Config, VendorConfig } from '../../../config/config.ts';
import {
  bearer,
  behindAgents,
  googleServiceAccount,
  platform,
  relay,
  source,
  withSecret,
  withTokens,
} from '../aws/configurations.ts';
import { login, sync } from '../aws/syncs.ts';
import { configuration, deployment, kmsKey } from './configurations.ts';
import { counts, type Properties, readable, resources, type Synthesized, synthesize } from './synthesize.ts';

const schedule = { cron: '0 * * * *', timeZone: 'Europe/Brussels' };
const sources = { hr: behindAgents(), people: withTokens() };
/** One that is called and signs tokens, one that nobody calls, one of a source without a secret to an agent. */
const syncs = {
  'bi-users': sync({ schedule, webhook: { settleSeconds: 10 }, signIn: login }),
  quiet: sync({ to: { secret: [] } }),
  plant: sync({ from: 'hr', to: { via: 'relay' } }),
};
const agents = { relay: { ...relay, agents: { ...relay.agents, maximum: 1 } } };
const built = (
  rest: Partial<Config> = {},
  gcp: Parameters<typeof configuration>[2] = {},
  vendor: VendorConfig = bearer,
): Synthesized => synthesize(configuration(vendor, sources, gcp, { ...agents, sync: syncs, ...rest }));
const gateway = built();
/** What has tests of its own below. */
const ofMonitoring = /^google_(logging|monitoring)_/;

const called = (type: string, name: string, of: Synthesized = gateway): Properties =>
  Object.values(resources(of, type)).find((each) => each['name'] === name)!;
const service = (name: string, of: Synthesized = gateway): Properties =>
  called('google_cloud_run_v2_service', `acme-${name}`, of);
const environmentOf = (name: string): Record<string, string> =>
  Object.fromEntries(service(name)['template'].containers[0].env.map(({ name, value }: Properties) => [name, value]));
const url = (name: string): string => `https://acme-${name}-123456789012.europe-west1.run.app`;

const members = (of: Synthesized): readonly Properties[] =>
  Object.entries(of.template.resource)
    .filter(([type]) => type.endsWith('_iam_member'))
    .flatMap(([, all]) => Object.values(all));
/** `<whose account>: <role> on <what>`, of one account. */
const rightsOf = (name: string, of: Synthesized = gateway): readonly string[] => {
  const short = (reference: string): string =>
    reference.replace(/^\$\{google_\w+?\.(.+?)(_[0-9A-F]{8})?\.\w+\}$/, '$1');
  return members(of)
    .filter(({ member }) => short(member) === `${name}_Account`)
    .map(
      (grant) =>
        `${grant['role'].replace('roles/', '')} on ${short(grant['secret_id'] ?? grant['bucket'] ?? grant['topic'] ?? grant['service_account_id'])}`,
    )
    .sort();
};

describe('syncs on Google Cloud', () => {
  test('look as they do', async () => {
    const { google_project_service: _, ...all } = counts(gateway);
    const rest = Object.entries(all).filter(([type]) => !ofMonitoring.test(type));
    expect(Object.fromEntries(rest)).toEqual({
      // Of two sources, three syncs, the relay and an agent, and that of the scheduler.
      google_service_account: 8,
      google_service_account_iam_member: 1,
      google_cloud_run_v2_service: 6,
      // The scheduler, on the two that nobody else calls.
      google_cloud_run_v2_service_iam_member: 2,
      // bi-users has all three, the others no schedule of their own.
      google_cloud_scheduler_job: 5,
      // Packages, pointer to the key, registry, mailboxes; states of a source and of three syncs.
      google_storage_bucket: 8,
      google_storage_bucket_object: 6,
      google_storage_bucket_iam_member: 22,
      // The gateway's key, two of the relay, two of sources, two of syncs, one to sign with.
      google_secret_manager_secret: 8,
      google_secret_manager_secret_iam_member: 23,
      // Dead letters, an agent, three bells.
      google_pubsub_topic: 5,
      google_pubsub_topic_iam_member: 8,
      google_pubsub_subscription: 5,
      google_pubsub_subscription_iam_member: 1,
    });
    const text = stringify(readable(gateway, ofMonitoring), { aliasDuplicateObjects: false });
    await expect(text).toMatchFileSnapshot('./__snapshots__/syncs.yaml');
  });

  test('leave everything of sources and of the relay as it was', () => {
    const before = built({ sync: {} });
    const plain = ({ template }: Synthesized) =>
      Object.fromEntries(Object.entries(template.resource).filter(([type]) => !ofMonitoring.test(type)));
    expect(plain(gateway)).toMatchObject(plain(before));
    expect(gateway.template.output).toMatchObject(before.template.output);
  });

  test('run from the handler with sync.json, which has their own source and no other, and no secret', () => {
    const packages = join(gateway.folder, 'packages');
    const [file] = readdirSync(packages).filter((name) => name.startsWith('quiet-'));
    const text = readFileSync(join(packages, file!), 'latin1');
    expect(text).toContain('sync.json');
    expect(text).toContain('"name":"quiet"');
    for (const other of ['source.json', 'bi-users', '"via":"relay"']) expect(text).not.toContain(other);
  });

  test('are told in outputs where they are called and what they need', () => {
    const { output } = gateway.template;
    expect(Object.keys(output).filter((name) => /^(biUsers|quiet|plant)/.test(name))).toEqual([
      'biUsersSetup',
      'biUsersUrl',
      'plantSetup',
    ]);
    expect(output['biUsersUrl']!.value).toBe(url('bi-users'));
    const { value } = output['biUsersSetup']!;
    expect(value).toContain(`POST ${url('bi-users')}/webhook`);
    expect(value).toContain(`issuer is ${url('bi-users')}, their keys are at ${url('bi-users')}/.well-known/jwks.json`);
    expect(value).toContain(
      'Secret acme-bi-users needs: apiToken, webhook_secret. Enter it: sallyport secrets set bi-users --host gcp',
    );
  });
});

describe('who may what', () => {
  const common = (name: string) => [
    'pubsub.publisher on DeadLetters',
    `pubsub.publisher on ${name}_Bell`,
    'secretmanager.secretAccessor on KeySecret',
    'secretmanager.secretVersionAdder on KeySecret',
    'storage.objectUser on KeyState',
    `storage.objectUser on ${name}_State`,
    'storage.objectViewer on Packages',
  ];

  test('is exactly this for one that is called', () => {
    expect(rightsOf('bi-users')).toEqual(
      [
        ...common('bi-users'),
        'secretmanager.secretAccessor on bi-users_Secret',
        'secretmanager.secretAccessor on bi-users_SigningKey',
        'secretmanager.secretVersionAdder on bi-users_SigningKey',
        'secretmanager.secretAccessor on people_Secret',
        'storage.objectUser on people_State',
      ].sort(),
    );
  });

  test('is less for one that needs less, and more for one behind agents', () => {
    expect(rightsOf('quiet')).toEqual(
      [
        ...common('quiet'),
        'secretmanager.secretAccessor on people_Secret',
        'storage.objectUser on people_State',
      ].sort(),
    );
    expect(rightsOf('plant')).toEqual(
      [
        ...common('plant'),
        'secretmanager.secretAccessor on plant_Secret',
        'secretmanager.secretAccessor on hr_Secret',
        'secretmanager.secretAccessor on Relay_GateKey',
        'storage.objectViewer on Relay_Registry',
        'storage.objectUser on Relay_Mailbox',
        'pubsub.publisher on Relay_Slot-1_Topic',
      ].sort(),
    );
  });

  test('is nothing on the whole project, and a source has nothing of a sync', () => {
    expect(
      Object.keys(gateway.template.resource).filter((type) => /^google_(project|folder|organization)_iam/.test(type)),
    ).toEqual([]);
    for (const name of ['people', 'hr'])
      expect(rightsOf(name).filter((right) => /bi-users|quiet|plant/.test(right))).toEqual([]);
  });

  test('with its source’s account is to act as it, where the source does as itself', () => {
    const own = 'acme-people@acme-gateway.iam.gserviceaccount.com';
    const people = source({ identity: { audiences: [], roles: [], serviceAccounts: [own] } });
    const acting = synthesize(configuration(bearer, { people }, {}, { sync: { quiet: syncs.quiet } }));
    expect(rightsOf('quiet', acting)).toContain('iam.serviceAccountTokenCreator on people_Account');
    expect(rightsOf('quiet')).not.toContain('iam.serviceAccountTokenCreator on people_Account');
    const objects = source({ objects: ['gs://acme-exports/people.csv'] });
    const reading = synthesize(configuration(bearer, { people: objects }, {}, { sync: { quiet: syncs.quiet } }));
    expect(rightsOf('quiet', reading)).toContain('storage.objectViewer on acme-exports');
  });

  test.each(Object.keys(syncs))('%s does not start before it may do what it must', (name) => {
    const own = Object.entries(gateway.template.resource).flatMap(([type, all]) =>
      Object.entries(all)
        .filter(
          ([id, { member }]) =>
            String(member).startsWith(`\${google_service_account.${name}_Account`) && !/DeadLetters/.test(id),
        )
        .map(([id]) => `${type}.${id}`),
    );
    expect(own.length).toBeGreaterThan(6);
    expect(service(name)['depends_on']).toEqual(expect.arrayContaining(own));
  });
});

describe('what they are told', () => {
  test('is where everything is that they may reach', () => {
    const secret = (id: string) => `projects/acme-gateway/secrets/${id}`;
    const state = (name: string) =>
      Object.entries(resources(gateway, 'google_storage_bucket')).find(([id]) => id.startsWith(`${name}_State_`))![1][
        'name'
      ];
    expect(environmentOf('bi-users')).toMatchObject({
      SALLYPORT_HOST: 'gcp',
      SALLYPORT_PUBLIC_URL: url('bi-users'),
      SALLYPORT_SECRET: secret('acme-bi-users'),
      SALLYPORT_KEY_SECRET: secret('acme_key'),
      SALLYPORT_STATE: state('bi-users'),
      SALLYPORT_SOURCE_SECRET: secret('acme-people'),
      SALLYPORT_SOURCE_STATE: state('people'),
      SALLYPORT_SIGNING_KEY: secret('acme_bi-users-signing-key'),
      SALLYPORT_WAKE: 'projects/acme-gateway/topics/acme-bi-users-wake',
      SALLYPORT_DEAD_LETTERS: '${google_pubsub_topic.DeadLetters.id}',
    });
    const [scheduler] = JSON.parse(environmentOf('bi-users')['SALLYPORT_SCHEDULER']!);
    expect(scheduler).toEqual({
      issuer: 'https://accounts.google.com',
      audience: url('bi-users'),
      claims: { sub: '${google_service_account.Scheduler.unique_id}' },
    });
    for (const name of ['SALLYPORT_SECRET', 'SALLYPORT_SIGNING_KEY', 'SALLYPORT_RELAY', 'SALLYPORT_CALLERS'])
      expect(environmentOf('quiet')).not.toHaveProperty(name);
    expect(environmentOf('plant')).not.toHaveProperty('SALLYPORT_SOURCE_STATE');
    expect(environmentOf('plant')).toMatchObject({ SALLYPORT_SOURCE_SECRET: secret('acme-hr') });
    expect(JSON.parse(environmentOf('plant')['SALLYPORT_RELAY']!)).toEqual(
      JSON.parse(environmentOf('hr')['SALLYPORT_RELAY']!),
    );
  });

  test('names what is really made', () => {
    const ids = Object.values(resources(gateway, 'google_secret_manager_secret')).map((each) => each['secret_id']);
    expect(ids).toEqual(expect.arrayContaining(['acme-bi-users', 'acme_bi-users-signing-key', 'acme_key']));
    expect(gateway.template.resource).not.toHaveProperty('google_secret_manager_secret_version');
    expect(called('google_pubsub_topic', 'acme-bi-users-wake')).toBeDefined();
  });
});

const vendors = [
  ['bearer', bearer],
  [
    'platform',
    platform({
      googleServiceAccount: { ...googleServiceAccount, email: 'tenant-acme@vendor-prod.iam.gserviceaccount.com' },
    }),
  ],
] as const;

describe.each(vendors)('who comes in, in profile %s', (_, vendor) => {
  const found = built({}, {}, vendor);

  test('is everyone where calls are proved to the handler', () => {
    expect(service('bi-users', found)).toMatchObject({ ingress: 'INGRESS_TRAFFIC_ALL', invoker_iam_disabled: true });
  });

  test('is the scheduler alone, from inside, where nobody calls', () => {
    for (const name of ['quiet', 'plant']) {
      expect(service(name, found)).toMatchObject({
        ingress: 'INGRESS_TRAFFIC_INTERNAL_ONLY',
        invoker_iam_disabled: false,
      });
      expect(service(name, found)).not.toHaveProperty('custom_audiences');
    }
    const invokers = Object.entries(resources(found, 'google_cloud_run_v2_service_iam_member'))
      .filter(([id]) => /^(bi-users|quiet|plant)/.test(id))
      .map(([id, { member, role }]) => [id, member, role]);
    expect(invokers).toEqual(
      ['plant', 'quiet'].map((name) => [
        `${name}-Scheduler`,
        '${google_service_account.Scheduler.member}',
        'roles/run.invoker',
      ]),
    );
  });
});

describe('what wakes them up', () => {
  test('is a schedule for each job, and one for what is left to do', () => {
    const jobs = Object.values(resources(gateway, 'google_cloud_scheduler_job'));
    expect(jobs.map(({ name, schedule, time_zone }) => [name, schedule, time_zone])).toEqual([
      ['acme-bi-users-full', '0 4 * * 0', 'UTC'],
      ['acme-bi-users-resume', '0,15,30,45 * * * *', 'UTC'],
      ['acme-bi-users-sync', '0 * * * *', 'Europe/Brussels'],
      ['acme-plant-resume', '0,15,30,45 * * * *', 'UTC'],
      ['acme-quiet-resume', '0,15,30,45 * * * *', 'UTC'],
    ]);
    expect(called('google_cloud_scheduler_job', 'acme-bi-users-sync')).toMatchObject({
      description: 'Job sync of sync bi-users of gateway acme',
      http_target: { uri: `${url('bi-users')}/.sallyport/jobs/sync`, oidc_token: { audience: url('bi-users') } },
    });
  });

  test('is a bell that calls the same job as the same account, for as long as Pub/Sub waits', () => {
    const resume = called('google_cloud_scheduler_job', 'acme-quiet-resume')['http_target'];
    const bell = called('google_pubsub_subscription', 'acme-quiet-wake');
    expect(bell).toMatchObject({
      topic: expect.stringMatching(/^\$\{google_pubsub_topic\.quiet_Bell_[0-9A-F]{8}\.id\}$/),
      ack_deadline_seconds: 600,
      message_retention_duration: '600s',
      expiration_policy: { ttl: '' },
      push_config: { push_endpoint: resume.uri, oidc_token: resume.oidc_token },
    });
    expect(bell['depends_on']).toEqual(
      expect.arrayContaining([
        'google_cloud_run_v2_service_iam_member.quiet-Scheduler',
        expect.stringMatching(/^google_cloud_run_v2_service\.quiet_Service_/),
      ]),
    );
  });
});

describe('what they keep', () => {
  test('is deleted by nothing but the end of the sync', () => {
    const buckets = Object.entries(resources(gateway, 'google_storage_bucket')).filter(([id]) =>
      id.includes('_State_'),
    );
    expect(buckets).toHaveLength(4);
    for (const [id, bucket] of buckets) {
      expect(bucket).toMatchObject({
        force_destroy: true,
        soft_delete_policy: { retention_duration_seconds: 604_800 },
      });
      expect('lifecycle_rule' in bucket).toBe(id.startsWith('people_'));
    }
  });

  test('has the key and the labels of the customer', () => {
    const keyed = built({ tags: { 'cost-center': '4711' } }, { kmsKey });
    const labels = { 'cost-center': '4711', gateway: 'acme', sync: 'bi-users' };
    const own = (type: string): readonly Properties[] =>
      Object.entries(resources(keyed, type))
        .filter(([id]) => id.startsWith('bi-users_'))
        .map(([, found]) => found);
    expect(own('google_pubsub_topic')).toMatchObject([{ kms_key_name: kmsKey, labels }]);
    expect(own('google_storage_bucket')).toMatchObject([{ encryption: { default_kms_key_name: kmsKey }, labels }]);
    expect(own('google_cloud_run_v2_service')).toMatchObject([{ labels, template: { encryption_key: kmsKey } }]);
    expect(own('google_secret_manager_secret')).toHaveLength(2);
    for (const secret of own('google_secret_manager_secret')) {
      expect(secret).toMatchObject({ labels, deletion_protection: false });
      expect(secret['replication'].user_managed.replicas).toEqual([
        { location: 'europe-west1', customer_managed_encryption: { kms_key_name: kmsKey } },
      ]);
    }
  });
});

test('a network with an allow-list lets out to their destinations and to where the keys of sign-in servers are', () => {
  const guarded = built({
    network: { egress: 'nat', allowList: true, hosts: [], routes: {} },
  });
  const rules = Object.values(resources(guarded, 'google_compute_network_firewall_policy_rule'));
  const openOn = (port: string): readonly string[] =>
    rules
      .filter(({ match }) => match.layer4_configs.some(({ ports = [] }: Properties) => ports.includes(port)))
      .flatMap(({ match }) => match.dest_fqdns ?? []);
  expect(openOn('443')).toContain('login.acme.example');
  expect(openOn('8443')).toContain('bi.acme.example');
  expect(service('quiet', guarded)['template'].vpc_access.network_interfaces).toMatchObject([{ tags: ['acme-quiet'] }]);
});

describe('their alarms', () => {
  const notificationChannels = ['projects/acme-gateway/notificationChannels/1234567890123456789'];
  const watched = built({}, { notificationChannels });
  const content = (title: RegExp, of: Synthesized = watched): string =>
    Object.values(resources(of, 'google_monitoring_alert_policy')).find(({ display_name: name }) => title.test(name))!
      .documentation.content;

  test('are there with a sync, and not without', () => {
    const names = (of: Synthesized) =>
      Object.values(resources(of, 'google_logging_metric')).map((each) => each['name']);
    const ofSyncs = ['acme-sync-failed', 'acme-sync-tripped', 'acme-sync-quarantined'];
    expect(names(watched)).toEqual(expect.arrayContaining([...ofSyncs, 'acme-job-failed', 'acme-job-missed']));
    expect(names(built({ sync: {} })).filter((name) => name.includes('sync'))).toEqual([]);
  });

  test('say whose they are, and of how many kinds', () => {
    expect(content(/Plans of syncs/)).toContain('Sync $${metric.label.source} of gateway acme applied nothing');
    expect(content(/Jobs that failed/)).toContain('A job of sync $${metric.label.source} of gateway acme');
    expect(content(/Ended by the host$/)).toContain('source or sync $${resource.label.service_name}');
    const alone = synthesize(configuration(bearer, { people: withSecret() }, { notificationChannels }));
    expect(content(/Ended by the host$/, alone)).toContain('ended source $${resource.label.service_name}');
  });

  test('hear of their services, their schedules and their dead letters', () => {
    const filter = (name: string): string => called('google_logging_metric', name, watched)['filter'];
    expect(filter('acme-crashes')).toContain('"acme-bi-users" OR "acme-quiet" OR "acme-plant"');
    expect(filter('acme-job-unreached')).toContain('"acme-quiet-resume"');
    const [sink] = Object.values(resources(watched, 'google_logging_project_sink'));
    for (const name of ['acme-bi-users', 'acme-quiet-resume']) expect(sink!['filter']).toContain(`"${name}"`);
  });
});

test('names are as long as Google takes them, for the longest gateway and the longest sync', () => {
  const long = 'g'.repeat(24);
  const name = `${'s'.repeat(30)}-2`;
  const { text: _, ...of } = synthesize({
    ...configuration(bearer, sources, {}, { ...agents, sync: { [name]: syncs['bi-users'] } }),
    gateway: long,
  });
  const namesOf = (type: string, property = 'name'): string[] =>
    Object.values(resources({ ...of, text: '' }, type)).map((each) => each[property]);
  for (const id of namesOf('google_service_account', 'account_id'))
    expect(id).toMatch(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/);
  for (const each of namesOf('google_cloud_run_v2_service')) expect(each).toMatch(/^[a-z][a-z0-9-]{0,47}[a-z0-9]$/);
  for (const each of namesOf('google_storage_bucket')) expect(each).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
  for (const each of namesOf('google_pubsub_topic')) expect(each).toMatch(/^[A-Za-z][\w.~+%-]{2,254}$/);
  for (const id of namesOf('google_secret_manager_secret', 'secret_id')) expect(id).toMatch(/^[\w-]{1,255}$/);
  expect(namesOf('google_pubsub_topic')).toContain(`${long}-${name}-wake`);
  expect(deployment.project).toBe('acme-gateway');
});
