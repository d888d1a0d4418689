import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AwsRelay } from '../../../config/config.ts';
import { awsLend } from '../../../lambda/platform/aws/aws-lend.ts';
import { edge } from './edges.ts';
import { allows, type PolicyStatement, type Try } from './identity-policy.ts';
import { resolverOf } from './resolved.ts';
import { resources } from './synthesize.ts';

const answer = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIATEST</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2026-11-22T12:15:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

/** What an agent gets: both the role of the template and the policy of its session must allow what it does. */
describe('a session that is lent to the agent in slot 2', () => {
  const gateway = edge('relay with alarms and a dashboard');
  const resolve = resolverOf(gateway, 'relay');
  const [handler] = resources(gateway.relay!, 'AWS::Lambda::Function');
  const places = JSON.parse(resolve(handler!.Properties.Environment.Variables.SALLYPORT_RELAY) as string) as AwsRelay;
  let sts: Server;
  let asked: URLSearchParams;

  beforeAll(async () => {
    sts = createServer(async (request, response) => {
      asked = new URLSearchParams(await text(request));
      response.writeHead(200, { 'content-type': 'text/xml' }).end(answer);
    });
    await new Promise<void>((listening) => sts.listen(0, '127.0.0.1', listening));
    vi.stubEnv('AWS_ENDPOINT_URL_STS', `http://127.0.0.1:${(sts.address() as AddressInfo).port}`);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'testing');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'testing');
    await awsLend(places, () => 0)(2);
  });

  afterAll(() => {
    vi.unstubAllEnvs();
    sts.close();
  });

  const isAllowed = (attempt: Try): boolean => {
    const [, role] = Object.entries(gateway.relay!.Resources).find(([id]) => id.startsWith('AgentsDefaultPolicy'))!;
    const ofRole = resolve(role.Properties.PolicyDocument.Statement) as PolicyStatement[];
    const ofSession = JSON.parse(asked.get('Policy')!).Statement as PolicyStatement[];
    return allows(ofRole, attempt) && allows(ofSession, attempt);
  };

  const queue = (slot: number) => `arn:aws:sqs:eu-west-1:123456789012:acme-relay-${slot}`;
  const object = (key: string) => `arn:aws:s3:::${places.bucket}/${key}`;
  const bucket = `arn:aws:s3:::${places.bucket}`;
  const messages = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'];
  const objects = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];

  test('is of the role that the template made, for a quarter of an hour', () => {
    expect(asked.get('RoleArn')).toBe(places.agentRole);
    expect(asked.get('DurationSeconds')).toBe('900');
  });

  test.each([
    ...messages.map((action): [string, string] => [action, queue(2)]),
    ...objects.map((action): [string, string] => [action, object('mailbox/2/offers/abc')]),
  ])('may %s of its own: %s', (action, resource) => {
    expect(isAllowed({ action, resource })).toBe(true);
  });

  test.each([
    ...messages.map((action): [string, string] => [action, queue(1)]),
    ...objects.map((action): [string, string] => [action, object('mailbox/1/offers/abc')]),
    ...objects.map((action): [string, string] => [action, object('mailbox/22/offers/abc')]),
    ...objects.map((action): [string, string] => [action, object('registry/agents/berlin')]),
    ['sqs:SendMessage', queue(2)],
    ['sqs:PurgeQueue', queue(2)],
    ['s3:ListBucket', bucket],
    ['s3:DeleteBucket', bucket],
    ['secretsmanager:GetSecretValue', places.gateKey],
    ['secretsmanager:GetSecretValue', places.authority!],
    ['sts:AssumeRole', places.agentRole!],
  ])('may not %s: %s', (action, resource) => {
    expect(isAllowed({ action, resource })).toBe(false);
  });

  test.each([
    ['mailbox/2/', true],
    ['mailbox/2/offers/', true],
    ['mailbox/1/', false],
    ['mailbox/22/', false],
    ['mailbox/', false],
    ['registry/', false],
    ['', false],
  ])('lists what begins with "%s": %s', (prefix, expected) => {
    const attempt = { action: 's3:ListBucket', resource: bucket, keys: { 's3:prefix': prefix } };
    expect(isAllowed(attempt)).toBe(expected);
  });
});
