import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { PlatformError } from '../../../../lambda/platform/platform-error.ts';
import { relayPaths, relayProblems } from '../../../../lambda/relay/protocol.ts';
import { listAgents } from '../../../../lambda/relay/registry/agent-status.ts';
import { removeAgent, revokeAgent } from '../../../../lambda/relay/registry/end-agent.ts';
import { contentDigest } from '../../../../lambda/relay/signature/content-digest.ts';
import { memoryState } from '../../support/memory-state.ts';
import { newRequest, requestFor } from '../authority/requests.ts';
import {
  type Answered,
  beat,
  callAs,
  codeFor,
  connectAs,
  connection,
  enrol,
  enrolled,
  heartbeatAs,
  newIncarnation,
  newKey,
  publicUrl,
  relayWorld,
  type Sent,
  send,
  signedHeaders,
  type TestAgent,
  type World,
} from './relay-world.ts';

/** What each refused call looks like, and nothing else in it. */
const refusal = (code: keyof typeof relayProblems) => ({
  status: relayProblems[code],
  body: expect.objectContaining({ code, status: relayProblems[code] }),
});

const signedPaths = [
  relayPaths.certificate,
  relayPaths.connect,
  relayPaths.heartbeat,
  relayPaths.access,
  relayPaths.goodbye,
];

/** A good body for each route of an agent. */
const bodyFor = async (path: string, agent: TestAgent): Promise<object> => {
  if (path === relayPaths.certificate) return { request: (await newRequest()).request };
  if (path === relayPaths.connect) return connection(agent);
  return path === relayPaths.heartbeat ? beat(agent) : { incarnation: agent.incarnation };
};

/** Everything that the registry holds of an agent. */
const stored = async (world: World, agent = 'berlin') => (await world.registry.read(`agents/${agent}`))?.text;

describe('every refusal', () => {
  type Case = readonly [code: keyof typeof relayProblems, what: string, call: (world: World) => Promise<Answered>];
  const asRegistrar = (world: World, sent: Sent, path: string = relayPaths.codes) =>
    send(world.relay, path, { ...sent, headers: { authorization: `Bearer ${world.token()}` } });
  const cases: readonly Case[] = [
    ['not-found', 'no route', (world) => send(world.relay, '/nothing', { method: 'GET' })],
    ['not-found', 'another method', (world) => send(world.relay, '/connect', { method: 'GET' })],
    ['not-found', 'the name of a method of objects', (world) => send(world.relay, '/constructor', { method: 'GET' })],
    ['request-malformed', 'no JSON', (world) => asRegistrar(world, { body: '{' })],
    ['request-malformed', 'no name', (world) => asRegistrar(world, { body: {} })],
    ['request-malformed', 'a name in capitals', (world) => asRegistrar(world, { body: { agent: 'Berlin' } })],
    ['request-malformed', 'a name with a dot', (world) => asRegistrar(world, { body: { agent: 'a.b' } })],
    ['request-malformed', 'a path for a name', (world) => asRegistrar(world, { body: { agent: '../slots' } })],
    ['request-malformed', 'a field too many', (world) => asRegistrar(world, { body: { agent: 'a', slot: 3 } })],
    ['request-malformed', 'no uses', (world) => asRegistrar(world, { body: { agent: 'a', uses: 0 } })],
    ['request-malformed', 'too many uses', (world) => asRegistrar(world, { body: { agent: 'a', uses: 17 } })],
    [
      'request-malformed',
      'too short a life',
      (world) => asRegistrar(world, { body: { agent: 'a', lifetimeSeconds: 59 } }),
    ],
    [
      'request-malformed',
      'too long a life',
      (world) => asRegistrar(world, { body: { agent: 'a', lifetimeSeconds: 604_801 } }),
    ],
    [
      'request-malformed',
      'a name that is too long with its number',
      (world) => asRegistrar(world, { body: { agent: 'a'.repeat(31), uses: 2 } }),
    ],
    [
      'request-malformed',
      'no certificate request',
      (world) => asRegistrar(world, { body: { agent: 'a', request: 'x' } }, '/agents'),
    ],
    [
      'request-malformed',
      'a request for another curve',
      async (world) =>
        asRegistrar(world, { body: { agent: 'a', request: (await newRequest('P-384')).request } }, '/agents'),
    ],
    [
      'request-malformed',
      'a request that another key has signed',
      async (world) =>
        asRegistrar(
          world,
          { body: { agent: 'a', request: await requestFor(newKey().publicKey, newKey().privateKey) } },
          '/agents',
        ),
    ],
    [
      'request-malformed',
      'no name of an agent',
      async (world) => asRegistrar(world, { body: { request: 'x' } }, '/agents'),
    ],
    [
      'request-malformed',
      'a body of more than 64 KiB',
      (world) => send(world.relay, '/connect', { body: 'x'.repeat(65_537) }),
    ],
    ['registrar-refused', 'no token', (world) => send(world.relay, '/codes', { body: { agent: 'a' } })],
    [
      'registrar-refused',
      'neither code nor token',
      (world) => send(world.relay, '/agents', { body: { request: 'x' } }),
    ],
    [
      'code-refused',
      'a code that is none',
      (world) => send(world.relay, '/agents', { body: { code: 'x', request: 'x' } }),
    ],
    ['signature-refused', 'no signature', (world) => send(world.relay, '/connect', { body: {} })],
    [
      'agent-unknown',
      'a certificate that nobody has',
      async (world) => {
        const thumbprint = createHash('sha256').update('none').digest('base64url');
        return callAs(world, { key: newKey().privateKey, thumbprint }, '/connect', {});
      },
    ],
    [
      'agent-refused',
      'a name that is running elsewhere, without a code for it',
      async (world) => {
        await connectAs(world, await enrolled(world, 'berlin'));
        world.clock.now += 60_000;
        return enrol(world, { agent: 'berlin', bearer: world.token() });
      },
    ],
    [
      'unavailable',
      'nothing to lend',
      async (world) => {
        const agent = await enrolled(world, 'berlin');
        world.fault.lend = new PlatformError('identity-unreachable', 'the secret reason');
        return connectAs(world, agent);
      },
    ],
    [
      'internal',
      'a fault of ours',
      async (world) => {
        const agent = await enrolled(world, 'berlin');
        world.fault.lend = new TypeError('the secret reason');
        return connectAs(world, agent);
      },
    ],
  ];
  test.each(cases)('%s: %s', async (code, _what, call) => {
    const world = relayWorld();
    const answered = await call(world);
    expect(answered).toMatchObject(refusal(code));
    expect(answered.headers.get('content-type')).toBe('application/problem+json');
    expect(Object.keys(answered.body).sort()).toEqual(['code', 'detail', 'reference', 'status']);
    expect(JSON.stringify(answered.body)).not.toMatch(/secret reason|\.ts:|node:internal/);
    const line = world.lines.at(-1);
    expect(line).toMatchObject({
      event: answered.status < 500 ? 'agent.refused' : 'relay.failed',
      fields: { gateway: 'acme', code, reference: answered.body.reference },
    });
    if (code === 'internal') expect(JSON.stringify(line)).not.toContain('secret reason');
  });

  test('the table has those that have no test by name', () => {
    const named = [
      'agent-revoked',
      'certificate-expired',
      'clock-differs',
      'call-replayed',
      'agent-replaced',
      'agents-full',
      'slot-gone',
    ];
    expect([...new Set([...cases.map(([code]) => code), ...named])].sort()).toEqual(Object.keys(relayProblems).sort());
  });

  const connections: readonly (readonly [string, object])[] = [
    ['no capacity', { capacity: 0 }],
    ['too much capacity', { capacity: 65 }],
    ['a short incarnation', { incarnation: 'a' }],
    ['a path for an incarnation', { incarnation: '../../../../../../../x' }],
    ['a version that is markup', { version: '<b>' }],
    [
      'a key that is no point of the curve',
      { agreementKey: Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]).toString('base64url') },
    ],
    ['a compressed key', { agreementKey: Buffer.concat([Buffer.of(2), Buffer.alloc(32, 1)]).toString('base64url') }],
    ['a slot of its choice', { slot: 2 }],
    ['the name of another agent', { agent: 'paris' }],
  ];
  test.each(connections)('a connection with %s', async (_what, more) => {
    const world = relayWorld();
    const agent = await enrolled(world, 'berlin');
    const before = await stored(world);
    expect(await connectAs(world, agent, more)).toMatchObject(refusal('request-malformed'));
    expect(await stored(world)).toBe(before);
  });
});

describe('a stolen code', () => {
  test('that was used is worth nothing to another key', async () => {
    const world = relayWorld();
    const { code } = await codeFor(world, { agent: 'berlin' });
    const { agent } = await enrol(world, { code });
    expect(await enrol(world, { code })).toMatchObject(refusal('code-refused'));
    expect((await connectAs(world, agent)).status).toBe(200);
  });

  test('wins once when it is used by many at the same time', async () => {
    const world = relayWorld();
    const { code } = await codeFor(world, { agent: 'berlin' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => enrol(world, { code, relay: world.another() })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect(answer).toMatchObject(refusal('code-refused'));
    expect(await listAgents(world.registry, world.clock.now)).toHaveLength(1);
  });

  test('that has expired is worth nothing', async () => {
    const world = relayWorld();
    const { code } = await codeFor(world, { agent: 'berlin', lifetimeSeconds: 60 });
    world.clock.now += 60_000;
    expect(await enrol(world, { code })).toMatchObject(refusal('code-refused'));
  });

  test('lets in under no other name', async () => {
    const world = relayWorld();
    const { code } = await codeFor(world, { agent: 'berlin' });
    expect(await enrol(world, { code, agent: 'paris' })).toMatchObject(refusal('code-refused'));
    const renamed = code.replace('berlin', 'paris');
    expect(await enrol(world, { code: renamed })).toMatchObject(refusal('code-refused'));
    expect((await enrol(world, { code, agent: 'berlin' })).status).toBe(200);
  });

  test('gives the key that used it its certificate once more, for an answer that was lost, and under no other name', async () => {
    const world = relayWorld();
    const { code } = await codeFor(world, { agent: 'berlin', uses: 2 });
    const key = newKey();
    const { agent } = await enrol(world, { code, key });
    await connectAs(world, agent);
    const again = await enrol(world, { code, key });
    expect(again.body.agent).toBe('berlin-1');
    expect((await heartbeatAs(world, agent)).status).toBe(200);
    expect((await heartbeatAs(world, { ...again.agent, incarnation: agent.incarnation })).status).toBe(200);
    expect(await enrol(world, { code, key, agent: 'berlin-2' })).toMatchObject(refusal('code-refused'));
    world.clock.now += 3_600_000;
    expect(await enrol(world, { code, key })).toMatchObject(refusal('code-refused'));
  });

  test('that was issued before the agent was removed is worth nothing, used or not', async () => {
    const world = relayWorld();
    const [{ code }, { code: unused }] = [
      await codeFor(world, { agent: 'berlin' }),
      await codeFor(world, { agent: 'berlin' }),
    ];
    const key = newKey();
    await enrol(world, { code, key });
    await removeAgent(world.registry, 'berlin', world.clock.now);
    expect(await enrol(world, { code, key })).toMatchObject(refusal('code-refused'));
    expect(await enrol(world, { code: unused })).toMatchObject(refusal('code-refused'));
    world.clock.now += 1;
    expect((await enrolled(world, 'berlin')).enrolment.agent).toBe('berlin');
  });

  test('is not found by trying: after some, nobody is answered for a minute', async () => {
    const world = relayWorld();
    const { code } = await codeFor(world, { agent: 'berlin' });
    const [agent, , authority] = code.split('.');
    const guess = () => enrol(world, { code: `${agent}.${newIncarnation()}.${authority}` });
    for (let tries = 0; tries < 30; tries++) expect(await guess()).toMatchObject(refusal('code-refused'));
    const { status, headers } = await guess();
    expect([status, headers.get('retry-after')]).toEqual([503, '60']);
    expect((await enrol(world, { code })).status).toBe(503);
    world.clock.now += 60_000;
    expect((await enrol(world, { code })).status).toBe(200);
  });

  test('can not be read from the registry', async () => {
    const registry = memoryState();
    const written: string[] = [];
    const spied = {
      ...registry,
      write: (name: string, text: string, after?: string) => {
        written.push(name, text);
        return registry.write(name, text, after);
      },
    };
    const world = relayWorld({}, { registry: spied });
    const { code } = await codeFor(world, { agent: 'berlin' });
    await enrol(world, { code });
    const [, secret = ''] = code.split('.');
    expect(JSON.stringify([written, world.lines])).not.toContain(secret);
  });
});

describe('an agent that signs', () => {
  test('with a stolen certificate and another key is refused', async () => {
    const world = relayWorld();
    const { thumbprint, incarnation } = await enrolled(world, 'berlin');
    const thief = { key: newKey().privateKey, thumbprint, incarnation };
    const before = await stored(world);
    for (const path of signedPaths) {
      const answered = await callAs(world, thief, path, await bodyFor(path, thief as TestAgent));
      expect(answered).toMatchObject(refusal('signature-refused'));
    }
    expect(await stored(world)).toBe(before);
    expect(world.lent).toEqual([]);
  });

  test('is answered once: a call that is played back is refused, by any process of the function', async () => {
    const world = relayWorld();
    const agent = await enrolled(world, 'berlin');
    await connectAs(world, agent);
    for (const path of [
      relayPaths.access,
      relayPaths.heartbeat,
      relayPaths.certificate,
      relayPaths.connect,
      relayPaths.goodbye,
    ]) {
      const body = await bodyFor(path, agent);
      const headers = await signedHeaders(world, agent, { path, body });
      const sent = { headers, body };
      expect((await send(world.relay, path, sent)).status).toBe(200);
      expect(await send(world.relay, path, sent)).toMatchObject(refusal('call-replayed'));
      expect(await send(world.another(), path, sent)).toMatchObject(refusal('call-replayed'));
      world.clock.now += 60_000;
      expect(await send(world.relay, path, sent)).toMatchObject(refusal('call-replayed'));
      world.clock.now += 1_000;
      expect(await send(world.relay, path, sent)).toMatchObject(refusal('clock-differs'));
      await connectAs(world, agent);
    }
  });

  test('wins once when a call is played back at the same moment', async () => {
    const world = relayWorld();
    const agent = await enrolled(world, 'berlin');
    await connectAs(world, agent);
    const call = { path: '/heartbeat', body: beat(agent) };
    const headers = await signedHeaders(world, agent, call);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => send(world.another(), call.path, { headers, body: call.body })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(401)]);
  });

  test('has its calls forgotten only when their time refuses them', async () => {
    const world = relayWorld();
    const agent = await enrolled(world, 'berlin');
    await connectAs(world, agent);
    const path = '/heartbeat';
    const body = beat(agent);
    const now = world.clock.now + 60_000;
    const headers = await signedHeaders(world, agent, { path, body }, { now });
    expect((await send(world.relay, path, { headers, body })).status).toBe(200);
    for (let seconds = 0; seconds < 120; seconds += 20) {
      expect(await send(world.relay, path, { headers, body })).toMatchObject(refusal('call-replayed'));
      world.clock.now += 20_000;
      await heartbeatAs(world, agent);
    }
    world.clock.now += 1_000;
    expect(await send(world.relay, path, { headers, body })).toMatchObject(refusal('clock-differs'));
    world.clock.now += 120_000;
    await heartbeatAs(world, agent);
    expect(Object.keys(JSON.parse((await stored(world))!).nonces)).toHaveLength(1);
  });

  test.each([-61_000, 62_000])('by a clock that is %i ms off hears the right time', async (off) => {
    const world = relayWorld();
    const agent = await enrolled(world, 'berlin');
    const path = '/connect';
    const body = connection(agent);
    const headers = await signedHeaders(world, agent, { path, body }, { now: world.clock.now + off });
    expect(await send(world.relay, path, { headers, body })).toMatchObject({
      status: 401,
      body: { code: 'clock-differs', now: world.clock.now },
    });
    const right = await signedHeaders(world, agent, { path, body });
    expect((await send(world.relay, path, { headers: right, body })).status).toBe(200);
  });

  test('and is revoked is refused at every route at once, by processes that knew it too', async () => {
    const world = relayWorld();
    const agent = await enrolled(world, 'berlin');
    const { code } = await codeFor(world, { agent: 'berlin' });
    await connectAs(world, agent);
    const lent = world.lent.length;
    await revokeAgent(world.registry, 'berlin', world.clock.now);
    for (const path of signedPaths) {
      expect(await callAs(world, agent, path, await bodyFor(path, agent))).toMatchObject(refusal('agent-revoked'));
      expect(world.lines.at(-1)).toMatchObject({
        event: 'agent.refused',
        fields: { code: 'agent-revoked', agent: 'berlin' },
      });
    }
    expect(await enrol(world, { code })).toMatchObject(refusal('agent-revoked'));
    expect(await enrol(world, { agent: 'berlin', bearer: world.token() })).toMatchObject(refusal('agent-revoked'));
    expect(world.lent).toHaveLength(lent);
    expect(await listAgents(world.registry, world.clock.now)).toMatchObject([{ state: 'revoked' }]);
  });

  test('gets access to its own slot alone, whatever it asks for', async () => {
    const world = relayWorld();
    const [berlin, paris] = [await enrolled(world, 'berlin'), await enrolled(world, 'paris')];
    await connectAs(world, berlin);
    await connectAs(world, paris);
    const asked = [
      { incarnation: paris.incarnation },
      { incarnation: berlin.incarnation, slot: 2 },
      { incarnation: berlin.incarnation, agent: 'paris' },
    ];
    for (const body of asked) expect((await callAs(world, berlin, '/access', body)).status).toBeGreaterThan(399);
    expect(world.lent).toEqual([1, 2]);
    expect((await callAs(world, berlin, '/access', { incarnation: berlin.incarnation })).body.slot).toBe(1);
    // With the name of the other's certificate, signed by its own key.
    const posing = { key: berlin.key, thumbprint: paris.thumbprint };
    const answered = await callAs(world, posing, '/access', { incarnation: paris.incarnation });
    expect(answered).toMatchObject(refusal('signature-refused'));
  });

  test('of another gateway is refused, with its code and its calls', async () => {
    const [world, other] = [relayWorld(), relayWorld({}, { gateway: 'other' })];
    const [agent, stranger] = [await enrolled(world, 'berlin'), await enrolled(other, 'berlin')];
    await connectAs(world, agent);
    expect(await connectAs(world, stranger)).toMatchObject(refusal('agent-unknown'));
    const { code } = await codeFor(other, { agent: 'berlin' });
    expect(await enrol(world, { code })).toMatchObject(refusal('code-refused'));
    const heard = { path: '/heartbeat', body: beat(stranger) };
    const headers = await signedHeaders(other, stranger, heard);
    expect(await send(world.relay, heard.path, { headers, body: heard.body })).toMatchObject(refusal('agent-unknown'));
  });

  type Headers = Readonly<Record<string, string>>;
  const digestOf = (body: object) => contentDigest(new TextEncoder().encode(JSON.stringify(body)));
  const tampered: readonly (readonly [
    string,
    (headers: Headers, agent: TestAgent) => Sent & { readonly path?: string },
  ])[] = [
    ['another body', (headers, agent) => ({ headers, body: beat(agent, { running: 9 }) })],
    [
      'another body and its digest',
      (headers, agent) => {
        const body = beat(agent, { running: 9 });
        return { headers: { ...headers, 'content-digest': digestOf(body) }, body };
      },
    ],
    ['no body', (headers) => ({ headers, body: '' })],
    ['another path', (headers) => ({ headers, path: '/goodbye' })],
    ['no digest', ({ 'content-digest': _, ...headers }) => ({ headers })],
    ['no signature', ({ signature: _, ...headers }) => ({ headers })],
    ['no input of the signature', ({ 'signature-input': _, ...headers }) => ({ headers })],
    [
      'half a signature',
      (headers) => ({ headers: { ...headers, signature: `agent=:${headers['signature']?.slice(7, 51)}:` } }),
    ],
    [
      'a signature of nothing',
      (headers) => ({ headers: { ...headers, signature: `agent=:${Buffer.alloc(64).toString('base64')}:` } }),
    ],
    ['a digest of another kind', (headers) => ({ headers: { ...headers, 'content-digest': 'md5=:AAAA:' } })],
    ...(
      [
        ['a later time', /created=(\d+)/, 'created=1767225601'],
        ['a later end', /expires=(\d+)/, 'expires=1767229999'],
        ['another nonce', /nonce="[^"]+"/, 'nonce="AAAAAAAAAAAAAAAAAAAAAA"'],
        ['a short nonce', /nonce="[^"]+"/, 'nonce="A"'],
        ['no nonce', /;nonce="[^"]+"/, ''],
        ['no time', /;created=\d+/, ''],
        ['a time that is a text', /created=\d+/, 'created="1767225600"'],
        ['another algorithm', /ecdsa-p256-sha256/, 'hmac-sha256'],
        ['no algorithm', /;alg="[^"]+"/, ''],
        ['another tag', /sallyport-agent/, 'another'],
        ['a parameter too many', /$/, ';more=1'],
        ['fewer components', / "content-digest"/, ''],
        ['a component twice', /"content-digest"/, '"@method"'],
        ['a component of the answer', /"@method"/, '"@method";req'],
        ['what is no structured field', /\(/, '(('],
      ] as const
    ).map(
      ([what, from, to]) =>
        [
          what,
          (headers: Headers) => ({
            headers: { ...headers, 'signature-input': (headers['signature-input'] ?? '').replace(from, to) },
          }),
        ] as const,
    ),
    [
      'a second signature of the same tag',
      (headers) => ({
        headers: {
          ...headers,
          'signature-input': `${headers['signature-input']}, ${headers['signature-input']?.replace('agent=', 'other=')}`,
        },
      }),
    ],
  ];
  test.each(tampered)('and whose call was changed on the way is refused: %s', async (_what, change) => {
    const world = relayWorld();
    const agent = await enrolled(world, 'berlin');
    await connectAs(world, agent);
    const body = beat(agent);
    const headers = await signedHeaders(world, agent, { path: '/heartbeat', body });
    const { path = '/heartbeat', ...sent } = change(headers, agent);
    const before = await stored(world);
    expect(await send(world.relay, path, { body, ...sent })).toMatchObject(refusal('signature-refused'));
    expect(await stored(world)).toBe(before);
    expect((await send(world.relay, '/heartbeat', { headers, body })).status).toBe(200);
  });

  test('may have its call signed by others besides', async () => {
    const world = relayWorld();
    const agent = await enrolled(world, 'berlin');
    await connectAs(world, agent);
    const body = beat(agent);
    const headers = await signedHeaders(world, agent, { path: '/heartbeat', body });
    const more = {
      ...headers,
      'signature-input': `proxy=("@authority");created=1;tag="proxy", ${headers['signature-input']}`,
      signature: `proxy=:AAAA:, ${headers['signature']}`,
    };
    expect((await send(world.relay, '/heartbeat', { headers: more, body })).status).toBe(200);
  });

  test('can not fill the registry', async () => {
    const world = relayWorld();
    const agent = await enrolled(world, 'berlin');
    await connectAs(world, agent);
    for (let calls = 1; calls < 200; calls++) await heartbeatAs(world, agent);
    const { status, body } = await heartbeatAs(world, agent);
    expect([status, body.code]).toEqual([503, 'unavailable']);
    expect((await stored(world))!.length).toBeLessThan(16_384);
    world.clock.now += 121_000;
    expect((await heartbeatAs(world, agent)).status).toBe(200);
  });

  test('nobody knows costs the registry no more than a few looks', async () => {
    const registry = memoryState();
    let reads = 0;
    const counted = {
      ...registry,
      read: (name: string) => {
        reads += 1;
        return registry.read(name);
      },
    };
    const world = relayWorld({}, { registry: counted });
    const agent = await enrolled(world, 'berlin');
    await connectAs(world, agent);
    reads = 0;
    const codes = new Set<string>();
    for (let calls = 0; calls < 100; calls++) {
      const { body } = await callAs(
        world,
        { key: agent.key, thumbprint: createHash('sha256').update(`${calls}`).digest('base64url') },
        '/heartbeat',
        beat(agent),
      );
      codes.add(body.code);
    }
    expect([...codes]).toEqual(['agent-unknown', 'unavailable']);
    expect(reads).toBeLessThan(100);
    expect((await heartbeatAs(world, agent)).status).toBe(200);
  });

  test('nobody knows, however many, keep out nobody who was enrolled meanwhile', async () => {
    const world = relayWorld();
    const unknown = async (calls: number) => {
      const { key } = await newRequest();
      const thumbprint = createHash('sha256').update(`${calls}`).digest('base64url');
      return callAs(world, { key, thumbprint }, '/connect', {});
    };
    for (let calls = 0; calls < 60; calls++) await unknown(calls);
    const agent = await enrolled(world, 'berlin');
    expect((await connectAs(world, agent)).status).toBe(503);
    world.clock.now += 2_000;
    expect((await connectAs(world, agent)).status).toBe(200);
  });
});

describe('a registrar', () => {
  test.each([
    ['of another issuer', { iss: 'https://evil.example/' }],
    ['for another audience', { aud: 'gateway' }],
    ['of another subject', { sub: 'somebody' }],
    ['that has expired', { exp: 1 }],
  ])('with a token %s may nothing', async (_what, claims) => {
    const world = relayWorld();
    const headers = { authorization: `Bearer ${world.token(claims)}` };
    const { request } = await newRequest();
    const calls: readonly (readonly [string, Sent])[] = [
      ['/codes', { headers, body: { agent: 'berlin' } }],
      ['/agents', { headers, body: { agent: 'berlin', request } }],
      ['/agents', { headers, method: 'GET' }],
    ];
    for (const [path, sent] of calls)
      expect(await send(world.relay, path, sent)).toMatchObject(refusal('registrar-refused'));
    expect(await listAgents(world.registry, world.clock.now)).toEqual([]);
  });

  test('may nothing but enrol and see: each route of an agent refuses its token', async () => {
    const world = relayWorld();
    const agent = await enrolled(world, 'berlin');
    await connectAs(world, agent);
    const lent = world.lent.length;
    for (const path of signedPaths) {
      const headers = { authorization: `Bearer ${world.token()}` };
      const body = await bodyFor(path, agent);
      expect(await send(world.relay, path, { headers, body })).toMatchObject(refusal('signature-refused'));
    }
    for (const [method, path] of [
      ['DELETE', '/agents'],
      ['POST', '/revoke'],
      ['DELETE', '/agents/berlin'],
      ['PUT', '/codes'],
    ] as const) {
      const headers = { authorization: `Bearer ${world.token()}` };
      expect(await send(world.relay, path, { method, headers })).toMatchObject(refusal('not-found'));
    }
    expect(world.lent).toHaveLength(lent);
    expect((await heartbeatAs(world, agent)).status).toBe(200);
  });

  test('counts by claims where no subject is configured', async () => {
    const world = relayWorld({
      registrars: [
        { name: 'nobody', issuer: 'https://other.example/', audience: 'x', subject: 'y', claims: {} },
        {
          name: 'department',
          issuer: 'https://login.acme.example/',
          audience: 'sallyport-relay',
          claims: { department: 'platform' },
        },
      ],
    });
    const ask = (claims: object) =>
      send(world.relay, '/codes', {
        headers: { authorization: `Bearer ${world.token({ ...claims })}` },
        body: { agent: 'a' },
      });
    expect(await ask({})).toMatchObject(refusal('registrar-refused'));
    expect(await ask({ department: 'sales' })).toMatchObject(refusal('registrar-refused'));
    expect((await ask({ department: 'platform' })).status).toBe(200);
    expect(world.lines.at(-1)).toMatchObject({ event: 'relay.code-issued', fields: { registrar: 'department' } });
  });

  test('is none where none is configured', async () => {
    const world = relayWorld({ registrars: [] });
    const headers = { authorization: `Bearer ${world.token()}` };
    expect(await send(world.relay, '/codes', { headers, body: { agent: 'a' } })).toMatchObject(
      refusal('registrar-refused'),
    );
  });
});

test('a body of more than 64 KiB is not read to its end', async () => {
  const world = relayWorld();
  let pulled = 0;
  const body = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(16_384));
    },
  });
  const request = new Request(`${publicUrl}connect`, { method: 'POST', body, duplex: 'half' } as RequestInit);
  const response = await world.relay(request, { target: '/connect', publicUrl });
  expect(response.status).toBe(400);
  expect(pulled).toBeLessThan(10);
});

test('no log line and no answer holds a secret, a token, a key or a signature', async () => {
  const world = relayWorld();
  const { code } = await codeFor(world, { agent: 'berlin' });
  const { agent } = await enrol(world, { code });
  await connectAs(world, agent);
  await enrol(world, { code });
  await enrol(world, { agent: 'paris', bearer: `${world.token()}x` });
  const headers = await signedHeaders(world, agent, { path: '/heartbeat', body: beat(agent) });
  await send(world.relay, '/heartbeat', { headers, body: beat(agent, { running: 2 }) });
  const log = JSON.stringify(world.lines);
  for (const secret of [code.split('.')[1]!, headers['signature']!.slice(8, 40), 'eyJ', 'PRIVATE', 'BEGIN']) {
    expect(log).not.toContain(secret);
  }
});
