import { describe, expect, test } from 'vitest';
import type { Config, VendorIdentity } from '../../config/config.ts';
import { gatewayNameLength } from '../../config/schema/name.ts';
import { vendorAccountId, vendorPoolId } from '../../stacks/gcp/vendor-names.ts';
import { vendorProviders } from '../../stacks/gcp/vendor-provider.ts';
import { evaluateCel } from './evaluators/cel.ts';
import { acme, configurationFor, type HostName } from './identities.ts';
import { resolved, resources, terraformDocument, variable } from './terraform-document.ts';

const withIdentity = (host: HostName, identity: VendorIdentity): Config => {
  const config = configurationFor(host, 'platform', []);
  return { ...config, vendor: { ...config.vendor, identity } };
};

describe('an identity that lacks what a host needs is an error, even if no rule saw it:', () => {
  const { awsRole, googleServiceAccount, jwt } = acme;
  test.each([
    ['gcp', { googleServiceAccount: { ...googleServiceAccount, email: undefined } }, 'has no email'],
    ['gcp', { jwt: { ...jwt, subject: undefined } }, 'has no subject'],
    ['gcp', { awsRole: { ...awsRole, arn: 'arn:aws:iam::111122223333:user/x' } }, 'is not the ARN of a role'],
    ['gcp', {}, 'needs an identity'],
    ['azure', { awsRole: { ...awsRole, issuer: undefined } }, 'has no issuer'],
    ['azure', { jwt: { ...jwt, subject: undefined } }, 'has no subject'],
    ['azure', {}, 'needs an identity'],
  ] as const)('%s %o', (host, identity, message) => {
    const make = () => terraformDocument(host, withIdentity(host, identity));
    expect(make).toThrow(
      expect.objectContaining({ code: 'vendor-unprovable', message: expect.stringContaining(message) }),
    );
  });
});

test('a workload of Entra needs nothing of Entra on Azure', () => {
  const document = terraformDocument('azure', configurationFor('azure', 'platform', ['entraWorkload']));
  const types = Object.keys(document.resource);
  expect(types.filter((type) => type.startsWith('azuread_') || type.includes('federated'))).toEqual([]);
});

test('in profile bearer nothing of trust is made, and the handler is told nobody', () => {
  for (const host of ['gcp', 'azure'] as const) {
    const document = terraformDocument(host, configurationFor(host, 'bearer', ['jwt', 'entraWorkload']));
    const text = JSON.stringify(document);
    expect(text.match(/SALLYPORT_CALLERS|workload_identity|azuread_|federated|run\.invoker/g)).toBeNull();
  }
});

test('nobody but one subject may take the place of an account, and no provider is without a condition', () => {
  const all = ['awsRole', 'googleServiceAccount', 'entraWorkload', 'jwt'] as const;
  const document = terraformDocument('gcp', configurationFor('gcp', 'platform', all));
  const members = resources(document, 'google_service_account_iam_member').map(({ member }) => member);
  expect(members).toHaveLength(3);
  for (const member of members) expect(member).toMatch(/^principal:\/\/.*\/subject\/[^*]+$/);
  for (const provider of resources(document, 'google_iam_workload_identity_pool_provider'))
    expect(provider['attribute_condition']).toMatch(/ == '/);
});

describe('whatever is in a text stays a text:', () => {
  const hostile = [
    "o'neill",
    'a\\',
    "' || true || '",
    '${google_project.x.id}',
    '%{ if true }',
    '$${x}',
    'line\nbreak',
  ];

  test.each(hostile)('%j as a subject', (subject) => {
    const document = terraformDocument('gcp', withIdentity('gcp', { jwt: { ...acme.jwt, subject } }));
    const [provider] = resources(document, 'google_iam_workload_identity_pool_provider');
    const condition = resolved(provider!['attribute_condition'], {});
    expect(evaluateCel(condition, { assertion: { sub: subject } })).toBe(true);
    expect(evaluateCel(condition, { assertion: { sub: `${subject}x` } })).toBe(false);
    const [binding] = resources(document, 'google_service_account_iam_member');
    const known = { 'google_iam_workload_identity_pool.VendorPool.name': 'pool' };
    expect(resolved(binding!['member'], known)).toBe(`principal://iam.googleapis.com/pool/subject/${subject}`);
  });

  test.each(hostile)('%j as an audience', (audience) => {
    const identity = { googleServiceAccount: { ...acme.googleServiceAccount, audience } };
    const gcp = resources(terraformDocument('gcp', withIdentity('gcp', identity)), 'google_cloud_run_v2_service')[0]!;
    expect(gcp['custom_audiences'].map((each: string) => resolved(each, {}))).toEqual([audience]);
    const callers = variable(gcp['template'].containers[0].env, 'SALLYPORT_CALLERS', {});
    expect(JSON.parse(callers!)).toMatchObject([{ audience }]);
  });
});

describe('names on Google Cloud fit for every gateway:', () => {
  const gateways = ['a', 'gcp', 'gcp-vendor', 'a'.repeat(gatewayNameLength), `${'ab-'.repeat(7)}abc`];
  test.each(gateways)('%s', (gateway) => {
    expect(vendorAccountId(gateway)).toMatch(/^(?=.{6,30}$)[a-z]([-a-z0-9]*[a-z0-9])$/);
    expect(vendorPoolId(gateway)).toMatch(/^(?!gcp-)[a-z0-9-]{4,32}$/);
  });

  test('and for no two the same', () => {
    expect(new Set(gateways.map(vendorAccountId)).size).toBe(gateways.length);
    expect(
      vendorProviders(acme).every(({ id, title }) => /^(?!gcp-)[a-z0-9-]{4,32}$/.test(id) && title.length <= 32),
    ).toBe(true);
  });
});
