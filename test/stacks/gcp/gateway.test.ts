import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Config, SourceConfig } from '../../../config/config.ts';
import {
  awsRole,
  bearer,
  googleServiceAccount,
  jwt,
  many,
  platform,
  proxied,
  source,
  withSecret,
  withTokens,
} from '../aws/configurations.ts';
import { configuration, image, kmsKey } from './configurations.ts';
import { counts, type Properties, readable, resources, type Synthesized, synthesize } from './synthesize.ts';

/** What belongs to watching a gateway has tests of its own. */
const ofMonitoring = /^google_(logging|monitoring)_/;
const counted = (gateway: Synthesized): Record<string, number> =>
  Object.fromEntries(Object.entries(counts(gateway)).filter(([type]) => !ofMonitoring.test(type)));

const bare = {
  google_service_account: 1,
  google_cloud_run_v2_service: 1,
  google_storage_bucket: 1,
  google_storage_bucket_object: 1,
  google_storage_bucket_iam_member: 1,
};
const secretToo = { ...bare, google_secret_manager_secret: 1, google_secret_manager_secret_iam_member: 1 };
const checked = (rest: Partial<SourceConfig> = {}): SourceConfig =>
  source({}, { check: { cron: '0 6 * * *', timeZone: 'Europe/Brussels' }, ...rest });
const google = { ...googleServiceAccount, email: 'tenant-acme@vendor-prod.iam.gserviceaccount.com' };
const objects = ['gs://acme-exports/apps/today.ndjson', 'gs://acme-exports/teams.csv', 'gs://acme-other/a.json'];

interface Row {
  readonly title: string;
  readonly config: Config;
  /** Beside the APIs that are turned on. */
  readonly expected: Record<string, number>;
  readonly apis: readonly string[];
}

const always = ['iam', 'run', 'storage'];

const rows: Row[] = [
  {
    title: 'bearer',
    config: configuration(bearer, { people: source({}, { claims: { source_id: '42' } }) }),
    expected: bare,
    apis: always,
  },
  {
    title: 'bearer with a secret and a public URL',
    config: configuration(bearer, { people: withSecret({ publicUrl: 'https://gate.acme.example/people' }) }),
    expected: secretToo,
    apis: [...always, 'secretmanager'],
  },
  {
    title: 'sources served by proxy',
    config: configuration(bearer, { code: proxied(), tickets: proxied({ serve: ['import', 'proxy'] }) }),
    expected: {
      google_service_account: 2,
      google_cloud_run_v2_service: 2,
      google_storage_bucket: 2,
      google_storage_bucket_object: 2,
      // Packages, and the pointer to the key.
      google_storage_bucket_iam_member: 4,
      google_secret_manager_secret: 3,
      // The own secret, and the key to read and to make.
      google_secret_manager_secret_iam_member: 6,
    },
    apis: [...always, 'secretmanager'],
  },
  {
    title: 'sources that need tokens',
    config: configuration(bearer, { code: withTokens(), crm: withTokens({ serve: ['proxy'] }) }),
    expected: {
      google_service_account: 2,
      google_cloud_run_v2_service: 2,
      google_storage_bucket: 4,
      google_storage_bucket_object: 2,
      google_storage_bucket_iam_member: 6,
      google_secret_manager_secret: 3,
      google_secret_manager_secret_iam_member: 6,
    },
    apis: [...always, 'secretmanager'],
  },
  {
    title: 'vendor in Google Cloud',
    config: configuration(platform({ googleServiceAccount: google }), { people: withSecret() }),
    expected: { ...secretToo, google_cloud_run_v2_service_iam_member: 1 },
    apis: [...always, 'secretmanager'],
  },
  {
    title: 'vendors everywhere',
    config: configuration(platform({ googleServiceAccount: google, awsRole, jwt }), { people: source() }),
    expected: {
      ...bare,
      google_service_account: 2,
      google_cloud_run_v2_service_iam_member: 2,
      google_iam_workload_identity_pool: 1,
      google_iam_workload_identity_pool_provider: 2,
      google_service_account_iam_member: 2,
    },
    apis: [...always, 'iamcredentials', 'sts'],
  },
  {
    title: 'own key of the customer and tags',
    config: configuration(
      bearer,
      { code: withTokens({ serve: ['proxy'] }), people: checked() },
      { kmsKey },
      { tags: { 'cost-center': '4711', owner: 'identity' } },
    ),
    expected: {
      google_service_account: 3,
      google_cloud_run_v2_service: 2,
      google_storage_bucket: 4,
      google_storage_bucket_object: 2,
      google_storage_bucket_iam_member: 6,
      google_secret_manager_secret: 2,
      google_secret_manager_secret_iam_member: 5,
      // Run, Secret Manager, Storage, Pub/Sub and Logging.
      google_kms_crypto_key_iam_member: 5,
      google_cloud_scheduler_job: 1,
      google_pubsub_topic: 1,
      google_pubsub_topic_iam_member: 1,
      google_pubsub_subscription: 1,
    },
    apis: [...always, 'cloudscheduler', 'pubsub', 'secretmanager'],
  },
  {
    title: 'own image and objects',
    config: configuration(bearer, { apps: source({ objects }) }, { image }),
    expected: { ...bare, google_storage_bucket_iam_member: 3 },
    apis: always,
  },
  {
    title: 'account that signs for a user',
    config: configuration(bearer, {
      directory: source({
        state: true,
        identity: {
          audiences: [],
          roles: [],
          serviceAccounts: ['acme-directory@acme-gateway.iam.gserviceaccount.com'],
        },
      }),
    }),
    expected: {
      ...bare,
      google_storage_bucket: 3,
      google_storage_bucket_iam_member: 3,
      google_secret_manager_secret: 1,
      google_secret_manager_secret_iam_member: 2,
      google_service_account_iam_member: 1,
    },
    apis: [...always, 'iamcredentials', 'secretmanager'],
  },
  {
    title: 'job that tries a source',
    config: configuration(platform({ googleServiceAccount: google }), { people: checked(), teams: source() }),
    expected: {
      google_service_account: 3,
      google_cloud_run_v2_service: 2,
      google_cloud_run_v2_service_iam_member: 3,
      google_storage_bucket: 3,
      google_storage_bucket_object: 2,
      google_storage_bucket_iam_member: 4,
      google_secret_manager_secret: 1,
      google_secret_manager_secret_iam_member: 2,
      google_cloud_scheduler_job: 1,
      google_pubsub_topic: 1,
      google_pubsub_topic_iam_member: 1,
      google_pubsub_subscription: 1,
    },
    apis: [...always, 'cloudscheduler', 'pubsub', 'secretmanager'],
  },
];

describe('a gateway on Google Cloud', () => {
  test.each(rows)('$title', async ({ title, config, expected, apis }) => {
    const gateway = synthesize(config);
    const { google_project_service: _, ...rest } = counted(gateway);
    expect(rest).toEqual(expected);
    const enabled = Object.values(resources(gateway, 'google_project_service'))
      .map(({ service }) => service.replace('.googleapis.com', ''))
      .filter((service) => !['logging', 'monitoring'].includes(service));
    expect(enabled.sort()).toEqual(apis.toSorted());
    expect(gateway.template.data).toBeUndefined();
    const text = stringify(readable(gateway, ofMonitoring), { aliasDuplicateObjects: false });
    await expect(text).toMatchFileSnapshot(`./__snapshots__/${title.replaceAll(' ', '-')}.yaml`);
  });

  test('of 60 sources has as much of everything for each', () => {
    const gateway = synthesize(configuration(platform({ googleServiceAccount: google }), many(60)));
    expect(counted(gateway)).toEqual({
      google_project_service: expect.any(Number),
      google_service_account: 60,
      google_cloud_run_v2_service: 60,
      google_cloud_run_v2_service_iam_member: 60,
      google_storage_bucket: 1,
      google_storage_bucket_object: 60,
      google_storage_bucket_iam_member: 60,
      google_secret_manager_secret: 60,
      google_secret_manager_secret_iam_member: 60,
    });
    expect(Object.keys(gateway.template.output)).toHaveLength(120);
  });

  test('adding a source leaves the others as they are', () => {
    const before = synthesize(configuration(bearer, { people: withSecret(), teams: source() })).template;
    const after = synthesize(configuration(bearer, { apps: source(), people: withSecret(), teams: source() })).template;
    const kept = withoutMonitoring(before.resource);
    expect(withoutMonitoring(after.resource)).toMatchObject(kept);
    expect(after.output).toMatchObject(before.output);
  });

  test('is the same wherever and whenever it is synthesized', () => {
    const config = configuration(bearer, { people: source({ files: ['people.csv'] }) });
    const elsewhere = mkdtempSync(join(tmpdir(), 'sallyport-elsewhere-'));
    cpSync(join(import.meta.dirname, '..', 'aws', 'fixtures'), elsewhere, { recursive: true });
    const first = synthesize(config);
    const second = synthesize(config, { directory: elsewhere });
    expect(second.text).toBe(first.text);
    for (const place of [first.folder, second.folder, elsewhere, process.cwd()])
      expect(first.text).not.toContain(place);
  });

  test('keeps the state of Terraform where the configuration says, or beside the output', () => {
    const of = (terraformState?: { bucket: string; prefix?: string }) =>
      synthesize(configuration(bearer, { people: source() }, terraformState && { terraformState })).template.terraform
        .backend;
    expect(of()).toEqual({ local: { path: '../../../terraform.acme-gcp.tfstate' } });
    expect(of({ bucket: 'acme-terraform' })).toEqual({ gcs: { bucket: 'acme-terraform', prefix: 'sallyport/acme' } });
    expect(of({ bucket: 'acme-terraform', prefix: 'gates' })).toEqual({
      gcs: { bucket: 'acme-terraform', prefix: 'gates' },
    });
  });

  test('takes no text of the configuration for an expression of Terraform', () => {
    const vendor = { ...bearer, name: '${var.name}' };
    const { template } = synthesize(configuration(vendor, { people: source({}, { claims: { id: '%{ if x }' } }) }));
    const [service] = Object.values(template.resource['google_cloud_run_v2_service']!);
    expect(service!.description).toBe('Gives $${var.name} access to source people');
    expect(template.output['peopleForm']!.value).toContain('id %%{ if x }');
  });
});

describe('the key of a gateway', () => {
  const sources = { code: proxied(), people: withSecret() };
  const environmentOf = (gateway: Synthesized, name: string): Record<string, string> => {
    const services = Object.values(resources(gateway, 'google_cloud_run_v2_service'));
    const service = services.find((each) => each.name === `acme-${name}`)!;
    return Object.fromEntries(service.template.containers[0].env.map(({ name, value }: Properties) => [name, value]));
  };

  test('has a secret and a bucket that Terraform does not destroy', () => {
    const gateway = synthesize(configuration(bearer, sources));
    const secret = Object.values(resources(gateway, 'google_secret_manager_secret')).find(
      ({ secret_id }) => secret_id === 'acme_key',
    );
    expect(secret).toMatchObject({ deletion_protection: true });
    const bucket = Object.values(resources(gateway, 'google_storage_bucket')).find(({ name }) =>
      name.startsWith('acme-key-'),
    );
    expect(bucket).toMatchObject({ force_destroy: false });
  });

  test('is for those who need it', () => {
    const gateway = synthesize(configuration(bearer, sources));
    expect(environmentOf(gateway, 'code')).toMatchObject({
      SALLYPORT_KEY_SECRET: 'projects/acme-gateway/secrets/acme_key',
      SALLYPORT_KEY_STATE: expect.stringMatching(/^acme-key-[0-9a-f]{8}$/),
    });
    expect(environmentOf(gateway, 'people')).not.toHaveProperty('SALLYPORT_KEY_SECRET');
  });

  test.each(['acme-gateway', '123456789012'])(
    'of an earlier deployment is found with its pointer, by %s',
    (project) => {
      const earlier = environmentOf(synthesize(configuration(bearer, sources)), 'code');
      const keySecret = `projects/${project}/secrets/acme_key`;
      const later = synthesize(configuration(bearer, sources, { keySecret }, { gateway: 'acme' }));
      expect(environmentOf(later, 'code')).toEqual(earlier);
      expect(counts(later)).toMatchObject({ google_secret_manager_secret: 2, google_storage_bucket: 1 });
    },
  );
});

const refusals: readonly (readonly [code: string, config: Config, message: string])[] = [
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
  ['region-missing', configuration(bearer, { people: source() }, {}, { deploy: {} }), 'deploy: { gcp: { project'],
  [
    'object-malformed',
    configuration(bearer, { people: source({ objects: ['s3://acme-exports/a.csv'] }) }),
    's3://acme-exports/a.csv lies in another cloud than this gateway',
  ],
  ['object-malformed', configuration(bearer, { people: source({ objects: ['gs://acme-exports'] }) }), 'gs://<bucket>'],
  ...['*', '?', '"', '\\', '${x}', '[0]'].map((text): readonly [string, Config, string] => [
    'object-malformed',
    configuration(bearer, { people: source({ objects: [`gs://acme-exports/a${text}.csv`] }) }),
    'does not name one object',
  ]),
];

describe('a gateway on Google Cloud is refused', () => {
  test.each(refusals)('as %s', (code, config, message) => {
    expect(() => synthesize(config)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});

const withoutMonitoring = (all: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(all).filter(([type]) => !ofMonitoring.test(type)));
