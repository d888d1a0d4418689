import { verify, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { signedGateKey } from '../../../../lambda/relay/protocol.ts';
import { listAgents } from '../../../../lambda/relay/registry/agent-status.ts';
import { removeAgent, revokeAgent } from '../../../../lambda/relay/registry/end-agent.ts';
import { issueCode } from '../../../../lambda/relay/registry/issue-code.ts';
import { requestFor } from '../authority/requests.ts';
import {
  agentOf,
  beat,
  callAs,
  codeFor,
  connectAs,
  enrol,
  enrolled,
  heartbeatAs,
  newKey,
  relayWorld,
  send,
} from './relay-world.ts';

const day = 86_400_000;

describe('for anyone', () => {
  test('says whose relay it is, and where a registrar may sign in', async () => {
    const world = relayWorld();
    const { status, body, headers } = await send(world.relay, '/about', { method: 'GET' });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      gateway: 'acme',
      version: '1.0.0',
      authority: expect.stringMatching(/^[\w-]{43}$/),
      signIn: [
        {
          registrar: 'platform-team',
          issuer: 'https://login.acme.example/',
          clientId: 'sallyport-agents',
          audience: 'sallyport-relay',
        },
      ],
    });
    expect((await send(world.another(), '/about', { method: 'GET' })).body).toEqual(body);
  });

  test('is healthy', async () => {
    const { status, body } = await send(relayWorld().relay, '/health', { method: 'GET' });
    expect([status, body]).toEqual([200, { status: 'up', version: '1.0.0' }]);
  });

  test('is found below a path that the host has not taken away', async () => {
    const { relay } = relayWorld();
    const at = 'http://127.0.0.1:8080/.sallyport/relay';
    const call = { target: '/.sallyport/relay/about', publicUrl: at };
    expect((await relay(new Request(`${at}/about`), call)).status).toBe(200);
  });
});

describe('the life of an agent', () => {
  test('from its code to its goodbye', async () => {
    const world = relayWorld();
    const issued = await codeFor(world, { agent: 'berlin' });
    const { authority } = (await send(world.relay, '/about', { method: 'GET' })).body;
    expect(issued).toEqual({
      code: expect.stringMatching(new RegExp(`^berlin\\.[\\w-]{22}\\.${authority}$`)),
      agent: 'berlin',
      uses: 1,
      expiresAt: world.clock.now + 3_600_000,
    });

    const { status, agent, body } = await enrol(world, { code: issued.code });
    expect(status).toBe(200);
    expect(body).toMatchObject({ gateway: 'acme', agent: 'berlin' });
    const certificate = new X509Certificate(agent.enrolment.certificate);
    const ca = new X509Certificate(agent.enrolment.authority);
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(agent.key)).toBe(true);
    expect(Buffer.from(ca.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')).toBe(authority);
    expect(await listAgents(world.registry, world.clock.now)).toMatchObject([
      { agent: 'berlin', slot: 1, state: 'silent', registrar: 'platform-team' },
    ]);

    const connected = await connectAs(world, agent);
    expect(connected.body).toEqual({
      now: world.clock.now,
      gateKey: expect.stringMatching(/^[\w-]{87}$/),
      gateKeySignature: expect.stringMatching(/^[\w-]{86}$/),
      access: { host: 'local', folder: '/nowhere', slot: 1, expiresAt: world.clock.now + 900_000 },
    });
    const { gateKey, gateKeySignature } = connected.body;
    expect(
      verify(
        'sha256',
        signedGateKey('acme', gateKey),
        { key: ca.publicKey, dsaEncoding: 'ieee-p1363' },
        Buffer.from(gateKeySignature, 'base64url'),
      ),
    ).toBe(true);

    world.clock.now += 20_000;
    expect((await heartbeatAs(world, agent, { running: 3 })).body).toEqual({
      now: world.clock.now,
      renew: false,
      update: false,
    });
    expect(await listAgents(world.registry, world.clock.now)).toEqual([
      {
        agent: 'berlin',
        slot: 1,
        state: 'available',
        registrar: 'platform-team',
        heardAt: world.clock.now,
        certificateEndsAt: certificate.validToDate.getTime(),
        version: '1.0.0',
        system: 'linux-x64',
        running: 3,
        capacity: 8,
      },
    ]);

    expect((await callAs(world, agent, '/access', { incarnation: agent.incarnation })).body).toMatchObject({ slot: 1 });
    expect(world.lent).toEqual([1, 1]);
    await heartbeatAs(world, agent, { draining: true });
    expect(await listAgents(world.registry, world.clock.now)).toMatchObject([{ state: 'draining' }]);
    expect((await callAs(world, agent, '/goodbye', { incarnation: agent.incarnation })).body).toEqual({});
    expect(await listAgents(world.registry, world.clock.now)).toMatchObject([{ state: 'silent' }]);
    expect(world.lines.map(({ event }) => event)).toEqual([
      'relay.code-issued',
      'agent.enrolled',
      'agent.connected',
      'agent.heartbeat',
      'agent.heartbeat',
      'agent.goodbye',
    ]);
  });

  test('is silent after a minute without a word', async () => {
    const world = relayWorld();
    await connectAs(world, await enrolled(world, 'berlin'));
    world.clock.now += 60_000;
    expect(await listAgents(world.registry, world.clock.now)).toMatchObject([{ state: 'available' }]);
    world.clock.now += 1;
    expect(await listAgents(world.registry, world.clock.now)).toMatchObject([{ state: 'silent' }]);
  });

  test('a new process takes the place of the old one', async () => {
    const world = relayWorld();
    const agent = await enrolled(world, 'berlin');
    await connectAs(world, agent);
    const next = { ...agent, incarnation: 'BBBBBBBBBBBBBBBBBBBBBB' };
    expect((await connectAs(world, next)).status).toBe(200);
    for (const [path, body] of [
      ['/heartbeat', beat(agent)],
      ['/access', { incarnation: agent.incarnation }],
      ['/goodbye', { incarnation: agent.incarnation }],
    ] as const) {
      expect(await callAs(world, agent, path, body)).toMatchObject({ status: 409, body: { code: 'agent-replaced' } });
    }
    expect((await heartbeatAs(world, next)).status).toBe(200);
  });

  test('is renewed at two thirds, by any process of the function; the old certificate counts until the new one was used', async () => {
    const world = relayWorld();
    const agent = await enrolled(world, 'berlin');
    await connectAs(world, agent);
    world.clock.now += 20 * day - 10 * 60_000;
    expect((await heartbeatAs(world, agent)).body.renew).toBe(false);
    world.clock.now += 10 * 60_000;
    expect((await heartbeatAs(world, agent)).body.renew).toBe(true);

    const key = newKey();
    const request = await requestFor(key.publicKey, key.privateKey);
    const { body } = await callAs(world, agent, '/certificate', { request }, world.another());
    const renewed = { ...agentOf(key.privateKey, body), incarnation: agent.incarnation };
    expect(body).toMatchObject({ gateway: 'acme', agent: 'berlin' });
    expect(new X509Certificate(body.certificate).checkPrivateKey(key.privateKey)).toBe(true);
    expect((await heartbeatAs(world, agent)).body.renew).toBe(true);
    expect((await heartbeatAs(world, renewed)).body.renew).toBe(false);
    expect(await heartbeatAs(world, agent)).toMatchObject({ status: 401, body: { code: 'agent-unknown' } });
  });

  test('that was away for too long comes back with a fresh code, under its name and in its slot', async () => {
    const world = relayWorld();
    await enrolled(world, 'paris');
    const agent = await enrolled(world, 'berlin');
    await connectAs(world, agent);
    world.clock.now += 31 * day;
    expect(await heartbeatAs(world, agent)).toMatchObject({ status: 401, body: { code: 'certificate-expired' } });
    expect((await listAgents(world.registry, world.clock.now))[1]).toMatchObject({ agent: 'berlin', state: 'expired' });
    const again = await enrolled(world, 'berlin');
    expect((await connectAs(world, again)).body.access).toMatchObject({ slot: 2 });
  });

  test('that lost its key comes back with a fresh code; what it had counts no more', async () => {
    const world = relayWorld();
    const agent = await enrolled(world, 'berlin');
    await connectAs(world, agent);
    const again = await enrolled(world, 'berlin');
    expect(await heartbeatAs(world, agent)).toMatchObject({ status: 401, body: { code: 'agent-unknown' } });
    expect((await connectAs(world, again)).status).toBe(200);
  });

  test('that was removed frees its slot', async () => {
    const world = relayWorld({ agents: { maximum: 2, certificateDays: 30 } });
    const berlin = await enrolled(world, 'berlin');
    await enrolled(world, 'paris');
    const code = (await codeFor(world, { agent: 'rome' })).code;
    expect(await enrol(world, { code })).toMatchObject({ status: 409, body: { code: 'agents-full' } });
    expect(await removeAgent(world.registry, 'berlin', world.clock.now)).toBe(true);
    expect(await removeAgent(world.registry, 'berlin', world.clock.now)).toBe(false);
    expect(await heartbeatAs(world, berlin)).toMatchObject({ status: 401, body: { code: 'agent-unknown' } });
    const rome = await enrolled(world, 'rome');
    expect((await connectAs(world, rome)).body.access).toMatchObject({ slot: 1 });
  });

  test('that was removed has its slot to itself for as long as it may have access, if there is another one', async () => {
    const world = relayWorld({ agents: { maximum: 3, certificateDays: 30 } });
    const slotOf = async (name: string) =>
      (await connectAs(world, await enrolled(world, name))).body.access as { readonly slot: number };
    expect(await slotOf('berlin')).toMatchObject({ slot: 1 });
    expect(await slotOf('paris')).toMatchObject({ slot: 2 });
    await removeAgent(world.registry, 'berlin', world.clock.now);
    world.clock.now += 60_000;
    await removeAgent(world.registry, 'paris', world.clock.now);
    expect(await slotOf('rome')).toMatchObject({ slot: 3 });
    // There is no other one any more: that which was left first.
    expect(await slotOf('oslo')).toMatchObject({ slot: 1 });
    world.clock.now += 900_000;
    await removeAgent(world.registry, 'oslo', world.clock.now);
    expect(await slotOf('bonn')).toMatchObject({ slot: 2 });
  });
});

describe('a registrar', () => {
  test('enrols an agent without a code', async () => {
    const world = relayWorld();
    const { agent } = await enrol(world, { agent: 'berlin', bearer: world.token() });
    expect((await connectAs(world, agent)).status).toBe(200);
    expect(await listAgents(world.registry, world.clock.now)).toMatchObject([{ registrar: 'platform-team' }]);
  });

  test('enrols one that was not heard of for a minute anew, without a code', async () => {
    const world = relayWorld();
    await connectAs(world, await enrolled(world, 'berlin'));
    world.clock.now += 60_001;
    const { agent } = await enrol(world, { agent: 'berlin', bearer: world.token() });
    expect((await connectAs(world, agent)).status).toBe(200);
  });

  test('issues one code for several agents, which are numbered', async () => {
    const world = relayWorld();
    const { code } = await codeFor(world, { agent: 'berlin', uses: 3 });
    const names = [];
    for (const agent of [undefined, 'berlin-3', undefined]) {
      names.push((await enrol(world, { code, ...(agent && { agent }) })).body.agent);
    }
    expect(names).toEqual(['berlin-1', 'berlin-3', 'berlin-2']);
    expect(await enrol(world, { code })).toMatchObject({ status: 403, body: { code: 'code-refused' } });
  });

  test('sees how agents are', async () => {
    const world = relayWorld();
    await enrolled(world, 'berlin');
    const headers = { authorization: `Bearer ${world.token()}` };
    const { body } = await send(world.relay, '/agents', { method: 'GET', headers });
    expect(body).toEqual(JSON.parse(JSON.stringify(await listAgents(world.registry, world.clock.now))));
    expect(JSON.stringify(body)).not.toContain('nonce');
  });
});

describe('an administrator', () => {
  test('issues a code with its own rights in the cloud', async () => {
    const world = relayWorld();
    const { authority } = (await send(world.relay, '/about', { method: 'GET' })).body;
    const { code } = await issueCode(
      world.registry,
      { agent: 'berlin' },
      { registrar: 'administrator', authority, now: world.clock.now },
    );
    expect((await enrol(world, { code })).status).toBe(200);
    expect(await listAgents(world.registry, world.clock.now)).toMatchObject([{ registrar: 'administrator' }]);
  });

  test('revokes an agent that is there, and says whether there is one', async () => {
    const world = relayWorld();
    await enrolled(world, 'berlin');
    expect(await revokeAgent(world.registry, 'berlin', world.clock.now)).toBe(true);
    expect(await revokeAgent(world.registry, 'madrid', world.clock.now)).toBe(false);
    expect(await listAgents(world.registry, world.clock.now)).toMatchObject([{ state: 'revoked' }]);
  });
});
