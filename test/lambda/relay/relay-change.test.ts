import { afterEach, describe, expect, it } from 'vitest';
import type { Json } from '../../../connectors/item.ts';
import type { RunRequest } from '../../../lambda/relay/agent/run-request.ts';
import { relayChange } from '../../../lambda/relay/gate/relay-change.ts';
import { RelayFailure } from '../../../lambda/relay/relay-failure.ts';
import type { RelayedRequest } from '../../../lambda/relay/relayed-request.ts';
import { type TestRelay, testRelay } from './support/test-relay.ts';

let relay: TestRelay | undefined;
afterEach(() => relay?.stop());

const change = { kind: 'disable', entry: { id: '7' } } as const;
const options = { host: 'ldap.acme.example' };

async function* bytes(...parts: readonly string[]) {
  for (const part of parts) yield Buffer.from(part);
}

/** Two agents that are asked for a change; gives what comes of it and how often they were. */
const asked = async (run: RunRequest, agents = 2) => {
  relay = testRelay();
  const requests: RelayedRequest[] = [];
  const counted: RunRequest = (request, context) => {
    requests.push(request);
    return run(request, context);
  };
  for (let agent = 0; agent < agents; agent++) await relay.agent(counted);
  const make = relayChange(relay.ask, { source: 'people', connector: 'ldap', options });
  const signal = AbortSignal.timeout(20_000);
  const [settled] = await Promise.allSettled([make(change, { secret: async () => ({ password: 'p' }), signal })]);
  return { settled: settled!, requests };
};

const answering =
  (head: Json, ...parts: readonly string[]): RunRequest =>
  async () => ({ head, body: bytes(...parts) });

describe('a change through agents', () => {
  it.each<Json>([
    { outcome: 'changed', dn: 'uid=a,dc=acme', id: '7' },
    { outcome: 'unchanged', dn: 'uid=a,dc=acme' },
    { outcome: 'conflict', code: 'entry-missing', message: 'no entry has this id' },
    { outcome: 'refused', code: 'change-not-allowed', message: 'the source may only be read' },
  ])('gives what came of it: %j', async (head) => {
    const { settled, requests } = await asked(answering(head));
    expect(settled).toEqual({ status: 'fulfilled', value: head });
    expect(requests).toEqual([
      { kind: 'change', source: 'people', connector: 'ldap', options, secret: { password: 'p' }, change },
    ]);
  });

  it('is never begun again when its agent is lost, though another one is there', async () => {
    const { settled, requests } = await asked(async () => {
      throw new RelayFailure('agent-lost', 'killed', { sent: true });
    });
    expect(requests).toHaveLength(1);
    expect(settled).toMatchObject({
      status: 'rejected',
      reason: { name: 'SourceError', code: 'source-unreachable', detail: { relay: 'agent-lost' } },
    });
  });

  it('is refused where the file of the agent does not allow it', async () => {
    const { settled } = await asked(async () => {
      throw new RelayFailure('agent-refused', 'its own file does not allow that', { sent: false });
    });
    expect(settled).toMatchObject({ reason: { code: 'access-denied', detail: { relay: 'agent-refused' } } });
  });

  it.each<[string, RunRequest]>([
    ['no outcome', answering({})],
    ['an outcome that there is none of', answering({ outcome: 'deleted', dn: 'uid=a' })],
    ['a change of nothing', answering({ outcome: 'changed' })],
    ['an id that is none', answering({ outcome: 'changed', dn: 'uid=a', id: 7 })],
    ['a refusal without a reason', answering({ outcome: 'refused', code: 'change-not-allowed' })],
    ['text', answering('changed')],
    ['a body', answering({ outcome: 'changed', dn: 'uid=a' }, 'more')],
  ])('believes no agent that answers with %s', async (_, run) => {
    const { settled, requests } = await asked(run);
    expect(requests).toHaveLength(1);
    expect(settled).toMatchObject({ reason: { code: 'source-unreachable', detail: { relay: 'relay-broken' } } });
  });

  it('needs an agent', async () => {
    const { settled } = await asked(answering({}), 0);
    expect(settled).toMatchObject({ reason: { code: 'source-unreachable', detail: { relay: 'agent-missing' } } });
  });
});
