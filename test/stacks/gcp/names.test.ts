import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gatewayName, sourceName } from '../../../config/schema/name.ts';
import { gcpNames } from '../../../stacks/gcp/names.ts';
import { publicUrl } from '../../../stacks/gcp/public-url.ts';
import { deployment } from './configurations.ts';

const named = (length: number) =>
  fc
    .array(fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/), { minLength: 1, maxLength: 4 })
    .map((words) => words.join('-').slice(0, length).replace(/-$/, ''));
const gateways = named(24);
const sources = fc.oneof(
  named(32),
  fc.constantFrom('google-workspace', 'goog1e', 'a', 'g00gle-drive', 'key', 'packages', 'vendor'),
);

describe('names on Google Cloud', () => {
  test('are such that Google takes them, whatever a gateway and a source are called', () => {
    fc.assert(
      fc.property(gateways, sources, (gateway, source) => {
        expect(gatewayName.safeParse(gateway).success && sourceName.safeParse(source).success).toBe(true);
        const names = gcpNames(gateway, deployment);
        expect(names.account(source)).toMatch(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/);
        expect(names.secret(source).id).toMatch(/^[A-Za-z0-9_-]{1,255}$/);
        for (const bucket of [names.keyBucket, names.packageBucket, names.stateBucket(source)]) {
          expect(bucket).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
          expect(bucket).not.toMatch(/goog|g00g/);
        }
        const { hostname } = new URL(publicUrl({ gateway, name: source, source: {}, deployment }));
        expect(hostname.split('.')[0]!.length).toBeLessThanOrEqual(63);
      }),
    );
  });

  test('differ where their things do', () => {
    fc.assert(
      fc.property(gateways, fc.uniqueArray(sources, { minLength: 2, maxLength: 6 }), (gateway, all) => {
        const names = gcpNames(gateway, deployment);
        const differ = (of: readonly string[]) => expect(new Set(of).size).toBe(of.length);
        differ(all.map(names.account));
        differ([...all.map((source) => names.secret(source).id), names.keySecret.id]);
        differ([...all.map(names.stateBucket), names.packageBucket, names.keyBucket]);
      }),
    );
  });

  test('of buckets are those of one project', () => {
    const here = gcpNames('acme', deployment);
    const there = gcpNames('acme', { ...deployment, project: 'acme-elsewhere' });
    expect(here.packageBucket).not.toBe(there.packageBucket);
    expect(here.keyBucket).not.toBe(there.keyBucket);
    expect(here.stateBucket('people')).not.toBe(there.stateBucket('people'));
  });

  test.each(['A_b-C9', '___', '9', 'KEY-'])('of the bucket for the key follow from the secret %s', (id) => {
    const keySecret = `projects/acme-keys/secrets/${id}`;
    const names = gcpNames('acme', { ...deployment, keySecret });
    expect(names.keySecret).toEqual({ project: 'acme-keys', id, full: keySecret });
    expect(names.keyBucket).toMatch(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/);
    expect(gcpNames('other', { ...deployment, keySecret }).keyBucket).toBe(names.keyBucket);
  });
});
