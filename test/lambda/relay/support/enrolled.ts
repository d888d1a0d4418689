import { randomBytes } from 'node:crypto';
import type { StateStore } from '../../../../lambda/platform/state-store.ts';
import type { AgentProcess } from '../../../../lambda/relay/registry/agent-record.ts';
import { parseSlots } from '../../../../lambda/relay/registry/slots.ts';
import type { StoredAgent } from '../../../../lambda/relay/registry/stored-agent.ts';

/** The same for all: no agent of these tests is ever removed. */
const claim = 'test';

/** An agent as the registry has it, for tests of what comes after the registry. */
export const agentRecord = (agent: string, slot: number, process?: AgentProcess): StoredAgent => ({
  agent,
  claim,
  slot,
  registrar: 'administrator',
  enrolledAt: 0,
  certificates: [{ thumbprint: 'none', publicKey: 'none', beginsAt: 0, endsAt: Number.MAX_SAFE_INTEGER }],
  nonces: {},
  ...(process && { process }),
});

/** A process of an agent that was heard of at this moment. */
export const agentProcess = (
  process: Partial<AgentProcess> & Pick<AgentProcess, 'agreementKey'>,
  now: number,
): AgentProcess => ({
  incarnation: randomBytes(16).toString('base64url'),
  version: '0',
  system: 'test',
  capacity: 8,
  connectedAt: now,
  heardAt: now,
  running: 0,
  draining: false,
  ...process,
});

/** Writes records as the relay's function does, whatever was there. */
export const putAgents = async (registry: StateStore, records: readonly StoredAgent[]): Promise<void> => {
  const put = async (name: string, value: unknown): Promise<void> => {
    for (;;) {
      const after = (await registry.read(name))?.version;
      if ((await registry.write(name, JSON.stringify(value), after)) !== undefined) return;
    }
  };
  for (const record of records) await put(`agents/${record.agent}`, record);
  const known = parseSlots((await registry.read('slots'))?.text);
  const claims = records.map(({ agent, slot }) => [agent, { slot, claim }]);
  await put('slots', { agents: { ...known.agents, ...Object.fromEntries(claims) } });
};
