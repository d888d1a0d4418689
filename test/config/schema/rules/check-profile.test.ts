import { describe } from 'vitest';
import { good, goodPlatform } from '../../forms.ts';
import { testChanges } from '../../problems-of.ts';

describe('profile bearer', () => {
  testChanges(good, [
    [
      'and an AWS role, which can not prove itself there',
      '    jwt:',
      '    awsRole: { arn: arn:aws:iam::111122223333:role/a, externalId: abc }\n    jwt:',
      '6:14 vendor.identity.awsRole: can not call this gateway: an AWS role proves itself in profile platform only, and the profile is bearer | Set vendor.profile: platform, or remove awsRole.',
    ],
    [
      'and an AWS role alone',
      '  name: elimity\n  identity:\n    jwt:\n      issuer: https://auth.elimity.com/\n      audience: gateway\n      claims: { base_url: https://acme.elimity.com }',
      '  name: elimity\n  profile: bearer\n  identity:\n    awsRole: { arn: arn:aws:iam::111122223333:role/a, externalId: abc }',
      '7:14 vendor.identity.awsRole: can not call this gateway: an AWS role proves itself in profile platform only, and the profile is bearer | Set vendor.profile: platform, or remove awsRole.',
    ],
    [
      'and a provider that nothing needs',
      'region: eu-west-1',
      "region: eu-west-1, oidcProviders: ['arn:aws:iam::123456789012:oidc-provider/auth.elimity.com/']",
      '20:44 deploy.aws.oidcProviders: has no use: in profile bearer the gateway itself verifies tokens | Remove it, or set vendor.profile: platform.',
    ],
    [
      'misspelt',
      'name: elimity',
      'name: elimity\n  profile: barer',
      '5:12 vendor.profile: is none of the values that may stand here | Did you mean bearer? Write one of: bearer, platform.',
    ],
  ]);
});

describe('profile platform', () => {
  testChanges(good, [
    [
      'and a JWT without a subject, and claims that no one checks',
      'name: elimity',
      'name: elimity\n  profile: platform',
      "8:7 vendor.identity.jwt: has no subject: in profile platform the cloud must know which sub to let in, or every token of this issuer would do | Add subject: with the sub of the vendor's tokens.",
      '10:15 vendor.identity.jwt.claims: would not be checked: in profile platform the cloud looks at issuer, audience and subject only | Remove the claims, or set vendor.profile: bearer.',
      '15:13 sources.books.claims: would not be checked: in profile platform the cloud looks at issuer, audience and subject only | Remove the claims, or set vendor.profile: bearer.',
    ],
  ]);
});

describe('profile platform, with everything right,', () => {
  testChanges(goodPlatform, [
    [
      'but no subject',
      ', subject: tenant-acme',
      '',
      "6:10 vendor.identity.jwt: has no subject: in profile platform the cloud must know which sub to let in, or every token of this issuer would do | Add subject: with the sub of the vendor's tokens.",
    ],
    [
      'but a misspelt subject',
      'subject:',
      'subjct:',
      '6:66 vendor.identity.jwt.subjct: is not a key that is known here | Did you mean subject?',
    ],
    [
      'but claims of the gateway',
      'subject: tenant-acme',
      'subject: tenant-acme, claims: { base_url: a }',
      '6:96 vendor.identity.jwt.claims: would not be checked: in profile platform the cloud looks at issuer, audience and subject only | Remove the claims, or set vendor.profile: bearer.',
    ],
    [
      'but claims of a source',
      'label: old',
      'label: old, claims: { source_id: "42" }',
      '14:50 sources.boxes.claims: would not be checked: in profile platform the cloud looks at issuer, audience and subject only | Remove the claims, or set vendor.profile: bearer.',
    ],
    [
      'but a provider of another issuer',
      'oidc-provider/auth.elimity.com/',
      'oidc-provider/auth.elimity.com',
      '19:9 deploy.aws.oidcProviders[0]: is the provider of no issuer in vendor.identity (a trailing slash counts) | It must end with one of: :oidc-provider/auth.elimity.com/, :oidc-provider/sts.windows.net/1b4e28ba-2fa1-41d2-883f-0016d3cca427/, :oidc-provider/login.microsoftonline.com/1b4e28ba-2fa1-41d2-883f-0016d3cca427/v2.0',
    ],
    [
      'and a provider of the Entra tenant',
      'oidc-provider/auth.elimity.com/',
      'oidc-provider/sts.windows.net/1b4e28ba-2fa1-41d2-883f-0016d3cca427/',
    ],
    [
      'and the other provider of the Entra tenant',
      'oidc-provider/auth.elimity.com/',
      'oidc-provider/login.microsoftonline.com/1b4e28ba-2fa1-41d2-883f-0016d3cca427/v2.0',
    ],
  ]);
});
