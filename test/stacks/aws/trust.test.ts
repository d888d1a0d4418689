import { describe, expect, test } from 'vitest';
import type { VendorIdentity } from '../../../config/config.ts';
import { type Attempt, admits, type TrustStatement } from '../../trust/evaluators/aws-policy.ts';
import {
  awsRole,
  configuration,
  entraWorkload,
  googleServiceAccount,
  jwt,
  platform,
  source,
} from './configurations.ts';
import { resources, synthesize } from './synthesize.ts';

const tenant = entraWorkload.tenantId.toLowerCase();
const object = entraWorkload.objectId.toLowerCase();
const federated = 'sts:AssumeRoleWithWebIdentity';

interface Case {
  readonly title: string;
  readonly identity: VendorIdentity;
  /** The URL of the provider that the good attempt comes through; a provider is then found by its logical id. */
  readonly provider?: string;
  readonly oidcProviders?: readonly string[];
  readonly good: Attempt;
  /** Keys that each must have exactly this value. */
  readonly others: Readonly<Record<string, string>>;
}

const existing = 'arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/';

const cases: Case[] = [
  {
    title: 'a role in AWS',
    identity: { awsRole },
    good: { action: 'sts:AssumeRole', principal: awsRole.arn, keys: { 'sts:ExternalId': awsRole.externalId } },
    others: { 'sts:ExternalId': 'another-customers-id' },
  },
  {
    title: 'a service account of Google',
    identity: { googleServiceAccount },
    good: {
      action: federated,
      principal: 'accounts.google.com',
      keys: {
        'accounts.google.com:aud': googleServiceAccount.uniqueId,
        'accounts.google.com:oaud': googleServiceAccount.audience,
        'accounts.google.com:sub': googleServiceAccount.uniqueId,
      },
    },
    others: {
      'accounts.google.com:aud': '104200000000000000001',
      'accounts.google.com:oaud': 'https://other.example/gateway',
      'accounts.google.com:sub': '104200000000000000001',
    },
  },
  ...[`sts.windows.net/${tenant}/`, `login.microsoftonline.com/${tenant}/v2.0`].map((issuer) => ({
    title: `a workload of Entra, issuer ${issuer}`,
    identity: { entraWorkload },
    provider: `https://${issuer}`,
    good: {
      action: federated,
      principal: '',
      keys: { [`${issuer}:aud`]: entraWorkload.audience, [`${issuer}:sub`]: object },
    },
    others: { [`${issuer}:aud`]: 'api://other-gateway', [`${issuer}:sub`]: object.replace('b', 'c') },
  })),
  {
    title: 'an issuer of its own',
    identity: { jwt },
    provider: jwt.issuer,
    good: {
      action: federated,
      principal: '',
      keys: { 'auth.elimity.com/:aud': 'gateway', 'auth.elimity.com/:sub': 'tenant-acme' },
    },
    others: { 'auth.elimity.com/:aud': 'console', 'auth.elimity.com/:sub': 'tenant-other' },
  },
  {
    title: 'an issuer that the account knows',
    identity: { jwt },
    oidcProviders: ['arn:aws:iam::123456789012:oidc-provider/auth.elimity.com', existing],
    good: {
      action: federated,
      principal: existing,
      keys: { 'auth.elimity.com/:aud': 'gateway', 'auth.elimity.com/:sub': 'tenant-acme' },
    },
    others: { 'auth.elimity.com/:aud': 'console', 'auth.elimity.com/:sub': 'tenant-other' },
  },
];

describe.each(cases)('the vendor is $title:', ({ identity, provider, oidcProviders, good, others }) => {
  const { parent } = synthesize(configuration(platform(identity), { people: source() }, { oidcProviders }));
  const [role] = resources(parent, 'AWS::IAM::Role');
  const statements = role!.Properties.AssumeRolePolicyDocument.Statement as TrustStatement[];
  const attempt = provider ? { ...good, principal: logicalId(provider) } : good;

  function logicalId(url: string): string {
    const found = Object.entries(parent.Resources).find(([, { Properties }]) => Properties.Url === url);
    if (!found) throw new Error(`no provider of ${url}`);
    expect(found[1].Properties.ClientIdList).toEqual(
      Object.entries(good.keys)
        .find(([key]) => key.endsWith(':aud'))
        ?.slice(1),
    );
    return found[0];
  }

  test('it may assume the role', () => {
    expect(admits(statements, attempt)).toBe(true);
  });

  test.each(Object.entries(others))('nobody with another %s', (key, value) => {
    expect(admits(statements, { ...attempt, keys: { ...attempt.keys, [key]: value } })).toBe(false);
  });

  test.each(Object.keys(others))('nobody without %s', (key) => {
    const { [key]: _, ...rest } = attempt.keys;
    expect(admits(statements, { ...attempt, keys: rest })).toBe(false);
  });

  test.each([
    'arn:aws:iam::111122223333:role/tenant-other',
    'arn:aws:iam::111122223333:root',
    'cognito-identity.amazonaws.com',
    'arn:aws:iam::123456789012:oidc-provider/auth.elimity.com',
  ])('nobody who comes as %s', (principal) => {
    expect(admits(statements, { ...attempt, principal })).toBe(false);
  });

  test('the role is named after gateway and region, and can do nothing by itself', () => {
    expect(Object.keys(role!.Properties).sort()).toEqual([
      'AssumeRolePolicyDocument',
      'Description',
      'RoleName',
      'Tags',
    ]);
    expect(role!.Properties.RoleName).toBe('acme-vendor-eu-west-1');
    expect(resources(parent, 'AWS::IAM::Policy')).toEqual([]);
  });
});

test('any one of several identities is enough', () => {
  const identity = { awsRole, googleServiceAccount, entraWorkload, jwt };
  const { parent } = synthesize(configuration(platform(identity), { people: source() }));
  const [role] = resources(parent, 'AWS::IAM::Role');
  expect(role!.Properties.AssumeRolePolicyDocument.Statement).toHaveLength(5);
  expect(resources(parent, 'AWS::IAM::OIDCProvider')).toHaveLength(3);
});
