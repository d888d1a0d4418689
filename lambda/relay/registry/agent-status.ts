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
 * @param maximum how many slots there are; by default as many as agents have
 */
export const listAgents = async (
  registry: Pick<StateStore, 'read'>,
  now: number,
  maximum = Number.POSITIVE_INFINITY,
): Promise<readonly AgentStatus[]> =>
  (await readStoredAgents(registry)).map((agent) => agentStatus(agent, now, maximum));

/** How one agent is, with the same meaning. */
export const agentStatus = (agent: StoredAgent, now: number, maximum: number): AgentStatus => {
  const { process, lastHeardAt } = agent;
  const certificateEndsAt = endsAt(agent);
  return {
    agent: agent.agent,
    slot: agent.slot,
    state: stateOf(agent, certificateEndsAt, now, maximum),
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

const stateOf = (
  { revokedAt, process, slot }: StoredAgent,
  certificateEndsAt: number,
  now: number,
  maximum: number,
): AgentStatus['state'] => {
  if (revokedAt !== undefined) return 'revoked';
  if (slot > maximum) return 'slot-gone';
  if (now >= certificateEndsAt) return 'expired';
  if (!process || now - process.heardAt > unavailableMilliseconds) return 'silent';
  return process.draining ? 'draining' : 'available';
};
