import { afterEach, expect, test } from 'vitest';
import type { RunRequest } from '../../../lambda/relay/agent/run-request.ts';
import { askAgents } from '../../../lambda/relay/gate/ask-agents.ts';
import type { RelayedImport } from '../../../lambda/relay/relayed-request.ts';
import { type TestRelay, testRelay } from './support/test-relay.ts';

const relays: TestRelay[] = [];
afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.stop();
});

const request: RelayedImport = {
  kind: 'import',
  source: 'hr',
  connector: 'sql',
  options: {},
  fields: {},
  secret: { password: 'CANARY' },
};

/** Two agents that have all the room in the world, and the gate's end of a source that names some of them. */
const relayWith = async (agents: readonly string[]) => {
  const relay = testRelay();
  relays.push(relay);
  const seen: string[] = [];
  const run =
    (name: string): RunRequest =>
    async () => {
      seen.push(name);
      return { head: {}, body: (async function* () {})() };
    };
  await relay.agent(run('agent-1'));
  await relay.agent(run('agent-2'));
  const { gateway, places } = relay;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const ask = askAgents({ gateway, places, agents, log, now: Date.now, random: Math.random });
  return { ask, seen };
};

const signal = new AbortController().signal;

test('a source is reached through the agents that it names, however much room others have', async () => {
  const { ask, seen } = await relayWith(['agent-2', 'never-enrolled']);
  const asked = Array.from({ length: 6 }, () => ask(request, { signal }));
  for (const { body } of await Promise.all(asked)) for await (const _ of body);
  expect(new Set(seen)).toEqual(new Set(['agent-2']));
});

test('a source whose agents are not there is reached through none, and says whose they are', async () => {
  const { ask, seen } = await relayWith(['berlin']);
  await expect(ask(request, { signal })).rejects.toMatchObject({
    code: 'agent-missing',
    sent: false,
    message: expect.stringContaining('berlin'),
  });
  expect(seen).toEqual([]);
});
