import { describe, expect, test } from 'vitest';
import { type Attempt, admits, type TrustStatement } from './aws-policy.ts';

const arn = 'arn:aws:iam::111122223333:role/tenant-acme';
const good: TrustStatement = {
  Action: 'sts:AssumeRole',
  Effect: 'Allow',
  Principal: { AWS: arn },
  Condition: { StringEquals: { 'sts:ExternalId': 'acme' } },
};
const attempt: Attempt = { action: 'sts:AssumeRole', principal: arn, keys: { 'sts:ExternalId': 'acme' } };

test('lets in who meets one statement in all', () => {
  expect(admits([good], attempt)).toBe(true);
  expect(admits([{ ...good, Principal: { AWS: `${arn}-other` } }, good], attempt)).toBe(true);
  expect(admits([], attempt)).toBe(false);
});

test.each([
  ['another action', { action: 'sts:AssumeRoleWithWebIdentity' }],
  ['another principal', { principal: `${arn}-other` }],
  ['another value', { keys: { 'sts:ExternalId': 'Acme' } }],
  ['no value', { keys: {} }],
])('keeps out %s', (_title, change) => {
  expect(admits([good], { ...attempt, ...change })).toBe(false);
});

describe('judges nothing that it does not know, even behind a statement that lets in:', () => {
  test.each([
    ['a denial', { Effect: 'Deny' }],
    ['any action', { Action: 'sts:*' }],
    ['an account', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
    ['everyone', { Principal: { AWS: '*' } }],
    ['a service', { Principal: { Service: 'lambda.amazonaws.com' } }],
    ['two kinds of principals', { Principal: { AWS: arn, Federated: 'accounts.google.com' } }],
    ['a pattern', { Condition: { StringLike: { 'sts:ExternalId': 'acme' } } }],
    ['several values', { Condition: { StringEquals: { 'sts:ExternalId': ['acme', 'beta'] } } }],
  ])('%s', (_title, change) => {
    const strange = { ...good, ...change } as unknown as TrustStatement;
    expect(() => admits([good, strange], attempt)).toThrow();
  });
});
