import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { PlatformError } from '../../../../lambda/platform/platform-error.ts';
import type { SyncProblem } from '../../../../lambda/sync/routes/sync-refused.ts';
import { type Answered, send, syncWorld, type World } from '../create-sync-world.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const body = '{"type":"user.updated","data":{"id":"canary-of-the-user"}}';

/** Signs as the specification says, and shares nothing with what is tested. */
const signatureOf = (id: string, timestamp: string, text: string, by = secret): string =>
  `v1,${createHmac('sha256', Buffer.from(by.slice(6), 'base64'))
    .update(`${id}.${timestamp}.${text}`)
    .digest('base64')}`;

interface Call {
  readonly id?: string;
  readonly timestamp?: string;
  readonly body?: string;
  readonly by?: string;
  readonly signature?: string;
}

const secondsOf = ({ clock }: World, later = 0): string => String(Math.floor(clock.now / 1_000) + later);

const call = (
  world: World,
  { id = 'msg_1', timestamp = secondsOf(world), body: sent = body, by, signature }: Call = {},
) =>
  send(world, '/webhook', {
    headers: {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature ?? signatureOf(id, timestamp, sent, by),
    },
    body: sent,
  });

const signedWorld = (secrets = secret): World => {
  const world = syncWorld();
  world.secrets['webhook_secret'] = secrets;
  return world;
};

const problem = (status: number, code: string) => ({ status, body: expect.objectContaining({ status, code }) });

describe('a webhook', () => {
  test('has the sync run when it has settled, and wakes it up once that is written', async () => {
    const world = signedWorld();
    const { status, body: answer, headers } = await call(world);
    expect([status, headers.get('cache-control')]).toEqual([202, 'no-store']);
    expect(world.asked).toEqual([{ id: answer.run, kind: 'changed', cause: 'webhook', at: world.clock.now + 10_000 }]);
    expect(world.woken).toEqual([1]);
    expect(world.lines).toMatchObject([
      { level: 'info', event: 'webhook.accepted', run: answer.run, sync: 'bi-users' },
    ]);
    expect(JSON.stringify(world.lines)).not.toContain('canary');
  });

  test('may be what it likes: nothing of it is read', async () => {
    for (const sent of ['', '{', '\u0000', 'x'.repeat(1_024 * 1_024)]) {
      const world = signedWorld();
      expect((await call(world, { body: sent })).status).toBe(202);
    }
  });

  test('is proved as the specification shows it', async () => {
    const world = signedWorld();
    world.clock.now = 1_614_265_330_000;
    const answered = await call(world, {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: '1614265330',
      body: '{"test": 2432232314}',
      signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
    expect(answered.status).toBe(202);
  });

  test('may be signed by several keys, one of which is ours, on either side', async () => {
    const timestamp = secondsOf(signedWorld());
    const [ours, theirs] = [secret, other].map((by) => signatureOf('msg_1', timestamp, body, by));
    for (const [secrets, signature] of [
      [secret, `${theirs} ${ours}`],
      [secret, `v1a,c2ln ${ours} v2,x`],
      [`${other} ${secret}`, ours],
      [`${secret} ${other}`, ours],
    ] as const) {
      expect((await call(signedWorld(secrets), { timestamp, signature: signature! })).status).toBe(202);
    }
  });

  test.each([-300, -1, 0, 300])('may be %i seconds from now', async (seconds) => {
    const world = signedWorld();
    expect((await call(world, { timestamp: secondsOf(world, seconds) })).status).toBe(202);
  });
});

describe('a webhook that comes again', () => {
  test('asks for nothing, and is answered as it was', async () => {
    const world = signedWorld();
    const answers = await Promise.all([call(world), call(world)]);
    world.clock.now += 299_000;
    answers.push(await call(world, { timestamp: secondsOf(world, -299) }));
    expect(new Set(answers.map(({ status, body: { run } }) => `${status} ${run}`)).size).toBe(1);
    expect(world.asked).toHaveLength(1);
    expect(world.woken).toHaveLength(1);
  });

  test('is one where its sender tries again with another time and signature', async () => {
    const world = signedWorld();
    const first = await call(world);
    world.clock.now += 60_000;
    expect((await call(world)).body).toEqual(first.body);
    expect(world.asked).toHaveLength(1);
  });

  test('is none where the first could not be taken', async () => {
    const world = signedWorld();
    world.fault.ask = new PlatformError('state-unreachable', 'the store is away');
    expect(await call(world)).toMatchObject(problem(503, 'unavailable'));
    world.fault.ask = undefined;
    expect((await call(world)).status).toBe(202);
    expect(world.asked).toHaveLength(1);
  });

  test('is forgotten with its time: then the signature is refused anyway', async () => {
    const world = signedWorld();
    const timestamp = secondsOf(world);
    await call(world, { timestamp });
    world.clock.now += 301_000;
    expect(await call(world, { timestamp })).toMatchObject(problem(403, 'timestamp-refused'));
    expect((await call(world)).status).toBe(202);
    expect(world.asked).toHaveLength(2);
  });
});

describe('every refusal', () => {
  type Case = readonly [code: SyncProblem, what: string, call: (world: World) => Promise<Answered>];
  const headersOf = (world: World) => {
    const timestamp = secondsOf(world);
    return {
      'webhook-id': 'msg_1',
      'webhook-timestamp': timestamp,
      'webhook-signature': signatureOf('msg_1', timestamp, body),
    };
  };
  const without = (name: string) => (world: World) => {
    const { [name as 'webhook-id']: _gone, ...headers } = headersOf(world);
    return send(world, '/webhook', { headers, body });
  };
  const github = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const cases: readonly Case[] = [
    ['signature-missing', 'nothing', (world) => send(world, '/webhook', { body })],
    ['signature-missing', 'no id', without('webhook-id')],
    ['signature-missing', 'no time', without('webhook-timestamp')],
    ['signature-missing', 'no signature', without('webhook-signature')],
    [
      'signature-missing',
      'a signature of GitHub',
      (world) => send(world, '/webhook', { headers: { 'x-hub-signature-256': github }, body }),
    ],
    [
      'signature-missing',
      'a token of a server',
      (world) => send(world, '/webhook', { headers: { authorization: `Bearer ${world.token()}` }, body }),
    ],
    ['signature-malformed', 'an id with a dot', (world) => call(world, { id: 'msg.1' })],
    ['signature-malformed', 'an id with a blank', (world) => call(world, { id: 'msg 1' })],
    ['signature-malformed', 'an id without end', (world) => call(world, { id: 'm'.repeat(257) })],
    ['signature-malformed', 'a time with a fraction', (world) => call(world, { timestamp: `${secondsOf(world)}.5` })],
    [
      'signature-malformed',
      'a time in words',
      (world) => call(world, { timestamp: new Date(world.clock.now).toISOString() }),
    ],
    ['signature-malformed', 'a time below zero', (world) => call(world, { timestamp: '-1' })],
    [
      'signature-malformed',
      'a time with a nought before',
      (world) => call(world, { timestamp: `0${secondsOf(world)}` }),
    ],
    ['signature-malformed', 'hexadecimal digits', (world) => call(world, { signature: `v1,${'ab'.repeat(32)}` })],
    ['signature-malformed', 'another kind of signature', (world) => call(world, { signature: 'v1a,c2ln' })],
    ['signature-malformed', 'half a signature', (world) => call(world, { signature: `v1,${'A'.repeat(20)}=` })],
    [
      'signature-malformed',
      'a signature with a comma more',
      (world) => call(world, { signature: `v1,,${'A'.repeat(43)}=` }),
    ],
    [
      'signature-malformed',
      'signatures without end',
      (world) => call(world, { signature: `${signatureOf('a', 'b', 'c')} `.repeat(100).trim() }),
    ],
    ['timestamp-refused', 'too old', (world) => call(world, { timestamp: secondsOf(world, -301) })],
    ['timestamp-refused', 'from tomorrow', (world) => call(world, { timestamp: secondsOf(world, 301) })],
    ['timestamp-refused', 'milliseconds', (world) => call(world, { timestamp: String(world.clock.now).slice(0, 12) })],
    ['signature-refused', 'another key', (world) => call(world, { by: other })],
    [
      'signature-refused',
      'the secret as text',
      (world) => call(world, { by: `whsec_${Buffer.from(secret).toString('base64')}` }),
    ],
    [
      'signature-refused',
      'another body',
      (world) => call(world, { signature: signatureOf('msg_1', secondsOf(world), `${body} `) }),
    ],
    [
      'signature-refused',
      'another id',
      (world) => call(world, { signature: signatureOf('msg_2', secondsOf(world), body) }),
    ],
    [
      'signature-refused',
      'another time',
      (world) => call(world, { signature: signatureOf('msg_1', secondsOf(world, 1), body) }),
    ],
    [
      'signature-refused',
      'another case of the letters',
      (world) => call(world, { signature: signatureOf('MSG_1', secondsOf(world), body) }),
    ],
    ['body-too-large', 'more than 1 MiB', (world) => call(world, { body: 'x'.repeat(1_024 * 1_024 + 1) })],
  ];

  test.each(cases)('%s: %s', async (code, _what, refused) => {
    const world = signedWorld();
    const { status, body: answer } = await refused(world);
    expect(answer).toEqual({ status, code, detail: expect.any(String), reference: expect.any(String) });
    expect(status).toBe(code === 'body-too-large' ? 413 : 403);
    expect(world.lines).toMatchObject([{ level: 'warn', event: 'webhook.refused', code, reference: answer.reference }]);
    expect(JSON.stringify([answer, world.lines])).not.toMatch(/canary|whsec_M|msg_1/);
    expect([world.asked, world.woken]).toEqual([[], []]);
  });

  test('no choice of where the id ends lets a body be sent as another', async () => {
    const world = signedWorld();
    const old = secondsOf(world, -10_000);
    const sent = `${secondsOf(world)}.x`;
    const signature = signatureOf('msg_1', old, sent);
    expect(await call(world, { id: `msg_1.${old}`, body: 'x', signature })).toMatchObject(
      problem(403, 'signature-malformed'),
    );
  });
});

describe('the secret', () => {
  const short = `whsec_${Buffer.alloc(23, 7).toString('base64')}`;
  const long = `whsec_${Buffer.alloc(65, 7).toString('base64')}`;
  test.each<[string, string]>([
    ['is empty', ''],
    ['has no prefix', secret.slice(6)],
    ['has another prefix', secret.replace('whsec_', 'whsk_')],
    ['is too short', short],
    ['is too long', long],
    ['is no Base64', `whsec_${'*'.repeat(40)}`],
    ['was cut off', secret.slice(0, -1).padEnd(39, 'B')],
    ['has two blanks', `${secret}  ${other}`],
    ['is three', `${secret} ${other} ${secret}`],
    ['is one that is none beside a good one', `${secret} ${short}`],
  ])('%s: nobody is let in, and the log says what to enter', async (_name, secrets) => {
    const world = signedWorld(secrets);
    expect(await call(world)).toMatchObject(problem(503, 'unavailable'));
    expect(world.lines).toMatchObject([{ level: 'error', event: 'webhook.failed', code: 'secret-invalid' }]);
    expect(JSON.stringify(world.lines)).not.toContain(secret);
    expect(world.asked).toEqual([]);
  });

  test('is not entered: a call without a key is no call with an empty one', async () => {
    const world = syncWorld();
    const timestamp = secondsOf(world);
    const signature = `v1,${createHmac('sha256', '').update(`msg_1.${timestamp}.${body}`).digest('base64')}`;
    expect(await call(world, { timestamp, signature })).toMatchObject(problem(503, 'unavailable'));
    expect(world.lines).toMatchObject([{ event: 'webhook.failed', code: 'secret-missing' }]);
  });

  test('may be as short and as long as the specification says', async () => {
    for (const bytes of [24, 64]) {
      const by = `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;
      expect((await call(signedWorld(by), { by })).status).toBe(202);
    }
  });
});
