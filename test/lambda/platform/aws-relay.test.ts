import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AwsRelay } from '../../../config/config.ts';
import type { AgentAccess } from '../../../lambda/platform/agent-access.ts';
import { agentDoor } from '../../../lambda/platform/agent-door.ts';
import { awsMailbox } from '../../../lambda/platform/aws/aws-mailbox.ts';
import { awsRelay } from '../../../lambda/platform/aws/aws-relay.ts';
import { failureOf } from '../support/failure-of.ts';
import { type AwsAnswer, type AwsCall, type AwsStandIn, s3Error, startAws } from './aws-stand-in.ts';
import { type JudgedCall, sessionAllows } from './session-policy.ts';

let aws: AwsStandIn;
beforeEach(async () => {
  aws = await startAws();
  for (const [name, value] of Object.entries({ ...aws.environment, AWS_PROFILE: undefined })) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.stop();
});

const relayAt = (): AwsRelay => ({
  host: 'aws',
  region: 'eu-west-1',
  bucket: 'acme-relay',
  queueUrls: [1, 2].map((slot) => `${aws.environment['AWS_ENDPOINT_URL']}/111122223333/acme-agent-${slot}`),
  authority: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme-authority-a1b2c3',
  gateKey: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme-gate-key-a1b2c3',
  agentRole: 'arn:aws:iam::111122223333:role/acme-agents',
});

/** What a call is in the words of a policy. */
const judged = ({ method, path, target, body }: AwsCall): JudgedCall => {
  if (target) {
    const { QueueUrl } = JSON.parse(body) as { QueueUrl: string };
    const [account, name] = new URL(QueueUrl).pathname.split('/').slice(-2);
    return { action: target.replace('AmazonSQS.', 'sqs:'), resource: `arn:aws:sqs:eu-west-1:${account}:${name}` };
  }
  const url = new URL(path, 'http://s3');
  const [, bucket, ...parts] = url.pathname.split('/');
  const key = decodeURIComponent(parts.join('/'));
  if (url.searchParams.has('list-type')) {
    const keys = { 's3:prefix': url.searchParams.get('prefix') ?? '' };
    return { action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}`, keys };
  }
  const [, deleted] = /<Key>([^<]+)<\/Key>/.exec(body) ?? [];
  if (url.searchParams.has('delete'))
    return { action: 's3:DeleteObject', resource: `arn:aws:s3:::${bucket}/${deleted}` };
  const action = { GET: 's3:GetObject', HEAD: 's3:GetObject', PUT: 's3:PutObject' }[method] ?? method;
  return { action, resource: `arn:aws:s3:::${bucket}/${key}` };
};

const xml = (body: string, status = 200): AwsAnswer => ({ status, headers: { 'content-type': 'text/xml' }, body });

/** An AWS that gives sessions, and lets each through as its policy says until it has ended. */
const withSessions = (): {
  readonly sessions: Map<string, { policy: string; isEnded: boolean }>;
  readonly asked: URLSearchParams[];
} => {
  const sessions = new Map<string, { policy: string; isEnded: boolean }>();
  const asked: URLSearchParams[] = [];
  aws.answer((call) => {
    const form = new URLSearchParams(call.body);
    if (form.get('Action') === 'AssumeRole') {
      asked.push(form);
      const keyId = `lent-${sessions.size}`;
      sessions.set(keyId, { policy: form.get('Policy') ?? '', isEnded: false });
      return xml(
        `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>${keyId}</AccessKeyId><SecretAccessKey>CANARY</SecretAccessKey><SessionToken>CANARY</SessionToken><Expiration>2026-11-22T09:15:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      );
    }
    const session = sessions.get(call.keyId);
    const isLetIn = session !== undefined && !session.isEnded && sessionAllows(session.policy, judged(call));
    const error = session?.isEnded ? 'ExpiredToken' : 'AccessDenied';
    if (call.target) {
      const headers = { 'content-type': 'application/x-amz-json-1.0' };
      if (!isLetIn) return { status: 403, headers, body: JSON.stringify({ __type: `com.amazonaws.sqs#${error}` }) };
      const Messages = [
        { Body: 'work', ReceiptHandle: 'receipt', MessageId: 'id', MD5OfBody: '67e92c8765a9bc7fb2d335c459de9eb5' },
      ];
      return { status: 200, headers, body: call.target.endsWith('ReceiveMessage') ? JSON.stringify({ Messages }) : '' };
    }
    // DeleteObjects itself is always answered; what it may not remove it says for each.
    if (call.path.includes('?delete')) {
      const name = '<Key>x</Key>';
      return xml(`<DeleteResult>${isLetIn ? '' : `<Error>${name}<Code>${error}</Code></Error>`}</DeleteResult>`);
    }
    if (!isLetIn)
      return call.method === 'HEAD' ? { status: 403, body: '' } : s3Error(error, session?.isEnded ? 400 : 403);
    if (call.path.includes('list-type')) return xml('<ListBucketResult></ListBucketResult>');
    if (call.method === 'PUT') return { status: 200, headers: { etag: '"tag"' }, body: '' };
    return call.method === 'HEAD' ? { status: 404, body: '' } : s3Error('NoSuchKey', 404);
  });
  return { sessions, asked };
};

const web = { fetch: () => expect.fail('AWS is not called by fetch'), random: () => 0 };

/** Everything that a door can do, each in a promise. */
const everything = (access: AgentAccess) => {
  const { mailbox, queue } = agentDoor({ ...web, access: async () => access });
  return [
    queue.receive({ maximum: 1, waitSeconds: 0 }),
    mailbox.put('a', Buffer.from('x')),
    mailbox.get('a'),
    mailbox.has('a'),
    mailbox.remove(['a']),
    mailbox.list(),
    mailbox.list('requests'),
    mailbox.create('a', 'x'),
  ];
};

describe('the relay on AWS', () => {
  test('lends a session for one queue and one prefix, for a quarter of an hour', async () => {
    const { asked } = withSessions();
    const access = await awsRelay(relayAt(), Date.now).lend(2);
    expect(access).toMatchObject({
      host: 'aws',
      queueUrl: relayAt().queueUrls[1],
      prefix: 'mailbox/2/',
      expiresAt: Date.parse('2026-11-22T09:15:00Z'),
    });
    expect(Object.fromEntries(asked[0]!)).toMatchObject({
      RoleArn: 'arn:aws:iam::111122223333:role/acme-agents',
      RoleSessionName: 'sallyport-agent-2',
      DurationSeconds: '900',
    });
    await Promise.all(everything(access));
    const { queue } = agentDoor({ ...web, access: async () => access });
    const [message] = await queue.receive({ maximum: 1, waitSeconds: 0 });
    await message!.extend(60);
    await message!.done();
  });

  test('lends nothing of another slot, nothing of the registry, and no sending', async () => {
    const { sessions } = withSessions();
    const access = await awsRelay(relayAt(), Date.now).lend(1);
    const others: readonly Partial<AgentAccess>[] = [
      { queueUrl: relayAt().queueUrls[1]!, prefix: 'mailbox/2/' },
      { queueUrl: relayAt().queueUrls[1]!, prefix: 'registry/' },
      { queueUrl: relayAt().queueUrls[1]!, prefix: 'mailbox/10/' },
      { queueUrl: `${aws.environment['AWS_ENDPOINT_URL']}/111122223333/acme-agent-10`, bucket: 'acme-other' },
    ];
    for (const other of others)
      for (const failure of await Promise.all(everything({ ...access, ...other } as AgentAccess).map(failureOf)))
        expect(failure).toMatchObject({ code: expect.stringMatching(/^(queue|mailbox)-denied$/) });
    const { policy } = sessions.get('lent-0')!;
    const own = 'arn:aws:sqs:eu-west-1:111122223333:acme-agent-1';
    expect(sessionAllows(policy, { action: 'sqs:ReceiveMessage', resource: own })).toBe(true);
    for (const action of ['sqs:SendMessage', 'sqs:PurgeQueue', 'sqs:SetQueueAttributes'])
      expect(sessionAllows(policy, { action, resource: own })).toBe(false);
    const key = { action: 'kms:Decrypt', resource: 'arn:aws:kms:eu-west-1:111122223333:key/1' };
    expect(sessionAllows(policy, key)).toBe(false);
    const through = { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' };
    expect(sessionAllows(policy, { ...key, keys: through })).toBe(true);
  });

  test('has an agent ask anew when its session has ended, whatever its clock says', async () => {
    const { sessions } = withSessions();
    const places = awsRelay(relayAt(), Date.now);
    let kept = places.lend(1);
    const asked: unknown[] = [];
    const { mailbox, queue } = agentDoor({
      ...web,
      access: async (options) => {
        if (options) asked.push(options);
        if (options) kept = places.lend(1);
        return kept;
      },
    });
    expect(await mailbox.get('a')).toBeUndefined();
    for (const session of sessions.values()) session.isEnded = true;
    await Promise.all(['a', 'b', 'c'].map((name) => mailbox.put(name, Buffer.from(name))));
    expect(asked).toEqual([{ renew: true }]);
    const [message] = await queue.receive({ maximum: 1, waitSeconds: 0 });
    for (const session of sessions.values()) session.isEnded = true;
    await message!.done();
    expect(asked).toHaveLength(2);
    expect(aws.calls.at(-1)).toMatchObject({ target: 'AmazonSQS.DeleteMessage', keyId: 'lent-2' });
  });

  test.each([
    ['AccessDenied', 403, 'identity-denied', /sts:AssumeRole/],
    ['ExpiredToken', 400, 'identity-denied', /sign in again/],
    ['InternalFailure', 500, 'identity-unreachable', /try again/],
  ])('says why it can not lend: %s', async (name, status, code, says) => {
    aws.answer(() =>
      xml(`<ErrorResponse><Error><Code>${name}</Code><Message>canary</Message></Error></ErrorResponse>`, status),
    );
    const failure = await failureOf(awsRelay(relayAt(), Date.now).lend(1));
    expect(failure).toMatchObject({ code, message: expect.stringMatching(says) });
    expect(String(failure)).not.toMatch(/canary/);
  });

  test('has neither the authority nor anything to lend in a function of a source', async () => {
    const { authority, agentRole, ...ofSource } = relayAt();
    const places = awsRelay(ofSource, Date.now);
    expect(await failureOf(places.authority.readOrCreate(() => 'key'))).toMatchObject({ code: 'key-denied' });
    for (const slot of [0, 1, 3])
      expect(await failureOf(places.lend(slot))).toMatchObject({ code: 'identity-missing' });
    expect(() => places.queue(3)).toThrow(RangeError);
    expect([authority, agentRole, aws.calls]).toEqual([expect.any(String), expect.any(String), []]);
  });
});

describe('a mailbox in S3', () => {
  const place = { bucket: 'acme-relay', prefix: 'mailbox/1/', region: 'eu-west-1' };

  test.each([
    ['NoSuchBucket', 404, 'mailbox-missing', /deploy the gateway again/],
    ['AccessDenied', 403, 'mailbox-denied', /s3:DeleteObject/],
    ['ExpiredToken', 400, 'mailbox-denied', /sign in/],
    ['InternalError', 500, 'mailbox-unreachable', /try again/],
  ])('that answers with %s is a coded error', async (name, status, code, says) => {
    aws.answer(() => s3Error(name, status));
    const mailbox = awsMailbox(place);
    const calls = [
      mailbox.get('a'),
      mailbox.put('a', Buffer.from('x')),
      mailbox.list(),
      mailbox.create('a', 'x'),
      mailbox.remove(['a']),
    ];
    for (const failure of await Promise.all(calls.map(failureOf))) {
      expect(failure).toMatchObject({ code, message: expect.stringMatching(says), detail: { cause: name } });
      expect(String(failure)).not.toMatch(/canary/);
    }
  });

  test.each([
    ['once goes on to create', ['ConditionalRequestConflict'], true],
    ['once finds that another was first', ['ConditionalRequestConflict', 'PreconditionFailed'], false],
    ['finds at once that another was first', ['PreconditionFailed'], false],
  ])('that meets another write %s', async (_, refusals, isCreated) => {
    const left = [...refusals];
    aws.answer(() => {
      const name = left.shift();
      if (name === undefined) return { status: 200, headers: { etag: '"tag"' }, body: '' };
      return s3Error(name, name === 'PreconditionFailed' ? 412 : 409);
    });
    const before = aws.calls.length;
    expect(await awsMailbox(place).create('a', 'text')).toBe(isCreated);
    expect(aws.calls.slice(before).map(({ method }) => method)).toEqual(
      Array(refusals.length + (isCreated ? 1 : 0)).fill('PUT'),
    );
  });

  test('that meets another write again and again is not reached: nobody knows who was first', async () => {
    aws.answer(() => s3Error('ConditionalRequestConflict', 409));
    expect(await failureOf(awsMailbox(place).create('a', 'text'))).toMatchObject({
      code: 'mailbox-unreachable',
      detail: { cause: 'ConditionalRequestConflict' },
    });
  });

  const listening = async (server: Server): Promise<string> => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  test('is given up when a connection says nothing, or nothing more', async () => {
    const sockets: Socket[] = [];
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
    });
    const silent = await listening(createServer((socket) => void sockets.push(socket)));
    const begun = await listening(
      createServer((socket) => {
        sockets.push(socket.on('error', () => undefined));
        socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nCANARY'));
      }),
    );
    const began = performance.now();
    for (const endpoint of [silent, begun]) {
      vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
      expect(await failureOf(awsMailbox(place, {}, 200).get('a'))).toMatchObject({ code: 'mailbox-unreachable' });
    }
    expect(performance.now() - began).toBeLessThan(10_000);
    // One that begins to answer is asked again.
    expect(sockets).toHaveLength(4);
  });

  test.each([
    ['says so', 'content-length: 99000000\r\n\r\n'],
    ['does not say', 'connection: close\r\n\r\n'],
  ])('reads nothing of an object that is larger than any that is written there, and %s', async (_, head) => {
    let sockets = 0;
    const endpoint = await listening(
      createServer((socket) => {
        sockets++;
        socket.on('error', () => undefined).once('data', () => socket.write(`HTTP/1.1 200 OK\r\n${head}CANARY`));
      }),
    );
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
    expect(await failureOf(awsMailbox(place).get('a'))).toMatchObject({
      code: 'mailbox-unreachable',
      detail: { cause: 'too-large' },
    });
    expect(sockets).toBe(1);
  });

  test('reads again what broke off', async () => {
    let connections = 0;
    const endpoint = await listening(
      createServer((socket) => {
        const isFirst = ++connections === 1;
        socket
          .on('error', () => undefined)
          .once('data', () => {
            const head = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n';
            if (isFirst) socket.write(`${head}te`, () => socket.destroy());
            else socket.end(`${head}text`);
          });
      }),
    );
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
    expect(Buffer.from((await awsMailbox(place).get('a'))!).toString()).toBe('text');
    expect(connections).toBe(2);
  });
});
