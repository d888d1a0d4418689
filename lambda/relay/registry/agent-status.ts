import type { StateStore } from '../../platform/state-store.ts';
import type { AgentStatus } from '../protocol.ts';
import { unavailableMilliseconds } from '../times.ts';
import { readStoredAgents } from './read-agents.ts';
import type { StoredAgent } from './stored-agent.ts';

/**
 * How all agents of a gateway are, by slot.
 *
 * Throws PlatformError of the registry.
 *
 * @param now milliseconds since 1970
 */
export const listAgents = async (registry: Pick<StateStore, 'read'>, now: number): Promise<readonly AgentStatus[]> =>
  (await readStoredAgents(registry)).map((agent) => agentStatus(agent, now));

/** How one agent is. */
export const agentStatus = (agent: StoredAgent, now: number): AgentStatus => {
  const { process, lastHeardAt } = agent;
  const certificateEndsAt = endsAt(agent);
  return {
    agent: agent.agent,
    slot: agent.slot,
    state: stateOf(agent, certificateEndsAt, now),
    registrar: agent.registrar,
    heardAt: lastHeardAt,
    certificateEndsAt,
    ...(process && {
      version: process.version,
      system: process.system,
      running: process.running,
      capacity: process.capacity,
    }),
  };
};

/** When the last of its certificates ends. */
export const endsAt = ({ certificates }: Pick<StoredAgent, 'certificates'>): number =>
  Math.max(...certificates.map((certificate) => certificate.endsAt));

const stateOf = ({ revokedAt, process }: StoredAgent, certificateEndsAt: number, now: number): AgentStatus['state'] => {
  if (revokedAt !== undefined) return 'revoked';
  if (now >= certificateEndsAt) return 'expired';
  if (!process || now - process.heardAt > unavailableMilliseconds) return 'silent';
  return process.draining ? 'draining' : 'available';
};
