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

const wide = /^google_(project|organization|folder)_iam/;
const neverNamed =
  /allUsers|allAuthenticatedUsers|principalSet|roles\/(owner|editor|viewer)|secret_version|service_account_key/;
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

const packages = gcpNames('acme', deployment).packageBucket;
const reader = 'roles/storage.objectViewer';
const keeper = 'roles/storage.objectUser';
const needsKey = ({ serve, options, check }: SourceConfig): boolean =>
  serve.includes('proxy') || options['state'] === true || check !== undefined;

/** Fails for every grant that is none of those that we know. */
const expectKnown = (grant: Grant, sources: Readonly<Record<string, SourceConfig>>): void => {
  const holder = holderOf(grant);
  const thing: string = grant['secret_id'] ?? grant['bucket'] ?? grant['topic'] ?? grant['name'];
  const owner = ownerOf(thing);
  if (grant.type === 'google_cloud_run_v2_service_iam_member') {
    const callers = [`serviceAccount:${google.email}`, '${google_service_account.Scheduler.member}'];
    expect([grant.role, callers.includes(holder)]).toEqual(['roles/run.invoker', true]);
  } else if (owner !== undefined) {
    expect([grant.role, holder]).toEqual([grant['bucket'] ? keeper : 'roles/secretmanager.secretAccessor', owner]);
  } else if (thing.includes('google_secret_manager_secret.KeySecret.')) {
    expect(grant.role).toMatch(/^roles\/secretmanager\.secret(Accessor|VersionAdder)$/);
    expect(needsKey(sources[holder]!)).toBe(true);
  } else if (thing.includes('google_storage_bucket.KeyState.')) {
    expect([grant.role, needsKey(sources[holder]!)]).toEqual([keeper, true]);
  } else if (thing.includes('google_storage_bucket.Packages.')) {
    const expression = `resource.name.startsWith("projects/_/buckets/${packages}/objects/${holder}/")`;
    expect(grant).toMatchObject({ role: reader, condition: { expression } });
  } else if (thing === 'acme-exports') {
    const expression = expect.stringMatching(/^resource\.name == "[^"*]+"( \|\| resource\.name == "[^"*]+")*$/);
    expect(grant).toMatchObject({ role: reader, condition: { expression } });
  } else {
    expect([thing, grant.role]).toEqual(['${google_pubsub_topic.DeadLetters.id}', 'roles/pubsub.publisher']);
  }
};

describe('permissions on Google Cloud', () => {
  test('are on single things of one source, and for nobody whom we do not know, whatever a gateway has', () => {
    fc.assert(
      fc.property(gateways, ({ vendor, sources }) => {
        const gateway = synthesize(configuration(vendor, sources));
        for (const grant of grantsOf(gateway)) expectKnown(grant, sources);
        expect(Object.keys(gateway.template.resource).filter((type) => wide.test(type))).toEqual([]);
        expect(gateway.text).not.toMatch(neverNamed);
      }),
      { numRuns: 15 },
    );
  });

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
