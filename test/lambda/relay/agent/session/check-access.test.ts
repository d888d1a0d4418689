import { expect, test } from 'vitest';
import type { AgentAccess } from '../../../../../lambda/platform/agent-access.ts';
import { AgentError } from '../../../../../lambda/relay/agent/agent-error.ts';
import { checkAccess } from '../../../../../lambda/relay/agent/session/check-access.ts';
import { enrolled, startAgent } from '../support/test-agent.ts';
import { startTestGate } from '../support/test-gate.ts';

const aws = {
  host: 'aws',
  region: 'eu-west-1',
  queueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/acme-relay-1',
  bucket: 'acme-relay-3f9c',
  prefix: 'mailbox/1/',
  accessKeyId: 'ASIA0000000000000000',
  secretAccessKey: 'secret/+=',
  sessionToken: 'token==',
  expiresAt: 1,
} as const;
const gcp = {
  host: 'gcp',
  subscription: 'projects/acme-prod/subscriptions/acme--agent-1',
  bucket: 'acme-mailboxes',
  prefix: '12/',
  queueToken: 'ya29.a',
  mailboxToken: 'ya29.b',
  expiresAt: 1,
} as const;
const azure = {
  host: 'azure',
  queueUrl: 'https://acmerelay3f9c.queue.core.windows.net/agent-1',
  containerUrl: 'https://acmerelay3f9c.blob.core.windows.net/mailbox-1',
  queueSignature: 'sv=2025-11-05&sig=a%2Bb',
  containerSignature: 'sv=2025-11-05&sig=a%2Bb',
  expiresAt: 1,
} as const;
const local = { host: 'local', folder: '/srv/acme/.sallyport/relay/acme/agents', slot: 1, expiresAt: 1 } as const;

test.each<[string, AgentAccess]>([
  ['AWS', aws],
  [
    'AWS in China',
    { ...aws, region: 'cn-north-1', queueUrl: 'https://sqs.cn-north-1.amazonaws.com.cn/123456789012/acme-relay-1' },
  ],
  [
    'AWS GovCloud',
    { ...aws, region: 'us-gov-west-1', queueUrl: 'https://sqs.us-gov-west-1.amazonaws.com/123456789012/acme-relay-1' },
  ],
  ['Google Cloud', gcp],
  ['Azure', azure],
  ['this machine', local],
])('lets in what the gate lends on %s', (_, access) => {
  expect(checkAccess(access, 'acme')).toBe(access);
});

test.each<[string, object | null]>([
  ['a queue in the private network', { ...aws, queueUrl: 'http://10.0.0.5:8080/admin' }],
  ['a queue at the metadata service', { ...aws, queueUrl: 'http://169.254.169.254/latest/meta-data' }],
  ['a queue over plain HTTP', { ...aws, queueUrl: aws.queueUrl.replace('https', 'http') }],
  ['a queue at another port', { ...aws, queueUrl: aws.queueUrl.replace('.com/', '.com:8443/') }],
  ['a queue at a name that begins alike', { ...aws, queueUrl: aws.queueUrl.replace('.com/', '.com.acme.internal/') }],
  [
    'a queue with a user before the host',
    { ...aws, queueUrl: 'https://sqs.eu-west-1.amazonaws.com@hr.acme.internal/1' },
  ],
  ['a queue of another region', { ...aws, region: 'us-east-1' }],
  ['a region that is a host', { ...aws, region: 'eu-west-1.acme.internal/' }],
  ['a bucket that is an address', { ...aws, bucket: 'http://hr.acme.internal/' }],
  ['a bucket that is an access point', { ...aws, bucket: 'arn:aws:s3:eu-west-1:123456789012:accesspoint/other' }],
  ['a prefix above its own', { ...aws, prefix: 'mailbox/1/../2/' }],
  ['a prefix of all', { ...aws, prefix: '' }],
  ['a key with a line feed', { ...aws, sessionToken: 'a\r\nx-other: b' }],
  ['a subscription with a path', { ...gcp, subscription: 'projects/acme-prod/subscriptions/a/../../topics/b' }],
  ['a blob container elsewhere', { ...azure, containerUrl: 'https://hr.acme.internal/mailbox-1' }],
  ['a queue of storage elsewhere', { ...azure, queueUrl: 'https://hr.acme.internal/agent-1' }],
  ['a signature with a query of its own', { ...azure, queueSignature: 'sig=a?comp=list' }],
  ['a folder of the machine', { ...local, folder: '/etc' }],
  ['a folder above', { ...local, folder: '/srv/x/../.sallyport/relay/acme/agents' }],
  ['a folder of another gateway', { ...local, folder: '/srv/acme/.sallyport/relay/other/agents' }],
  ['a folder that depends on where it runs', { ...local, folder: 'x/.sallyport/relay/acme/agents' }],
  ['a slot that is a path', { ...local, slot: '../../..' }],
  ['no time at all', { ...aws, expiresAt: undefined }],
  ['another kind of host', { ...aws, host: 'ftp' }],
  ['nothing', null],
])('refuses %s', (_, access) => {
  expect(() => checkAccess(access as AgentAccess, 'acme')).toThrow(AgentError);
});

test('an agent connects to nothing that only its gate says is its queue', async () => {
  await using gate = await startTestGate();
  const folder = await enrolled(gate, 'berlin');
  const lend = async () => ({
    ...aws,
    queueUrl: `${gate.directUrl}/in-the-private-network`,
    expiresAt: Date.now() + 900_000,
  });
  Object.assign(gate.places, { lend });
  await using agent = await startAgent(gate, folder);
  const line = await agent.until('gate.unreachable');
  expect(line).toMatchObject({ code: 'gate-untrusted' });
  expect(agent.lines.map(({ event }) => event)).not.toContain('agent.connected');
  agent.cut();
});
