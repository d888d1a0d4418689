import { describe, expect, test } from 'vitest';
import { chooseAgent, isAvailable, isStill } from '../../../../lambda/relay/gate/choose-agent.ts';
import type { AgentProcess } from '../../../../lambda/relay/registry/agent-record.ts';
import { agentProcess, agentRecord } from '../support/enrolled.ts';

const now = 1_000_000;
const agent = (name: string, slot: number, process: Partial<AgentProcess> = {}) =>
  agentRecord(name, slot, agentProcess({ agreementKey: 'none', incarnation: `${name}-1`, ...process }, now));
const choice = { now, inHand: new Map<string, number>(), avoid: new Set<string>(), random: () => 0 };
const chosen = (agents: Parameters<typeof chooseAgent>[0], more: Partial<typeof choice> = {}) =>
  chooseAgent(agents, { ...choice, ...more })?.agent;

describe('an agent is available', () => {
  const berlin = agent('berlin', 1);
  test.each([
    ['when it was heard of just now', berlin, true],
    ['after 60 seconds', agent('berlin', 1, { heardAt: now - 60_000 }), true],
    ['not after more', agent('berlin', 1, { heardAt: now - 60_001 }), false],
    ['not while it is about to end', agent('berlin', 1, { draining: true }), false],
    ['not once it is revoked', { ...berlin, revokedAt: 1 }, false],
    ['not before it has connected', agentRecord('berlin', 1), false],
    [
      'not when its certificates have ended',
      { ...berlin, certificates: berlin.certificates.map((each) => ({ ...each, endsAt: now })) },
      false,
    ],
  ])('%s', (_, record, expected) => expect(isAvailable(record, now)).toBe(expected));
});

describe('of several agents', () => {
  const agents = [agent('berlin', 1, { capacity: 4 }), agent('paris', 2, { capacity: 8 })];
  test('none is chosen where there is none', () => expect(chosen([])).toBeUndefined());
  test('the one with most room for what it can do at once', () => {
    expect(chosen(agents, { inHand: new Map([['berlin', 2]]) })).toBe('paris');
    expect(
      chosen(agents, {
        inHand: new Map([
          ['paris', 2],
          ['berlin', 0],
        ]),
      }),
    ).toBe('berlin');
    expect(
      chosen(agents, {
        inHand: new Map([
          ['berlin', 1],
          ['paris', 1],
        ]),
      }),
    ).toBe('paris');
  });
  test('what an agent says of itself counts where it is more', () => {
    const busy = [agent('berlin', 1, { capacity: 4, running: 4 }), agent('paris', 2, { capacity: 8, running: 7 })];
    expect(chosen(busy)).toBe('paris');
  });
  test('not one that has had its chance', () => {
    expect(chosen(agents, { avoid: new Set(['berlin-1', 'paris-1']) })).toBeUndefined();
    expect(chosen(agents, { avoid: new Set(['paris-1']) })).toBe('berlin');
  });
  test('equal ones take turns by chance', () => {
    const even = [agent('berlin', 1), agent('paris', 2)];
    const seen = new Set(
      [0.1, 0.9].map((second) => {
        const numbers = [0.5, second];
        return chosen(even, { random: () => numbers.shift()! });
      }),
    );
    expect(seen).toEqual(new Set(['berlin', 'paris']));
  });
});

describe('the process of an agent', () => {
  const agents = [agent('berlin', 1)];
  test.each([
    ['is still the one', agents, 'berlin', 'berlin-1', 'yes'],
    ['was replaced by another one', agents, 'berlin', 'berlin-0', 'replaced'],
    ['has said goodbye, and may end its work', [agentRecord('berlin', 1)], 'berlin', 'berlin-1', 'yes'],
    ['was revoked', [{ ...agents[0]!, revokedAt: 1 }], 'berlin', 'berlin-1', 'revoked'],
    ['was removed', [], 'berlin', 'berlin-1', 'revoked'],
  ])('%s', (_, records, name, incarnation, expected) => expect(isStill(records, name, incarnation)).toBe(expected));
});
