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

/** Asks the registry, but not at each request. */
export const knownAgents = (registry: StateStore, now: () => number): KnownAgents => {
  let known: { readonly due: number; readonly agents: readonly AgentRecord[] } | undefined;
  let asking: Promise<readonly AgentRecord[]> | undefined;
  const ask = async (): Promise<readonly AgentRecord[]> => {
    const agents = await readAgents(registry);
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
