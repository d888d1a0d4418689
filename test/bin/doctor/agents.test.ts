import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { doctorCommand } from '../../../bin/commands/doctor.ts';
import type { Diagnosis } from '../../../bin/doctor/diagnosis.ts';
import { localRelay } from '../../../lambda/platform/local/local-relay.ts';
import type { AgentProcess } from '../../../lambda/relay/registry/agent-record.ts';
import type { StoredAgent } from '../../../lambda/relay/registry/stored-agent.ts';
import { version } from '../../../lambda/version.ts';
import { agentProcess, agentRecord, putAgents } from '../../lambda/relay/support/enrolled.ts';
import { inProcess } from '../in-process.ts';
import { type DoctorWorkspace, doctorWorkspace } from './workspace.ts';

const day = 86_400_000;
const relay = 'relay: { agents: { maximum: 2 } }';

let place: DoctorWorkspace;
let now: number;
const open = (tickets: string, rest = relay): void => {
  place?.[Symbol.dispose]();
  place = doctorWorkspace({ deploy: ['aws'], tickets, rest });
};
beforeEach(() => {
  now = Date.now();
  open('\n    via: relay');
});
afterEach(() => place[Symbol.dispose]());

const registry = () => localRelay(place.directory, 'acme').registry;
const process = (changed: Partial<AgentProcess> = {}): AgentProcess =>
  agentProcess({ agreementKey: 'none', version, ...changed }, now);
const certificate = (began: number, ends: number) => [
  { thumbprint: 'none', publicKey: 'none', beginsAt: now + began * day, endsAt: now + ends * day },
];
const berlin = (changed: Partial<StoredAgent> = {}, slot = 1): StoredAgent => ({
  ...agentRecord('berlin', slot),
  certificates: certificate(-10, 20),
  ...changed,
});

const doctor = (...args: readonly string[]) =>
  inProcess(doctorCommand, ['doctor', '--config', place.config, '--host', 'local', '--no-calls', ...args]);

/** The lines about agents, by source and subject. */
const linesOf = async (...args: readonly string[]) => {
  const [{ lines }] = JSON.parse((await doctor('--json', ...args)).stdout) as [Diagnosis];
  const about = lines.filter(({ what }) => what.startsWith('agent'));
  return Object.fromEntries(about.map(({ source, what, ...line }) => [`${source ?? ''}/${what}`, line]));
};

describe('the agents of a gateway', { timeout: 30_000 }, () => {
  test.each<[string, () => StoredAgent, 'ok' | 'failed', RegExp, RegExp | undefined]>([
    ['available', () => berlin({ process: process({ running: 3 }) }), 'ok', /^available: 3 of 8 requests/, undefined],
    [
      'silent',
      () => berlin({ process: process({ heardAt: now - 61_000 }), lastHeardAt: Date.parse('2026-01-02T03:04:05Z') }),
      'failed',
      /^silent since 2026-01-02T03:04:05Z$/,
      /sallyport-agent check.* sallyport agent remove berlin --host local$/,
    ],
    ['never heard', () => berlin(), 'failed', /never heard/, /sallyport-agent status/],
    ['draining', () => berlin({ process: process({ draining: true }) }), 'ok', /^draining/, /look at its log/],
    [
      'revoked',
      () => berlin({ process: process(), revokedAt: now - 1 }),
      'ok',
      /^revoked/,
      /sallyport agent remove berlin --host local$/,
    ],
    [
      'expired',
      () => berlin({ process: process(), certificates: certificate(-30, -1) }),
      'failed',
      /^its certificate ended at /,
      /sallyport agent code berlin --host local, .* sallyport-agent enroll --force$/,
    ],
    [
      'without a place',
      () => berlin({ process: process() }, 3),
      'failed',
      /place 3, and the configuration has 2$/,
      /raise relay\.agents\.maximum and deploy/,
    ],
    [
      'not renewed',
      () => berlin({ process: process(), certificates: certificate(-23, 7) }),
      'failed',
      /^available, but its certificate ends at /,
      /look at its log/,
    ],
    [
      'of another version',
      () => berlin({ process: process({ version: '0.0.9' }) }),
      'ok',
      /runs 0\.0\.9; this is /,
      /update\.command/,
    ],
  ])('%s: is told, with what to do', async (_, agent, state, found, todo) => {
    await putAgents(registry(), [agent()]);
    const lines = await linesOf();
    expect(lines['/agents']).toEqual({
      state: 'ok',
      found: 'the registry can be read: it has 1 of at most 2 agents',
    });
    const { todo: said, ...line } = lines['/agent berlin']!;
    expect(line).toEqual({ state, found: expect.stringMatching(found) });
    if (todo) expect(said).toMatch(todo);
    else expect(said).toBeUndefined();
    const isAvailable = line.found.startsWith('available');
    expect(lines['tickets/agents']?.state).toBe(isAvailable ? 'ok' : 'failed');
    expect(lines).not.toHaveProperty('desks/agents');
  });

  test('are none: a source that needs one fails, and is told how to enrol it', async () => {
    const { code, stdout } = await doctor('tickets');
    expect(code).toBe(1);
    expect(stdout).toContain('tickets, agents: enrol one: sallyport agent code <agent> --host local.');
    const { code: other } = await doctor('desks');
    expect(other).toBe(0);
  });

  test('count for a source only if it names them', async () => {
    open('\n    via: relay\n    agents: [paris, rome]');
    await putAgents(registry(), [berlin({ process: process() })]);
    expect((await linesOf())['tickets/agents']).toEqual({
      state: 'failed',
      found: 'no agent that tickets may use is available: it may use paris, rome',
      todo: 'enrol one: sallyport agent code paris --host local',
    });
    const paris = { ...berlin({ process: process() }, 2), agent: 'paris' };
    await putAgents(registry(), [paris]);
    expect((await linesOf())['tickets/agents']).toEqual({ state: 'ok', found: 'available: paris' });
    await putAgents(registry(), [{ ...paris, revokedAt: now }]);
    expect((await linesOf())['tickets/agents']?.todo).toMatch(/^do what is said of paris, or enrol one: /);
  });

  test('count for a sync whose destination is behind them, and for its source by itself', async () => {
    const to =
      'destination: http, via: relay, agents: [paris], baseUrl: https://crm.acme.example, key: /login, active: /active';
    const sync = `sync: { crm: { from: desks, users: { type: desk, key: user.id }, to: { ${to} }, map: { name: "\${user.name}" } } }`;
    open('', `${relay}\n${sync}`);
    await putAgents(registry(), [berlin({ process: process() })]);
    const lines = await linesOf();
    expect(lines['crm/agents']).toEqual({
      state: 'failed',
      found: 'no agent that crm may use is available: it may use paris',
      todo: 'enrol one: sallyport agent code paris --host local',
    });
    expect(lines).not.toHaveProperty('desks/agents');
    await putAgents(registry(), [{ ...berlin({ process: process() }), agent: 'paris' }]);
    expect((await linesOf())['crm/agents']).toEqual({ state: 'ok', found: 'available: paris' });
  });

  test('are not known if the registry can not be read', async () => {
    await registry().write('slots', 'CANARY', undefined);
    const lines = await linesOf();
    expect(Object.keys(lines)).toEqual(['/agents', 'tickets/agents']);
    for (const line of Object.values(lines)) {
      expect(line.state).toBe('not known');
      expect(line.found).toMatch(/registry of agents was not written by this gateway/);
      expect(line.found).not.toContain('CANARY');
    }
  });

  test('are not spoken of where there is no relay', async () => {
    open('', '');
    expect(await linesOf()).toEqual({});
  });
});
