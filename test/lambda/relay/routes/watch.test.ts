import { describe, expect, test } from 'vitest';
import { revokeAgent } from '../../../../lambda/relay/registry/end-agent.ts';
import { requestFor } from '../authority/requests.ts';
import {
  agentOf,
  callAs,
  connectAs,
  connection,
  enrolled,
  heartbeatAs,
  newKey,
  relayWorld,
  type TestAgent,
  type World,
} from './relay-world.ts';

const day = 86_400_000;

/** What was said of other agents, and how often. */
const said = (world: World, event: string) =>
  world.lines.filter((line) => line.event === event).map(({ fields }) => fields);

const connected = async (world: World, name: string, more: object = {}): Promise<TestAgent> => {
  const agent = await enrolled(world, name);
  await connectAs(world, agent, more);
  return agent;
};

describe('while one agent calls, the others are looked after', () => {
  test('one that is silent is named once a minute, by all processes together', async () => {
    const world = relayWorld();
    const berlin = await connected(world, 'berlin');
    await connected(world, 'paris');
    await enrolled(world, 'rome');
    await heartbeatAs(world, berlin);
    expect(said(world, 'agent.silent')).toEqual([]);
    world.clock.now += 61_000;
    for (let calls = 0; calls < 3; calls++) {
      await heartbeatAs(world, berlin);
      const body = { incarnation: berlin.incarnation, running: 0, draining: false };
      await callAs(world, berlin, '/heartbeat', body, world.another());
    }
    expect(said(world, 'agent.silent')).toEqual([
      { gateway: 'acme', agent: 'paris', slot: 2, seconds: 61 },
      { gateway: 'acme', agent: 'rome', slot: 3, seconds: 61 },
    ]);
    world.clock.now += 60_000;
    await heartbeatAs(world, berlin);
    expect(said(world, 'agent.silent')).toHaveLength(4);
  });

  test('one whose certificate should have been renewed is named', async () => {
    const world = relayWorld();
    const berlin = await connected(world, 'berlin');
    const paris = await connected(world, 'paris');
    world.clock.now += 22 * day;
    await heartbeatAs(world, berlin);
    expect(said(world, 'agent.certificate-expiring')).toEqual([]);
    world.clock.now += day;
    const key = newKey();
    const request = await requestFor(key.publicKey, key.privateKey);
    const { body } = await callAs(world, berlin, '/certificate', { request });
    await heartbeatAs(world, { ...agentOf(key.privateKey, body), incarnation: berlin.incarnation });
    expect(said(world, 'agent.certificate-expiring')).toEqual([{ gateway: 'acme', agent: 'paris', slot: 2, days: 7 }]);
    expect(paris.thumbprint).not.toBe(berlin.thumbprint);
  });

  test('one that was revoked is told once, and is not called silent', async () => {
    const world = relayWorld();
    const berlin = await connected(world, 'berlin');
    await connected(world, 'paris');
    await heartbeatAs(world, berlin);
    world.clock.now += 30_000;
    await revokeAgent(world.registry, 'paris', world.clock.now);
    for (let minutes = 0; minutes < 3; minutes++) {
      world.clock.now += 60_000;
      await heartbeatAs(world, berlin);
    }
    expect(said(world, 'agent.revoked')).toEqual([{ gateway: 'acme', agent: 'paris', slot: 2 }]);
    expect(said(world, 'agent.silent')).toEqual([]);
  });

  test('the authority itself is named half a year before its end, and issues nothing that outlasts it', async () => {
    const world = relayWorld({ agents: { maximum: 4, certificateDays: 90 } });
    await enrolled(world, 'old');
    world.clock.now = Date.UTC(2035, 6, 1);
    const berlin = await connected(world, 'berlin');
    await heartbeatAs(world, berlin);
    expect(said(world, 'relay.authority-expiring')).toEqual([]);
    world.clock.now = Date.UTC(2035, 8, 1);
    await heartbeatAs(world, berlin);
    expect(said(world, 'relay.authority-expiring')).toEqual([{ gateway: 'acme', days: 122 }]);
  });

  test('and its own call is answered even where that fails', async () => {
    const world = relayWorld();
    const berlin = await connected(world, 'berlin');
    await world.registry.write('watch', 'damaged', undefined);
    expect((await heartbeatAs(world, berlin)).status).toBe(200);
    expect(said(world, 'relay.not-watched')).toEqual([{ gateway: 'acme', code: 'state-invalid' }]);
  });
});

describe('an update', () => {
  const old = { version: '0.9.0' };

  test('is told of, one agent at a time; the next one when it is back', async () => {
    const world = relayWorld();
    const berlin = await connected(world, 'berlin', old);
    const paris = await connected(world, 'paris', old);
    const turns = async () =>
      [await heartbeatAs(world, berlin), await heartbeatAs(world, paris)].map(({ body }) => body);
    expect(await turns()).toMatchObject([
      { newVersion: '1.0.0', update: true },
      { newVersion: '1.0.0', update: false },
    ]);
    expect(await turns()).toMatchObject([{ update: true }, { update: false }]);
    await callAs(world, berlin, '/connect', connection(berlin));
    expect(await turns()).toMatchObject([{ update: false }, { update: true }]);
    expect((await turns())[0]).not.toHaveProperty('newVersion');
  });

  test('that fails holds up nobody for long, and is not tried again that day', async () => {
    const world = relayWorld();
    const berlin = await connected(world, 'berlin', old);
    const paris = await connected(world, 'paris', old);
    expect((await heartbeatAs(world, berlin)).body.update).toBe(true);
    world.clock.now += 10 * 60_000;
    expect((await heartbeatAs(world, berlin)).body.update).toBe(false);
    expect((await heartbeatAs(world, paris)).body.update).toBe(true);
    world.clock.now += day;
    expect((await heartbeatAs(world, berlin)).body.update).toBe(true);
  });

  test('has its window honoured', async () => {
    // Saturdays from 3 to 5 in Brussels.
    const world = relayWorld({ updateWindow: { cron: '0 3 * * 6', timeZone: 'Europe/Brussels', minutes: 120 } });
    const berlin = await connected(world, 'berlin', old);
    const at = async (time: number) => {
      world.clock.now = time;
      return (await heartbeatAs(world, berlin)).body;
    };
    expect(await at(Date.UTC(2026, 0, 3, 1, 59, 59))).toMatchObject({ newVersion: '1.0.0', update: false });
    expect(await at(Date.UTC(2026, 0, 3, 2))).toMatchObject({ update: true });
    expect(await at(Date.UTC(2026, 0, 3, 4))).toMatchObject({ newVersion: '1.0.0', update: false });
  });

  test('is not begun by one that is about to end', async () => {
    const world = relayWorld();
    const berlin = await connected(world, 'berlin', old);
    expect((await heartbeatAs(world, berlin, { draining: true })).body.update).toBe(false);
    expect((await heartbeatAs(world, berlin)).body.update).toBe(true);
  });
});
