import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceConfig } from '../../../config/config.ts';
import { gcpNames } from '../../../stacks/gcp/names.ts';
import { objectConditions } from '../../../stacks/gcp/objects.ts';
import { bearer, platform, proxied, source, withSecret, withTokens } from '../aws/configurations.ts';
import { configuration, deployment } from './configurations.ts';
import { type Properties, resources, type Synthesized, synthesize } from './synthesize.ts';

const kinds: Readonly<Record<string, SourceConfig>> = {
  bare: source(),
  secret: withSecret(),
  tokens: withTokens(),
  proxied: proxied(),
  objects: source({ objects: ['gs://acme-exports/a.csv', 'gs://acme-exports/b.csv'] }),
  checked: withSecret({ check: { cron: '0 6 * * *', timeZone: 'Europe/Brussels' } }),
};

const google = {
  uniqueId: '104200000000000000000',
  audience: 'https://acme.example/gateway',
  email: 'tenant@vendor.iam.gserviceaccount.com',
};
const gateways = fc.record({
  vendor: fc.constantFrom(bearer, platform({ googleServiceAccount: google })),
  sources: fc
    .uniqueArray(fc.constantFrom('people', 'crm', 'code', 'people-2', 'vendor'), { minLength: 1, maxLength: 3 })
    .chain((names) =>
      fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...Object.values(kinds))]))),
    ),
});

const iamTypes = /_iam_(member|binding|policy)$/;
interface Grant extends Properties {
  readonly type: string;
  readonly member: string;
  readonly role: string;
}
const grantsOf = ({ template }: Synthesized): readonly Grant[] =>
  Object.entries(template.resource)
    .filter(([type]) => iamTypes.test(type))
    .flatMap(([type, all]) => Object.values(all).map((grant) => ({ ...grant, type }) as unknown as Grant));

/** Which source a reference to an account is of; what it says itself if of none. */
const holderOf = ({ member }: Grant): string =>
  /^\$\{google_service_account\.(.+)_Account_[0-9A-F]{8}\.member\}$/.exec(member)?.[1] ?? member;

/** Which source a secret, a bucket or a service is of; `undefined` if it is the gateway's. */
const ownerOf = (reference: string): string | undefined =>
  /^\$\{google_[a-z0-9_]+\.(.+)_(?:Secret|State|Service)_[0-9A-F]{8}\./.exec(reference)?.[1];

describe('permissions on Google Cloud', () => {
  test('of a source are for its own things, whatever a gateway has', () => {
    fc.assert(
      fc.property(gateways, ({ vendor, sources }) => {
        const gateway = synthesize(configuration(vendor, sources));
        const packages = gcpNames('acme', deployment).packageBucket;
        for (const grant of grantsOf(gateway)) {
          const holder = holderOf(grant);
          const thing: string = grant['secret_id'] ?? grant['bucket'] ?? grant['topic'] ?? grant['name'];
          const owner = ownerOf(thing);
          if (grant.type === 'google_cloud_run_v2_service_iam_member') {
            expect([
              'serviceAccount:tenant@vendor.iam.gserviceaccount.com',
              '${google_service_account.Scheduler.member}',
            ]).toContain(holder);
          } else if (owner !== undefined) {
            expect(holder).toBe(owner);
          } else if (thing === '${google_storage_bucket.Packages.name}') {
            expect(grant['condition'].expression).toBe(
              `resource.name.startsWith("projects/_/buckets/${packages}/objects/${holder}/")`,
            );
          } else if (thing.includes('.Key')) {
            expect(
              sources[holder]!.serve.includes('proxy') || sources[holder]!.options['state'] || sources[holder]!.check,
            ).toBeTruthy();
          } else if (grant['bucket'] === 'acme-exports') {
            expect(grant['condition'].expression).toMatch(
              /^resource\.name == "[^"*]+"( \|\| resource\.name == "[^"*]+")*$/,
            );
          } else {
            expect(grant).toMatchObject({ type: 'google_pubsub_topic_iam_member', role: 'roles/pubsub.publisher' });
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('are on single things, and for nobody whom we do not know', () => {
    fc.assert(
      fc.property(gateways, ({ vendor, sources }) => {
        const gateway = synthesize(configuration(vendor, sources));
        expect(
          Object.keys(gateway.template.resource).filter((type) =>
            /^google_(project|organization|folder)_iam/.test(type),
          ),
        ).toEqual([]);
        expect(gateway.text).not.toMatch(
          /allUsers|allAuthenticatedUsers|principalSet|roles\/(owner|editor|viewer)|secret_version|service_account_key/,
        );
        for (const { role } of grantsOf(gateway)) expect(known).toContain(role);
      }),
      { numRuns: 20 },
    );
  });

  const known = [
    'roles/iam.serviceAccountTokenCreator',
    'roles/pubsub.publisher',
    'roles/run.invoker',
    'roles/secretmanager.secretAccessor',
    'roles/secretmanager.secretVersionAdder',
    'roles/storage.objectUser',
    'roles/storage.objectViewer',
  ];

  test('are only the vendor to come in, or nobody is asked in the bearer profile', () => {
    const services = (vendor: Parameters<typeof configuration>[0]) =>
      Object.values(resources(synthesize(configuration(vendor, { people: source() })), 'google_cloud_run_v2_service'));
    expect(services(bearer)[0]).toMatchObject({ invoker_iam_disabled: true });
    expect(services(platform({ googleServiceAccount: google }))[0]).toMatchObject({
      invoker_iam_disabled: false,
      custom_audiences: ['https://acme.example/gateway'],
    });
  });

  test('to act as itself are given where a source does, and where it acts as another the administrator gives them', () => {
    const acting = (account: string) =>
      synthesize(
        configuration(bearer, {
          directory: source({ identity: { audiences: [], roles: [], serviceAccounts: [account] } }),
        }),
      );
    const own = resources(
      acting('acme-directory@acme-gateway.iam.gserviceaccount.com'),
      'google_service_account_iam_member',
    );
    expect(Object.values(own)).toMatchObject([
      {
        role: 'roles/iam.serviceAccountTokenCreator',
        service_account_id: expect.stringMatching(/^\$\{google_service_account\.directory_Account_/),
        member: expect.stringMatching(/^\$\{google_service_account\.directory_Account_/),
      },
    ]);
    const others = acting('reader@acme-gateway.iam.gserviceaccount.com');
    expect(resources(others, 'google_service_account_iam_member')).toEqual({});
    expect(resources(others, 'google_project_service')).toHaveProperty('Api-iamcredentials');
  });
});

describe('conditions for objects', () => {
  test('name each object once, in expressions that IAM takes', () => {
    const object = fc.tuple(fc.constantFrom('acme-a', 'acme-b'), fc.stringMatching(/^[a-z0-9 /._-]{1,20}$/));
    fc.assert(
      fc.property(fc.uniqueArray(object, { maxLength: 100, selector: String }), (objects) => {
        const conditions = objectConditions(objects.map(([bucket, key]) => `gs://${bucket}/${key}`));
        const named = conditions.flatMap(({ bucket, expression }) =>
          [...expression.matchAll(/"projects\/_\/buckets\/([^/]+)\/objects\/([^"]+)"/g)].map(([, of, key]) => {
            expect(of).toBe(bucket);
            return `${bucket} ${key}`;
          }),
        );
        expect(named.sort()).toEqual(objects.map(([bucket, key]) => `${bucket} ${key}`).sort());
        for (const { expression } of conditions) expect(expression.split('||').length).toBeLessThanOrEqual(13);
        for (const bucket of ['acme-a', 'acme-b'])
          expect(conditions.filter((each) => each.bucket === bucket).length).toBeLessThanOrEqual(20);
      }),
    );
  });
});
