import { describe, expect, test } from 'vitest';
import { type PolicyStatement, policySentences } from '../../../bin/doctor/aws/policy-sentences.ts';
import { synthesizedTrust } from '../../../bin/doctor/aws/synthesized-trust.ts';
import { compareTrust } from '../../../bin/doctor/compare-trust.ts';
import { loadConfig } from '../../../config/load.ts';
import { connectors } from '../../../connectors/index.ts';
import { doctorWorkspace, everyIdentity } from './workspace.ts';

const place = { partition: 'aws', account: '123456789012' };
const allow = (rest: object): PolicyStatement => ({ Effect: 'Allow', ...rest });

describe('a policy in sentences', () => {
  test.each<[string, PolicyStatement, readonly string[]]>([
    ['everybody', allow({ Principal: '*', Action: 'a:B' }), ['everybody may a:B']],
    ['everybody by another word', allow({ Principal: { AWS: '*' }, Action: ['a:B'] }), ['everybody may a:B']],
    ['a denial', { Effect: 'Deny', Principal: { AWS: 'x' }, Action: 'a:B' }, ['x may not a:B']],
    [
      'each with each',
      allow({ Principal: { AWS: ['x', 'y'] }, Action: ['a:B', 'a:C'] }),
      ['x may a:B', 'x may a:C', 'y may a:B', 'y may a:C'],
    ],
    [
      'conditions in any order',
      allow({ Principal: 'x', Action: 'a:B', Condition: { StringEquals: { k: ['2', '1'], j: '3' } } }),
      ['x may a:B if j StringEquals 3 and k StringEquals 1 or 2'],
    ],
    [
      'what it does not understand',
      allow({ NotPrincipal: 'x', Action: 'a:B' }),
      ['who is not named may a:B if NotPrincipal "x"'],
    ],
  ])('tells %s', (_, statement, sentences) => expect(policySentences(statement)).toEqual(sentences));
});

describe('trust as it would be synthesized for AWS', () => {
  const synthesize = async (profile: 'bearer' | 'platform') => {
    using workspace = doctorWorkspace({
      deploy: ['aws'],
      profile,
      ...(profile === 'platform' && { identity: everyIdentity }),
    });
    return await synthesizedTrust(loadConfig(workspace.config, connectors), workspace.directory, place);
  };
  const role = 'arn:aws:iam::123456789012:role/acme-vendor-eu-west-1';

  test('is what Lambda and IAM say of it in the platform profile', { timeout: 60_000 }, async () => {
    const trust = await synthesize('platform');
    // As Lambda writes it (docs.aws.amazon.com/lambda/latest/dg/urls-auth.html).
    const written = policySentences([
      {
        Sid: 'a',
        Effect: 'Allow',
        Principal: { AWS: role },
        Action: 'lambda:InvokeFunctionUrl',
        Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:acme-desks',
        Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
      },
      {
        Sid: 'b',
        Effect: 'Allow',
        Principal: { AWS: role },
        Action: 'lambda:InvokeFunction',
        Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:acme-desks',
        Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
      },
    ]);
    const { authType, permissions } = trust.urls['desks']!;
    expect(authType).toBe('AWS_IAM');
    expect(compareTrust('may call', { expected: permissions, found: written }, 'x')).toMatchObject({ state: 'ok' });
    const provider = 'arn:aws:iam::123456789012:oidc-provider';
    expect(trust.role).toEqual(
      expect.arrayContaining([
        'arn:aws:iam::111122223333:role/tenants/tenant-acme may sts:AssumeRole if sts:ExternalId StringEquals acme-7f3c9b2e5b1d4086',
        `${provider}/auth.vendor.example/ may sts:AssumeRoleWithWebIdentity if auth.vendor.example/:aud StringEquals acme-gateway and auth.vendor.example/:sub StringEquals tenant-acme`,
      ]),
    );
    expect(trust.role).toHaveLength(5);
    expect(JSON.stringify(trust)).not.toMatch(/Fn::|\bRef\b/);
  });

  test('lets in everybody by the URL alone in the bearer profile', { timeout: 60_000 }, async () => {
    const { role: none, urls } = await synthesize('bearer');
    expect(none).toBeUndefined();
    expect(urls['tickets']).toEqual({
      authType: 'NONE',
      permissions: [
        'everybody may lambda:InvokeFunctionUrl if lambda:FunctionUrlAuthType StringEquals NONE',
        'everybody may lambda:InvokeFunction if lambda:InvokedViaFunctionUrl Bool true',
      ],
    });
  });
});
