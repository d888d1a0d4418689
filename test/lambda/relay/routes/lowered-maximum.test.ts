import { expect, test } from 'vitest';
import { listAgents } from '../../../../lambda/relay/registry/agent-status.ts';
import { removeAgent } from '../../../../lambda/relay/registry/end-agent.ts';
import { codeFor, connectAs, enrol, enrolled, heartbeatAs, relayWorld } from './relay-world.ts';

const agents = (maximum: number) => ({ agents: { maximum, certificateDays: 30 } });

test('an agent whose slot was taken away is told so, and gets nothing until there are so many again', async () => {
  const before = relayWorld(agents(2));
  const first = await enrolled(before, 'berlin');
  const second = await enrolled(before, 'paris');
  await connectAs(before, second);

  const after = relayWorld(agents(1), { registry: before.registry });
  for (const call of [connectAs(after, second), heartbeatAs(after, second)]) {
    const { status, body } = await call;
    expect([status, body.code]).toEqual([409, 'slot-gone']);
    expect(body.detail).toContain('relay.agents.maximum');
  }
  expect(after.lent).toEqual([]);
  expect(after.lines).toContainEqual(
    expect.objectContaining({
      event: 'agent.refused',
      fields: expect.objectContaining({ code: 'slot-gone', agent: 'paris' }),
    }),
  );
  expect((await connectAs(after, first)).status).toBe(200);
  expect((await listAgents(after.registry, after.clock.now, 1)).map(({ agent, state }) => [agent, state])).toEqual([
    ['berlin', 'available'],
    ['paris', 'slot-gone'],
  ]);

  const { code } = await codeFor(after, { agent: 'paris' });
  expect((await enrol(after, { code })).body.code).toBe('agents-full');
  const raised = relayWorld(agents(2), { registry: before.registry });
  expect((await connectAs(raised, second)).status).toBe(200);
});

test('an agent whose slot was taken away is enrolled again where a lower one is free', async () => {
  const before = relayWorld(agents(3));
  for (const name of ['berlin', 'paris', 'rome']) await enrolled(before, name);
  await removeAgent(before.registry, 'berlin', before.clock.now);

  const after = relayWorld(agents(2), { registry: before.registry });
  after.clock.now += 3_600_000;
  const { code } = await codeFor(after, { agent: 'rome' });
  const { agent } = await enrol(after, { code });
  expect((await connectAs(after, agent)).status).toBe(200);
  expect(after.lent).toEqual([1]);
});
