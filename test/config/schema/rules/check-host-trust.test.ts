import { describe, expect, test } from 'vitest';
import { good, goodPlatform } from '../../forms.ts';
import { change, problemsOf, testChanges } from '../../problems-of.ts';

const gcp = change(
  change(
    goodPlatform,
    'audience: gateway }\n    awsRole',
    'audience: gateway, email: caller@vendor-prod.iam.gserviceaccount.com }\n    awsRole',
  ),
  'deploy:\n',
  'deploy:\n  gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 }\n',
);

const azure = change(
  change(
    goodPlatform,
    'externalId: acme-7f3c }',
    'externalId: acme-7f3c, issuer: https://0a1b.tokens.sts.global.api.aws }',
  ),
  'deploy:\n',
  'deploy:\n  azure: { subscriptionId: 00000000-0000-4000-8000-000000000001, tenantId: 00000000-0000-4000-8000-000000000002, location: westeurope }\n',
);

describe('profile platform on Google Cloud', () => {
  testChanges(gcp, [
    [
      'needs the address of a service account',
      ', email: caller@vendor-prod.iam.gserviceaccount.com',
      '',
      '7:27 vendor.identity.googleServiceAccount: has no email: on Google Cloud the platform lets in accounts by their address | Add email: with the address of the account, <name>@<project>.iam.gserviceaccount.com.',
    ],
    [
      'needs an external id that can name a session: a slash',
      'externalId: acme-7f3c',
      'externalId: acme/7f3c',
      "8:85 vendor.identity.awsRole.externalId: can not be the name of a session: on Google Cloud it is that of the role's sessions, which has 2 to 64 letters, digits and characters of _+=,.@- | Ask the vendor for an external id of that form.",
    ],
    [
      'needs an external id that can name a session: its length',
      'externalId: acme-7f3c',
      `externalId: ${'a'.repeat(65)}`,
      "8:85 vendor.identity.awsRole.externalId: can not be the name of a session: on Google Cloud it is that of the role's sessions, which has 2 to 64 letters, digits and characters of _+=,.@- | Ask the vendor for an external id of that form.",
    ],
    ['takes one of 64', 'externalId: acme-7f3c', `externalId: ${'a'.repeat(64)}`],
    ['takes a subject of 127 bytes', 'subject: tenant-acme', `subject: ${'a'.repeat(125)}é`],
    [
      'takes no longer one',
      'subject: tenant-acme',
      `subject: ${'a'.repeat(126)}é`,
      '6:75 vendor.identity.jwt.subject: has more than 127 bytes, which is the most that Google Cloud takes | Ask the vendor for tokens with a shorter sub.',
    ],
    [
      'takes no long audience of an issuer',
      'audience: api://gateway',
      `audience: ${'a'.repeat(257)}`,
      '12:17 vendor.identity.entraWorkload.audience: has more than 256 characters, which is the most that Google Cloud takes | Agree on a shorter one with the vendor.',
    ],
  ]);
});

describe('profile platform on Azure', () => {
  testChanges(azure, [
    [
      'needs the issuer of the AWS account',
      ', issuer: https://0a1b.tokens.sts.global.api.aws',
      '',
      "8:14 vendor.identity.awsRole: has no issuer: on Azure a role proves itself by a token that its AWS account's own issuer signs | Add issuer: with what the vendor sees as issuer in: aws iam get-outbound-web-identity-federation-info",
    ],
    [
      'needs an audience that a header can carry',
      'audience: gateway }',
      'audience: gâteway }',
      '7:74 vendor.identity.googleServiceAccount.audience: can not be sent in a header, in which the vendor names it on Azure | Write it with printable characters of ASCII only.',
    ],
    ['does not care for what only Google Cloud can not take', 'externalId: acme-7f3c', 'externalId: acme/7f3c'],
  ]);
});

test('none of it counts on AWS, nor in profile bearer', () => {
  expect(problemsOf(goodPlatform)).toEqual([]);
  const deployed = 'deploy:\n  gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 }\n';
  const google = 'googleServiceAccount: { uniqueId: "104200000000000000000", audience: gateway }\n    jwt:';
  expect(problemsOf(change(change(good, 'jwt:', google), 'deploy:\n', deployed))).toEqual([]);
});
