import type { StateStore } from '../../platform/state-store.ts';
import type { AgentRecord } from './agent-record.ts';
import { parseSlots, slotsState } from './slots.ts';
import { agentState, isAgent, parseAgent, type StoredAgent } from './stored-agent.ts';

/**
 * All agents that the registry knows, by slot; those that were revoked and not removed yet too.
 *
 * Throws PlatformError `state-missing`, `state-denied`, `state-unreachable` or `state-invalid`.
 */
export const readAgents = (registry: Pick<StateStore, 'read'>): Promise<readonly AgentRecord[]> =>
  readStoredAgents(registry);

/** As `readAgents`, with what only the relay's own function looks at. */
export const readStoredAgents = async (registry: Pick<StateStore, 'read'>): Promise<readonly StoredAgent[]> => {
  const { agents } = parseSlots((await registry.read(slotsState))?.text);
  const claims = Object.entries(agents).sort(([, one], [, other]) => one.slot - other.slot);
  const entries = await Promise.all(
    claims.map(async ([agent, { claim }]) => {
      const stored = await registry.read(agentState(agent));
      const entry = stored && parseAgent(stored.text);
      // One that is just being enrolled or removed has a slot, but no record that goes with it.
      return isAgent(entry) && entry.claim === claim ? [entry] : [];
    }),
  );
  return entries.flat();
};
