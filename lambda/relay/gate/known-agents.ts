import type { StateStore } from '../../platform/state-store.ts';
import type { AgentRecord } from '../registry/agent-record.ts';
import { readAgents } from '../registry/read-agents.ts';

/** What the registry says of agents may be so old, in milliseconds: far less than the 60 seconds in which a revocation takes effect. */
const freshMilliseconds = 3_000;

/** The agents of a gateway, as a source's function knows them. */
export interface KnownAgents {
  /** Throws PlatformError. */
  all(): Promise<readonly AgentRecord[]>;
}

/**
 * Asks the registry, but not at each request.
 *
 * @param named those that count, by name. @default - all
 */
export const knownAgents = (registry: StateStore, now: () => number, named?: readonly string[]): KnownAgents => {
  let known: { readonly due: number; readonly agents: readonly AgentRecord[] } | undefined;
  let asking: Promise<readonly AgentRecord[]> | undefined;
  const ask = async (): Promise<readonly AgentRecord[]> => {
    const all = await readAgents(registry);
    const agents = named ? all.filter(({ agent }) => named.includes(agent)) : all;
    known = { due: now() + freshMilliseconds, agents };
    return agents;
  };
  return {
    async all() {
      if (known && now() < known.due) return known.agents;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
  };
};
