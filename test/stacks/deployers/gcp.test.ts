import { describe, expect, test } from 'vitest';
import type { GcpDeployment } from '../../../config/config.ts';
import { gcpRights } from '../../../stacks/deployers/gcp.ts';
import { gcpPolicies } from '../../../stacks/deployers/gcp-policies.ts';
import type { TerraformResources } from '../../../stacks/deployers/terraform-resources.ts';
import { gcpNames } from '../../../stacks/gcp/names.ts';
import { bearer, configuration, source } from '../aws/configurations.ts';
import { terraformResources } from './snapshots.ts';

const snapshots = terraformResources('gcp');
const types = [...new Set(snapshots.flatMap((resources) => Object.keys(resources)))].sort();
const everyType: TerraformResources = Object.fromEntries(types.map((type) => [type, {}]));
const gcp: GcpDeployment = {
  project: 'acme-gateway',
  projectNumber: '123456789012',
  region: 'europe-west1',
  logRetentionDays: 90,
};
const kmsKey = 'projects/acme-keys/locations/europe-west1/keyRings/gateways/cryptoKeys/acme';

const policiesOf = (resources: TerraformResources, deployment: Partial<GcpDeployment> = {}) =>
  gcpPolicies(
    { ...configuration(bearer, { people: source() }), deploy: { gcp: { ...gcp, ...deployment } } },
    resources,
  );
const permissionsOf = (...args: Parameters<typeof policiesOf>): readonly string[] =>
  policiesOf(...args).flatMap(({ document }) => (document as { includedPermissions: string[] }).includedPermissions);

/** The parts of the conditions of the second role, as a list of what a name must be or begin with. */
const namesOf = (...args: Parameters<typeof policiesOf>): readonly string[] =>
  policiesOf(...args)[1]!.commands.flatMap((command) =>
    [...command.matchAll(/resource\.name(?:\.startsWith\(| == )"([^"]+)"/g)].map(([, name]) => name!),
  );

describe('what is covered', () => {
  test('rights are known for every type of every snapshot, and for none that is in no snapshot', () => {
    expect(types).toEqual(Object.keys(gcpRights).sort());
    expect(types.length).toBeGreaterThan(30);
  });

  test('of another type none are made up', () => {
    expect(() => policiesOf({ google_sql_database: {} })).toThrow(/No rights are known for google_sql_database/);
  });

  test.each(snapshots.map((resources, index) => [index, resources] as const))(
    'snapshot %i has its roles',
    (_, resources) => {
      const given = permissionsOf(resources, { kmsKey });
      for (const type of Object.keys(resources)) {
        const { project = [], named = [], key = [] } = gcpRights[type]!;
        expect(given).toEqual(expect.arrayContaining([...project, ...named, ...key]));
      }
    },
  );

  test('what Google keeps out of roles of others comes with a role of its own, once', () => {
    const [project] = policiesOf(everyType);
    const bound = project!.commands.filter((command) => command.includes('roles/iam.workloadIdentityPoolAdmin'));
    expect(bound).toHaveLength(1);
    expect(policiesOf({ google_storage_bucket: {} })[0]!.commands.join('\n')).not.toContain(
      'workloadIdentityPoolAdmin',
    );
  });
});

describe('what is not', () => {
  const given = permissionsOf(everyType, { kmsKey });

  test('a value of a secret is not read, the policy of the project not changed, no key used, and nothing has a wildcard', () => {
    expect(
      given.filter((each) =>
        /\*|secretmanager\.versions|useTo(De|En)crypt|serviceAccountKeys|getAccessToken/.test(each),
      ),
    ).toEqual([]);
    expect(given).not.toContain('resourcemanager.projects.setIamPolicy');
  });

  test('what has a name in conditions is not in the role without one, but to make it', () => {
    const [project, named] = policiesOf(everyType);
    const { includedPermissions } = project!.document as { includedPermissions: string[] };
    expect(includedPermissions.filter((each) => /^(storage|secretmanager|cloudkms)\./.test(each))).toEqual([
      'secretmanager.secrets.create',
      'storage.buckets.create',
    ]);
    expect(project!.commands.at(1)).toMatch(/--condition=None$/);
    expect(named!.commands.slice(1).every((command) => command.includes("--condition='expression=resource.name"))).toBe(
      true,
    );
  });

  test('a gateway without a network has no right of networks, and one without a key none of keys', () => {
    const small = permissionsOf({ google_cloud_run_v2_service: {}, google_storage_bucket: {} });
    expect(small.filter((each) => /^(compute|dns|cloudkms)\./.test(each))).toEqual([]);
  });
});

describe('the names of the second role', () => {
  test('all buckets and secrets of the gateway begin with one of them', () => {
    const names = namesOf(everyType);
    for (const gateway of ['acme', 'google-sheets']) {
      const { secret, keySecret, keyBucket, packageBucket, stateBucket } = gcpNames(gateway, gcp);
      const config = { ...configuration(bearer, { people: source() }), gateway, deploy: { gcp } };
      const command = gcpPolicies(config, everyType)[1]!.commands.join('\n');
      const prefixes = [...command.matchAll(/startsWith\("([^"]+)"/g)].map(([, prefix]) => prefix!);
      const whole = [...command.matchAll(/== "([^"]+)"/g)].map(([, name]) => name!);
      for (const name of [
        ...[packageBucket, stateBucket('people')].map((bucket) => `projects/_/buckets/${bucket}`),
        ...[secret('people').id, keySecret.id].map((id) => `projects/123456789012/secrets/${id}`),
      ]) {
        expect(
          prefixes.some((prefix) => name.startsWith(prefix)),
          name,
        ).toBe(true);
      }
      const key = `projects/_/buckets/${keyBucket}`;
      expect(whole.includes(key) || prefixes.some((prefix) => key.startsWith(prefix)), key).toBe(true);
    }
    expect(names.filter((name) => 'projects/_/buckets/other-packages-12345678'.startsWith(name))).toEqual([]);
  });

  test('buckets that a source reads from are named one by one, and a key that an earlier deployment left', () => {
    const read = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`Read${index}`, { bucket: `hr-files-${index}` }]),
    );
    const own = { Own: { bucket: '${google_storage_bucket.State.name}' } };
    const policies = policiesOf(
      { google_storage_bucket_iam_member: { ...read, ...own } },
      { keySecret: 'projects/acme-gateway/secrets/old_key' },
    );
    const expressions = policies[1]!.commands.slice(1).map((command) => /expression=([^,]+),title/.exec(command)?.[1]);
    // IAM takes 12 operators in one.
    expect(expressions.map((expression) => expression?.split(' || ').length)).toEqual([13, 12]);
    expect(expressions.join()).toContain('resource.name == "projects/_/buckets/hr-files-19"');
    expect(expressions.join()).toContain('resource.name == "projects/123456789012/secrets/old_key"');
    expect(expressions.join()).not.toContain('google_storage_bucket');
  });
});

test('on the key of the customer a role of its project, on that key alone', () => {
  const policies = policiesOf(everyType, { kmsKey });
  expect(policies.map(({ name }) => name)).toEqual([
    'sallyport_acme_deployer',
    'sallyport_acme_named',
    'sallyport_acme_key',
  ]);
  expect(policies[2]).toMatchObject({
    document: { includedPermissions: ['cloudkms.cryptoKeys.getIamPolicy', 'cloudkms.cryptoKeys.setIamPolicy'] },
    commands: [
      'gcloud iam roles create sallyport_acme_key --project acme-keys --file sallyport_acme_key.json',
      `gcloud kms keys add-iam-policy-binding ${kmsKey} --member <member> --role projects/acme-keys/roles/sallyport_acme_key`,
    ],
  });
  expect(policiesOf(everyType)).toHaveLength(2);
});

test('a role is no larger than Google takes it', () => {
  for (const { name, document } of policiesOf(everyType, { kmsKey })) {
    const { title, description, includedPermissions } = document as Record<string, string>;
    // docs.cloud.google.com/iam/quotas
    expect(title!.length).toBeLessThanOrEqual(100);
    expect(description!.length).toBeLessThanOrEqual(300);
    expect(includedPermissions!.length).toBeLessThanOrEqual(3000);
    expect(name).toMatch(/^[A-Za-z0-9_.]{3,64}$/);
  }
});
