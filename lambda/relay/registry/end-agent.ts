import type { StateStore } from '../../platform/state-store.ts';
import { changeState } from './change-state.ts';
import { parseSlots, slotOf, slotsState, withoutSlot } from './slots.ts';
import { type AgentEntry, agentState, isAgent, parseAgent } from './stored-agent.ts';

/**
 * Revokes an agent: no certificate of it counts any more, and its work under way ends within 60 seconds. Its slot stays taken until it is removed.
 *
 * Throws PlatformError of the registry.
 *
 * @param now milliseconds since 1970
 * @returns whether there is such an agent
 */
export const revokeAgent = (registry: StateStore, agent: string, now: number): Promise<boolean> =>
  changeState<AgentEntry, boolean>(registry, agentState(agent), parseAgent, (entry) => {
    if (!isAgent(entry)) return { result: false };
    if (entry.revokedAt !== undefined) return { result: true };
    return { write: { ...entry, revokedAt: now, process: undefined }, result: true };
  });

/**
 * Removes an agent, which is revoked by that, and frees its slot. Codes that were issued for it before count no more.
 *
 * What is left of the agent is written first: an enrolment at the same time finds it, or is itself found here.
 *
 * Throws PlatformError of the registry.
 *
 * @param now milliseconds since 1970
 * @returns whether there was such an agent
 */
export const removeAgent = async (registry: StateStore, agent: string, now: number): Promise<boolean> => {
  const { claim, wasThere } = await changeState<AgentEntry, Ended>(
    registry,
    agentState(agent),
    parseAgent,
    async (entry) => {
      // Read after the entry: a claim that comes later than this finds the entry changed.
      const claim = slotOf(parseSlots((await registry.read(slotsState))?.text), agent)?.claim;
      if (!isAgent(entry) && claim === undefined) return { result: { claim, wasThere: false } };
      return { write: { agent, removedAt: now, claim }, result: { claim, wasThere: isAgent(entry) } };
    },
  );
  if (claim !== undefined) await freeSlot(registry, agent, claim, now);
  return wasThere;
};

interface Ended {
  readonly claim: string | undefined;
  readonly wasThere: boolean;
}

const freeSlot = (registry: StateStore, agent: string, claim: string, now: number): Promise<void> =>
  changeState(registry, slotsState, parseSlots, (stored) => {
    const isHis = stored !== undefined && slotOf(stored, agent)?.claim === claim;
    return isHis ? { write: withoutSlot(stored, agent, now), result: undefined } : { result: undefined };
  });
