import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { listAgents } from '../../../../lambda/relay/registry/agent-status.ts';
import { codeFor, connectAs, enrol, enrolled, heartbeatAs, relayWorld, send } from './relay-world.ts';

/** The registry stays, and what the relay starts anew with is another authority: as docs/agents.md says that one is replaced. */
const replaced = async () => {
  const before = relayWorld();
  const agent = await enrolled(before, 'berlin');
  await connectAs(before, agent);
  const oldCode = await codeFor(before, { agent: 'paris' });
  return { agent, oldCode, after: relayWorld({}, { registry: before.registry }) };
};

test('an agent that is connected goes on when the authority is replaced', async () => {
  const { after, agent } = await replaced();
  expect((await heartbeatAs(after, agent)).status).toBe(200);
  expect(await listAgents(after.registry, after.clock.now)).toMatchObject([{ agent: 'berlin', state: 'available' }]);
});

test('an agent is enrolled again under the new authority, in its place, also while it runs', async () => {
  const { after, agent } = await replaced();
  const { code } = await codeFor(after, { agent: 'berlin' });
  const { status, agent: anew } = await enrol(after, { code });
  expect(status).toBe(200);
  const [certificate, authority] = [anew.enrolment.certificate, anew.enrolment.authority].map(
    (text) => new X509Certificate(text),
  );
  expect(certificate!.verify(authority!.publicKey)).toBe(true);
  expect(anew.enrolment.authority).not.toBe(agent.enrolment.authority);
  expect((await connectAs(after, anew)).status).toBe(200);
  expect(await listAgents(after.registry, after.clock.now)).toMatchObject([{ agent: 'berlin', slot: 1 }]);
});

test('a code of the authority before lets nobody in', async () => {
  const { after, oldCode } = await replaced();
  const about = await send(after.relay, '/about', { method: 'GET' });
  expect(oldCode.code).not.toContain(about.body.authority);
  expect((await enrol(after, { code: oldCode.code })).body.code).toBe('code-refused');
});
