import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Config, GcpRelay } from '../../../config/config.ts';
import { relayNames } from '../../../stacks/gcp/relay-names.ts';
import { bearer, behindAgents, googleServiceAccount, platform, relay, source } from '../aws/configurations.ts';
import { configuration, deployment, kmsKey } from './configurations.ts';
import { counts, type Properties, readable, resources, type Synthesized, synthesize } from './synthesize.ts';

const agents = (maximum: number) => ({ relay: { ...relay, agents: { ...relay.agents, maximum } } });
const sources = { hr: behindAgents(), people: source() };
const withAgents = (maximum: number, rest: Partial<Config> = {}): Synthesized =>
  synthesize(configuration(bearer, sources, {}, { ...agents(maximum), ...rest }));
const ofMonitoring = /^google_(logging|monitoring)_/;
const withoutMonitoring = ({ template }: Synthesized) =>
  Object.fromEntries(Object.entries(template.resource).filter(([type]) => !ofMonitoring.test(type)));

const environmentOf = (gateway: Synthesized, service: string): Record<string, string> => {
  const found = Object.values(resources(gateway, 'google_cloud_run_v2_service')).find(({ name }) => name === service)!;
  return Object.fromEntries(found.template.containers[0].env.map(({ name, value }: Properties) => [name, value]));
};
const placesOf = (gateway: Synthesized, service: string): GcpRelay =>
  JSON.parse(environmentOf(gateway, service)['SALLYPORT_RELAY']!);

describe('a relay on Google Cloud', () => {
  test('looks as it does', async () => {
    const gateway = withAgents(2);
    const { google_project_service: apis, ...rest } = counts(gateway);
    expect(rest).toEqual({
      // Of two sources, the relay and two agents.
      google_service_account: 5,
      google_service_account_iam_member: 2,
      google_cloud_run_v2_service: 3,
      // Packages, registry and mailboxes.
      google_storage_bucket: 3,
      google_storage_bucket_object: 3,
      // Packages thrice; the registry to keep and to read; mailboxes for a source and two agents.
      google_storage_bucket_iam_member: 8,
      // Of a source, and both keys.
      google_secret_manager_secret: 3,
      google_secret_manager_secret_iam_member: 6,
      google_pubsub_topic: 2,
      google_pubsub_topic_iam_member: 2,
      google_pubsub_subscription: 2,
      google_pubsub_subscription_iam_member: 2,
      google_logging_metric: 13,
      google_logging_project_bucket_config: 1,
      google_logging_project_exclusion: 1,
      google_logging_project_sink: 1,
    });
    const enabled = Object.values(resources(gateway, 'google_project_service')).map(({ service }) => service);
    expect(enabled).toEqual(expect.arrayContaining(['iamcredentials.googleapis.com', 'sts.googleapis.com']));
    expect(apis).toBe(enabled.length);
    const text = stringify(readable(gateway, /^$/), { aliasDuplicateObjects: false });
    await expect(text).toMatchFileSnapshot('./__snapshots__/relay.yaml');
  });

  test('leaves everything else as it was', () => {
    const before = synthesize(configuration(bearer, { people: source() }));
    const after = synthesize(configuration(bearer, { people: source() }, {}, agents(4)));
    expect(withoutMonitoring(after)).toMatchObject(withoutMonitoring(before));
    expect(after.template.output).toMatchObject(before.template.output);
  });

  test('with one agent more has one more of each, and nothing of the others changes', () => {
    const [fewer, more] = [withAgents(2), withAgents(3)];
    // Services are told of the new one, and run from a package that says how many there are.
    const others = ({ template }: Synthesized): object => {
      const { google_cloud_run_v2_service: _, google_storage_bucket_object: __, ...rest } = template.resource;
      return rest;
    };
    expect(others(more)).toMatchObject(others(fewer));
    const added = Object.entries(counts(more)).map(([type, count]) => [type, count - counts(fewer)[type]!]);
    expect(Object.fromEntries(added.filter(([, count]) => count !== 0))).toEqual({
      google_service_account: 1,
      google_service_account_iam_member: 1,
      google_storage_bucket_iam_member: 1,
      google_pubsub_topic: 1,
      google_pubsub_topic_iam_member: 1,
      google_pubsub_subscription: 1,
      google_pubsub_subscription_iam_member: 1,
    });
  });

  test('is open to agents in the platform profile too, and nothing else is', () => {
    const vendor = platform({
      googleServiceAccount: { ...googleServiceAccount, email: 'tenant-acme@vendor-prod.iam.gserviceaccount.com' },
    });
    const services = Object.values(
      resources(synthesize(configuration(vendor, sources, {}, agents(1))), 'google_cloud_run_v2_service'),
    );
    const open = services.filter((service) => service['invoker_iam_disabled']).map(({ name }) => name);
    expect(open).toEqual(['acme-relay']);
  });

  test('says where agents call, and how they are enrolled', () => {
    const { relayUrl, relayEnrolment } = withAgents(4).template.output;
    const url = 'https://acme-relay-123456789012.europe-west1.run.app';
    expect(relayUrl!.value).toBe(url);
    expect(environmentOf(withAgents(4), 'acme-relay')).toMatchObject({ SALLYPORT_PUBLIC_URL: url });
    expect(relayEnrolment!.value).toContain(`sallyport agent enroll --gateway ${url}.`);
    expect(relayEnrolment!.value).toContain('(platform-team)');
  });

  test('runs from the handler with relay.json, which has nothing of a source', () => {
    const { folder } = withAgents(1);
    const packages = join(folder, 'packages');
    const [file] = readdirSync(packages).filter((name) => name.startsWith('relay-'));
    const text = readFileSync(join(packages, file!), 'latin1');
    expect(text).toContain('relay.json');
    expect(text).toContain('"registrars":[{"name":"platform-team"');
    for (const other of ['source.json', 'people', 'elimity']) expect(text).not.toContain(other);
  });

  test('encrypts all it keeps with the key of the customer, and has its tags', () => {
    const gateway = synthesize(
      configuration(bearer, sources, { kmsKey }, { ...agents(1), tags: { 'cost-center': '4711' } }),
    );
    const labels = { 'cost-center': '4711', gateway: 'acme' };
    const ofRelay = (type: string): Properties[] =>
      Object.entries(resources(gateway, type))
        .filter(([id]) => id.startsWith('Relay_'))
        .map(([, found]) => found);
    for (const topic of ofRelay('google_pubsub_topic')) expect(topic).toMatchObject({ kms_key_name: kmsKey, labels });
    for (const bucket of ofRelay('google_storage_bucket')) {
      expect(bucket).toMatchObject({ encryption: { default_kms_key_name: kmsKey }, labels, location: 'EUROPE-WEST1' });
    }
    for (const secret of ofRelay('google_secret_manager_secret')) {
      const [replica] = secret['replication'].user_managed.replicas;
      expect(replica).toEqual({
        location: 'europe-west1',
        customer_managed_encryption: { kms_key_name: kmsKey },
      });
    }
    for (const service of ofRelay('google_cloud_run_v2_service')) {
      expect(service).toMatchObject({
        labels,
        template: { encryption_key: kmsKey, scaling: { min_instance_count: 0 } },
      });
    }
  });
});

describe('who may what', () => {
  const gateway = withAgents(2);

  test('with what is the relay’s is exactly this', () => {
    const thing = (grant: Properties): string =>
      grant['secret_id'] ?? grant['bucket'] ?? grant['topic'] ?? grant['subscription'] ?? grant['service_account_id'];
    const short = (reference: string): string =>
      reference.replace(/^\$\{google_\w+?\.(.+)_[0-9A-F]{8}\.\w+\}$/, '$1').replace('Relay_', '');
    const written = Object.entries(gateway.template.resource)
      .filter(([type]) => type.endsWith('_iam_member'))
      .flatMap(([, all]) => Object.values(all))
      .map((grant) => `${short(grant['member'])}: ${grant['role'].replace('roles/', '')} on ${short(thing(grant))}`)
      .filter((line) => !/^(people|hr)_Account: .*(Packages|Secret)/.test(line));
    const agent = (slot: number) => [
      `Slot-${slot}_Account: pubsub.subscriber on Slot-${slot}_Subscription`,
      `Slot-${slot}_Account: storage.objectUser on Mailbox`,
      `Account: iam.serviceAccountTokenCreator on Slot-${slot}_Account`,
      `hr_Account: pubsub.publisher on Slot-${slot}_Topic`,
    ];
    expect(written.sort()).toEqual(
      [
        ...agent(1),
        ...agent(2),
        'Account: storage.objectViewer on ${google_storage_bucket.Packages.name}',
        'Account: storage.objectUser on Registry',
        'Account: secretmanager.secretAccessor on Authority',
        'Account: secretmanager.secretVersionAdder on Authority',
        'Account: secretmanager.secretAccessor on GateKey',
        'Account: secretmanager.secretVersionAdder on GateKey',
        'hr_Account: storage.objectViewer on Registry',
        'hr_Account: storage.objectUser on Mailbox',
        'hr_Account: secretmanager.secretAccessor on GateKey',
      ].sort(),
    );
  });

  test('the relay is told of the authority and of accounts, a source behind agents neither, another source nothing', () => {
    const { authority, agentAccounts, ...shared } = placesOf(gateway, 'acme-relay');
    expect(authority).toBe('projects/acme-gateway/secrets/acme_relay-authority');
    expect(agentAccounts).toHaveLength(2);
    expect(placesOf(gateway, 'acme-hr')).toEqual(shared);
    expect(environmentOf(gateway, 'acme-people')).not.toHaveProperty('SALLYPORT_RELAY');
    expect(environmentOf(gateway, 'acme-relay')).not.toHaveProperty('SALLYPORT_SECRET');
  });

  test('no service starts before it may do what it must', () => {
    const services = Object.values(resources(gateway, 'google_cloud_run_v2_service'));
    for (const [name, member] of [
      ['acme-relay', '${google_service_account.Relay_Account'],
      ['acme-hr', '${google_service_account.hr_Account'],
    ] as const) {
      const { depends_on } = services.find((service) => service['name'] === name)!;
      const own = Object.entries(gateway.template.resource).flatMap(([type, all]) =>
        Object.entries(all)
          .filter(([, grant]) => type.endsWith('_iam_member') && grant['member'].startsWith(member))
          .map(([id]) => `${type}.${id}`),
      );
      expect(own.length).toBeGreaterThan(5);
      expect(depends_on).toEqual(expect.arrayContaining(own));
    }
  });

  test('an agent reaches the objects of its own mailbox, and lists no other, whatever slot it has', () => {
    const many = withAgents(16);
    const { mailboxBucket } = relayNames('acme', deployment);
    const conditions = Object.entries(resources(many, 'google_storage_bucket_iam_member'))
      .filter(([id]) => /^Relay_Slot-\d+_Mailbox_/.test(id))
      .map(([id, grant]) => ({ slot: Number(/Slot-(\d+)/.exec(id)![1]), expression: grant['condition'].expression }));
    expect(conditions).toHaveLength(16);
    for (const { slot, expression } of conditions) {
      const parts =
        /^resource\.name\.startsWith\("([^"]+)"\) \|\| api\.getAttribute\("storage\.googleapis\.com\/objectListPrefix", ""\)\.startsWith\("([^"]+)"\)$/.exec(
          expression,
        );
      const [, objects = '', listed = ''] = parts ?? [];
      const reached = conditions.filter(({ slot: other }) =>
        `projects/_/buckets/${mailboxBucket}/objects/${other}/answers/1`.startsWith(objects),
      );
      expect(reached.map((each) => each.slot)).toEqual([slot]);
      // Who asks for all of them names no prefix.
      expect(
        ['', '1', ...conditions.map((each) => `${each.slot}/`)].filter((prefix) => prefix.startsWith(listed)),
      ).toEqual([`${slot}/`]);
    }
  });
});

describe('what it keeps', () => {
  const gateway = withAgents(1);

  test('goes with it: mailboxes at once, and after a day by themselves; the registry can be had back for a week', () => {
    const bucket = (start: string) =>
      Object.values(resources(gateway, 'google_storage_bucket')).find(({ name }) => name.startsWith(start))!;
    expect(bucket('acme-relay-mailbox-')).toMatchObject({
      force_destroy: true,
      soft_delete_policy: { retention_duration_seconds: 0 },
      lifecycle_rule: [{ action: { type: 'Delete' }, condition: { age: 1 } }],
      uniform_bucket_level_access: true,
      public_access_prevention: 'enforced',
    });
    expect(bucket('acme-relay-registry-')).toMatchObject({
      force_destroy: true,
      soft_delete_policy: { retention_duration_seconds: 7 * 86_400 },
      uniform_bucket_level_access: true,
      public_access_prevention: 'enforced',
    });
    expect(bucket('acme-relay-registry-')).not.toHaveProperty('lifecycle_rule');
  });

  test('has no version of a key, and no key in the template', () => {
    expect(gateway.template.resource).not.toHaveProperty('google_secret_manager_secret_version');
    expect(gateway.text).not.toMatch(/PRIVATE KEY|service_account_key/);
  });

  test('holds a message for half a minute, keeps it for an hour, and its queue for ever', () => {
    expect(Object.values(resources(gateway, 'google_pubsub_subscription'))).toMatchObject([
      { ack_deadline_seconds: 30, message_retention_duration: '3600s', expiration_policy: { ttl: '' } },
    ]);
  });
});

test('names are as long as Google takes them, for the longest gateway and every slot, and are what handlers are told', () => {
  const gateway = 'g'.repeat(24);
  const long = synthesize({ ...configuration(bearer, sources, {}, agents(16)), gateway });
  const namesOf = (type: string, property = 'name'): string[] =>
    Object.values(resources(long, type)).map((each) => each[property]);
  for (const id of namesOf('google_service_account', 'account_id'))
    expect(id).toMatch(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/);
  for (const name of namesOf('google_cloud_run_v2_service')) expect(name).toMatch(/^[a-z][a-z0-9-]{0,47}[a-z0-9]$/);
  for (const name of namesOf('google_storage_bucket')) expect(name).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
  for (const name of namesOf('google_pubsub_topic')) expect(name).toMatch(/^[A-Za-z][\w.~+%-]{2,254}$/);
  for (const id of namesOf('google_secret_manager_secret', 'secret_id')) expect(id).toMatch(/^[\w-]{1,255}$/);
  const told = placesOf(long, `${gateway}-relay`);
  const within = (kind: string) => (name: string) => `projects/acme-gateway/${kind}/${name}`;
  expect(told.topics.toSorted()).toEqual(namesOf('google_pubsub_topic').map(within('topics')).toSorted());
  expect(told.topics[9]).toBe(`projects/acme-gateway/topics/${gateway}-relay-10`);
  expect(told.subscriptions).toEqual(told.topics.map((topic) => topic.replace('/topics/', '/subscriptions/')));
  expect(namesOf('google_pubsub_subscription')).toEqual(namesOf('google_pubsub_topic'));
  expect(new Set(told.agentAccounts).size).toBe(16);
  const accounts = namesOf('google_service_account', 'account_id').map(
    (id) => `${id}@acme-gateway.iam.gserviceaccount.com`,
  );
  expect(accounts).toEqual(expect.arrayContaining([...told.agentAccounts!]));
  expect(namesOf('google_storage_bucket')).toEqual(expect.arrayContaining([told.registryBucket, told.mailboxBucket]));
  expect(namesOf('google_secret_manager_secret', 'secret_id').map(within('secrets'))).toEqual(
    expect.arrayContaining([told.authority, told.gateKey]),
  );
});

describe('its alarms', () => {
  const notificationChannels = ['projects/acme-gateway/notificationChannels/1234567890123456789'];
  const watched = synthesize(configuration(bearer, sources, { notificationChannels }, agents(2)));
  const policy = (title: string): Properties =>
    Object.values(resources(watched, 'google_monitoring_alert_policy')).find(({ display_name: name }) =>
      name.includes(title),
    )!;

  test('ring when agents stop to say that they are there: at values of zero, and at none', () => {
    const { conditions, alert_strategy } = policy('Signs of life');
    expect(conditions).toMatchObject([
      { condition_threshold: { comparison: 'COMPARISON_LT', threshold_value: 1 } },
      { condition_absent: { duration: '300s' } },
    ]);
    expect(alert_strategy).toEqual({ auto_close: '86400s' });
  });

  test('ring when a message lies for five minutes, in any of its queues and in no other', () => {
    const [{ condition_threshold }] = policy('lie in the queue').conditions;
    expect(condition_threshold.filter).toContain('one_of("acme-relay-1", "acme-relay-2")');
    expect(condition_threshold).toMatchObject({ comparison: 'COMPARISON_GT', threshold_value: 300 });
  });

  test('of what the host says are apart from those of sources', () => {
    const metric = (name: string) =>
      Object.values(resources(watched, 'google_logging_metric')).find((each) => each['name'] === name)!;
    expect(metric('acme-relay-crashes')['filter']).toContain('service_name=("acme-relay")');
    expect(metric('acme-crashes')['filter']).toContain('service_name=("acme-hr" OR "acme-people")');
  });

  test('are about the log that the gateway keeps', () => {
    const [sink] = Object.values(resources(watched, 'google_logging_project_sink'));
    expect(sink!['filter']).toContain('"acme-relay"');
  });

  test('have filters that Cloud Monitoring takes, for the longest name and every slot', () => {
    const large = synthesize({
      ...configuration(bearer, sources, { notificationChannels }, agents(16)),
      gateway: 'g'.repeat(24),
    });
    for (const { conditions } of Object.values(resources(large, 'google_monitoring_alert_policy')))
      for (const condition of conditions)
        expect(Object.values(condition as Properties).at(-1)['filter']?.length ?? 0).toBeLessThan(2_048);
  });
});
