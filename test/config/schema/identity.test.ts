import { describe } from 'vitest';
import { good, goodPlatform } from '../forms.ts';
import { testChanges } from '../problems-of.ts';

describe('the identity', () => {
  testChanges(good, [
    [
      'names no one',
      '    jwt:\n      issuer: https://auth.elimity.com/\n      audience: gateway\n      claims: { base_url: https://acme.elimity.com }',
      '    {}',
      '6:5 vendor.identity: names no one: nobody could call this gateway | Write, for example: identity: { jwt: { issuer: https://auth.elimity.com/, audience: gateway } }',
    ],
    [
      'is misspelt',
      '    jwt:',
      '    jtw:',
      '6:5 vendor.identity.jtw: is not a key that is known here | Did you mean jwt?',
    ],
  ]);
});

describe('a JWT', () => {
  testChanges(good, [
    [
      'has an issuer without https',
      'https://auth.elimity.com/',
      'http://auth.elimity.com/',
      '7:15 vendor.identity.jwt.issuer: must begin with https:// | Write, for example: issuer: https://auth.elimity.com/',
    ],
    [
      'has an issuer without a host',
      'https://auth.elimity.com/',
      'https://',
      '7:15 vendor.identity.jwt.issuer: is not a URL | Write, for example: issuer: https://auth.elimity.com/',
    ],
    [
      'has an issuer with a query',
      'https://auth.elimity.com/',
      'https://auth.elimity.com/?a',
      '7:15 vendor.identity.jwt.issuer: must not have a query (the part from "?" on) | Write, for example: issuer: https://auth.elimity.com/',
    ],
    [
      'has an issuer with a fragment',
      'https://auth.elimity.com/',
      '"https://auth.elimity.com/#a"',
      '7:15 vendor.identity.jwt.issuer: must not have a fragment (the part from "#" on) | Write, for example: issuer: https://auth.elimity.com/',
    ],
    [
      'has an issuer with a password, which is not repeated',
      'https://auth.elimity.com/',
      'https://me:hunter2@auth.elimity.com/',
      '7:15 vendor.identity.jwt.issuer: must not hold a user or password | Write, for example: issuer: https://auth.elimity.com/',
    ],
    ['has an issuer without a trailing slash, which is right', 'https://auth.elimity.com/', 'https://auth.elimity.com'],
    [
      'has an empty audience',
      'audience: gateway',
      'audience: ""',
      '8:17 vendor.identity.jwt.audience: must not be empty | Write, for example: audience: gateway',
    ],
    [
      'has an audience of a space',
      'audience: gateway',
      'audience: " "',
      '8:17 vendor.identity.jwt.audience: must not begin or end with a space | Write, for example: audience: gateway',
    ],
    [
      'has an audience that ends with a space',
      'audience: gateway',
      'audience: "gateway "',
      '8:17 vendor.identity.jwt.audience: must not begin or end with a space | Write, for example: audience: gateway',
    ],
    [
      'has two audiences',
      'audience: gateway',
      'audience: [gateway, other]',
      '8:17 vendor.identity.jwt.audience: must be text, not a list | Write, for example: audience: gateway',
    ],
    [
      'has no audience',
      '      audience: gateway\n',
      '',
      '7:7 vendor.identity.jwt.audience: is missing | Write, for example: audience: gateway',
    ],
    ['has no urlClaim, which is right', 'audience: gateway', 'audience: gateway\n      urlClaim: null'],
    [
      'has a reserved urlClaim',
      'audience: gateway',
      'audience: gateway\n      urlClaim: iss',
      '9:17 vendor.identity.jwt.urlClaim: is checked in every token already (as are iss, aud, exp, nbf, iat): remove it | Write, for example: urlClaim: gateway_url',
    ],
  ]);
});

describe('an AWS role', () => {
  testChanges(goodPlatform, [
    [
      'is a whole account',
      'role/vendors/tenant-acme',
      'root',
      '8:21 vendor.identity.awsRole.arn: must be one role, not :root, which is everyone in that account | Write, for example: arn: arn:aws:iam::111122223333:role/tenant-acme',
    ],
    [
      'is a user',
      'role/vendors/tenant-acme',
      'user/tenant-acme',
      '8:21 vendor.identity.awsRole.arn: is not the ARN of an IAM role | Write, for example: arn: arn:aws:iam::111122223333:role/tenant-acme',
    ],
    [
      'is a wildcard',
      'role/vendors/tenant-acme',
      'role/vendors/*',
      '8:21 vendor.identity.awsRole.arn: must be one role: a wildcard would let others in | Write, for example: arn: arn:aws:iam::111122223333:role/tenant-acme',
    ],
    [
      'is a session',
      'arn:aws:iam::111122223333:role/vendors/tenant-acme',
      'arn:aws:sts::111122223333:assumed-role/tenant-acme/session',
      '8:21 vendor.identity.awsRole.arn: is a session, which ends: the role itself is meant | Write, for example: arn: arn:aws:iam::111122223333:role/tenant-acme',
    ],
    [
      'has an account of 11 digits',
      '111122223333',
      '11112222333',
      '8:21 vendor.identity.awsRole.arn: is not the ARN of an IAM role | Write, for example: arn: arn:aws:iam::111122223333:role/tenant-acme',
    ],
    [
      'is a name alone',
      'arn:aws:iam::111122223333:role/vendors/tenant-acme',
      'tenant-acme',
      '8:21 vendor.identity.awsRole.arn: is not the ARN of an IAM role | Write, for example: arn: arn:aws:iam::111122223333:role/tenant-acme',
    ],
    ['is one in China, which is right', 'arn:aws:iam', 'arn:aws-cn:iam'],
    [
      'has an external id of one character',
      'acme-7f3c',
      'a',
      '8:85 vendor.identity.awsRole.externalId: must be 2 to 1224 letters, digits and characters of _+=,.@:/- (what AWS allows) | Write, for example: externalId: acme-7f3c9b2e51d84a60',
    ],
    ['has an external id of two characters, which is right', 'acme-7f3c', 'ab'],
    [
      'has an external id with a space',
      'acme-7f3c',
      'acme 7f3c',
      '8:85 vendor.identity.awsRole.externalId: must be 2 to 1224 letters, digits and characters of _+=,.@:/- (what AWS allows) | Write, for example: externalId: acme-7f3c9b2e51d84a60',
    ],
    [
      'has an external id that is a number',
      'acme-7f3c',
      '0123',
      '8:85 vendor.identity.awsRole.externalId: must be text, not a number (as a number it loses leading zeros and late digits) | Put it in quotes: write "0123".',
    ],
    [
      'has no external id',
      ', externalId: acme-7f3c',
      '',
      '8:14 vendor.identity.awsRole.externalId: is missing | Write, for example: externalId: acme-7f3c9b2e51d84a60',
    ],
  ]);
});

describe('a service account of Google', () => {
  testChanges(goodPlatform, [
    [
      'has an id that is a number',
      '"104200000000000000000"',
      '104200000000000000123',
      '7:39 vendor.identity.googleServiceAccount.uniqueId: must be text, not a number (as a number it loses leading zeros and late digits) | Put it in quotes: write "104200000000000000123".',
    ],
    [
      'has an e-mail address for its id',
      '"104200000000000000000"',
      'gateway@acme.iam.gserviceaccount.com',
      '7:39 vendor.identity.googleServiceAccount.uniqueId: must be the account\'s unique id, 10 to 30 digits in quotes (not its e-mail address) | Write, for example: uniqueId: "104200000000000000000"',
    ],
  ]);
});

describe('a workload of Entra', () => {
  testChanges(goodPlatform, [
    [
      'has a domain for its tenant',
      '1B4E28BA-2fa1-41d2-883f-0016d3cca427',
      'acme.onmicrosoft.com',
      '10:17 vendor.identity.entraWorkload.tenantId: must be a GUID | Write, for example: tenantId: 1b4e28ba-2fa1-41d2-883f-0016d3cca427',
    ],
    [
      'has an object id that is too short',
      '6fa459ea-ee8a-4ca4-894e-db77e160355e',
      '6fa459ea',
      '11:17 vendor.identity.entraWorkload.objectId: must be a GUID | Write, for example: objectId: 1b4e28ba-2fa1-41d2-883f-0016d3cca427',
    ],
  ]);
});
