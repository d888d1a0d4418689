import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { Agent } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { AgentAccess } from '../../../lambda/platform/agent-access.ts';
import { agentDoor } from '../../../lambda/platform/agent-door.ts';
import { localRelay } from '../../../lambda/platform/local/local-relay.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { cloudAuthority, listenTls } from '../../standins/listen-tls.ts';
import { failureOf } from '../support/failure-of.ts';
import { mailboxLaws } from './mailbox-laws.ts';

afterEach(() => vi.unstubAllEnvs());

const nobody = { fetch: () => expect.fail('nothing is called'), random: () => 0 };

const newRelay = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-door-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return localRelay(directory, 'acme');
};

describe('the door of an agent on this machine', () => {
  mailboxLaws(async () => {
    const relay = await newRelay();
    return [relay.mailbox(2), agentDoor({ ...nobody, access: () => relay.lend(2) }).mailbox];
  }, 10);

  test('leads to its own queue and mailbox, as far as it is told where they are', async () => {
    const relay = await newRelay();
    let slot = 1;
    const { queue, mailbox } = agentDoor({ ...nobody, access: () => relay.lend(slot) });
    await relay.queue(1).send('for the first');
    await relay.queue(2).send('for the second');
    await relay.mailbox(2).put('a', Buffer.from('second'));
    const [first] = await queue.receive({ maximum: 5, waitSeconds: 0 });
    expect(first!.text).toBe('for the first');
    expect(await mailbox.has('a')).toBe(false);
    slot = 2;
    expect(await mailbox.has('a')).toBe(true);
    const [second] = await queue.receive({ maximum: 5, waitSeconds: 0 });
    expect(second!.text).toBe('for the second');
    // A message is done where it was received.
    await first!.done();
    await second!.done();
    for (const each of [1, 2]) expect(await relay.queue(each).receive({ maximum: 5, waitSeconds: 0 })).toEqual([]);
  });

  test('is closed for whoever gets no access, who is told why', async () => {
    const revoked = new Error('this agent was revoked');
    const { queue, mailbox } = agentDoor({ ...nobody, access: () => Promise.reject(revoked) });
    await expect(mailbox.list()).rejects.toBe(revoked);
    await expect(queue.receive({ maximum: 1, waitSeconds: 0 })).rejects.toBe(revoked);
  });
});

/** A door to a cloud that answers as it is told; each access has a token of its own. */
const withAnswers = (
  answers: readonly (readonly [status: number, body: string])[],
  renewed?: () => Promise<AgentAccess>,
) => {
  const tokens: (string | null)[] = [];
  let asked = 0;
  const place = {
    host: 'gcp',
    subscription: 'projects/acme/subscriptions/agent-1',
    bucket: 'b',
    prefix: '1/',
  } as const;
  const access = (number: number): AgentAccess => ({
    ...place,
    queueToken: 'CANARY-queue',
    mailboxToken: `CANARY-${number}`,
    expiresAt: 0,
  });
  const door = agentDoor({
    random: () => 0,
    access: async (options) => {
      if (!options?.renew) return access(0);
      asked++;
      return renewed ? renewed() : access(asked);
    },
    fetch: async (_, init) => {
      const [status, body] = answers[tokens.length] ?? expect.fail('it is called too often');
      tokens.push(new Headers(init?.headers).get('authorization'));
      return new Response(body, { status });
    },
  });
  return { door, tokens, asked: () => asked };
};

const expired = [401, '<Error><Code>AuthenticationRequired</Code></Error>'] as const;

describe('the door of an agent in a cloud', () => {
  test('asks for access anew once, and then says what the cloud says', async () => {
    const { door, tokens, asked } = withAnswers([expired, expired]);
    expect(await failureOf(door.mailbox.get('a'))).toMatchObject({ code: 'mailbox-denied' });
    expect(tokens).toEqual(['Bearer CANARY-0', 'Bearer CANARY-1']);
    expect(asked()).toBe(1);
  });

  test('says why it gets no access any more', async () => {
    const revoked = new PlatformError('identity-denied', 'this agent was revoked');
    const { door } = withAnswers([expired], () => Promise.reject(revoked));
    await expect(door.mailbox.get('a')).rejects.toBe(revoked);
  });

  test('asks for nothing where something else is wrong', async () => {
    const missing = [404, '<Error><Code>NoSuchBucket</Code></Error>'] as const;
    const { door, asked } = withAnswers([missing]);
    expect(await failureOf(door.mailbox.get('a'))).toMatchObject({ code: 'mailbox-missing' });
    expect(asked()).toBe(0);
  });

  test('is reached through a proxy, and trusts the authority that it is told', async () => {
    const asked: string[] = [];
    const s3 = await listenTls(async (request) => {
      asked.push(`${request.method} ${new URL(request.url).pathname}`);
      return new Response(null, { headers: { etag: '"tag"' } });
    });
    const connected: (string | undefined)[] = [];
    const proxy = createServer().listen(0, '127.0.0.1');
    proxy.on('connect', ({ url }, socket) => {
      connected.push(url);
      const target = connect(s3.port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
      target.pipe(socket).pipe(target);
      for (const end of [target, socket]) end.on('error', () => undefined);
    });
    await once(proxy, 'listening');
    onTestFinished(async () => {
      proxy.closeAllConnections();
      proxy.close();
      await s3.stop();
    });
    vi.stubEnv('AWS_ENDPOINT_URL', `https://127.0.0.1:${s3.port}`);
    const proxyEnv = { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    const agent = new Agent({ proxyEnv, ca: readFileSync(cloudAuthority), keepAlive: true });
    onTestFinished(() => agent.destroy());
    const access = async (): Promise<AgentAccess> => ({
      host: 'aws',
      region: 'eu-west-1',
      queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/acme-agent-1',
      bucket: 'acme-relay',
      prefix: 'mailbox/1/',
      accessKeyId: 'lent-1',
      secretAccessKey: 'CANARY',
      sessionToken: 'CANARY',
      expiresAt: 0,
    });
    const { mailbox } = agentDoor({ ...nobody, agent, access });
    await mailbox.put('a', Buffer.from('x'));
    await mailbox.put('b', Buffer.from('x'));
    expect(asked).toEqual(['PUT /acme-relay/mailbox/1/a', 'PUT /acme-relay/mailbox/1/b']);
    // The connection stays open.
    expect(connected).toEqual([`127.0.0.1:${s3.port}`]);
    const strict = new Agent({ proxyEnv });
    onTestFinished(() => strict.destroy());
    const untrusting = agentDoor({ ...nobody, agent: strict, access });
    expect(await failureOf(untrusting.mailbox.put('a', Buffer.from('x')))).toMatchObject({
      code: 'mailbox-unreachable',
    });
  });
});
