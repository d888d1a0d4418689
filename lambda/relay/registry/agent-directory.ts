import type { StateStore } from '../../platform/state-store.ts';
import { RelayRefused } from '../relay-refused.ts';
import { agentUnknown } from './admit-call.ts';
import type { AttemptLimit } from './attempt-limit.ts';
import { readStoredAgents } from './read-agents.ts';

/** Finds the agent that a certificate is of. */
export interface AgentDirectory {
  /**
   * Its name. That it counts is for `admitCall` to say.
   *
   * Throws RelayRefused `agent-unknown` or `unavailable`, and PlatformError of the registry.
   */
  find(thumbprint: string): Promise<string>;
}

/**
 * Remembers whose certificate is which. One that it does not know has the whole registry read, which anyone can ask for: so not more often than the
 * limit says.
 */
export const agentDirectory = (registry: Pick<StateStore, 'read'>, limit: AttemptLimit): AgentDirectory => {
  let known: ReadonlyMap<string, string> = new Map();
  const look = async (): Promise<void> => {
    const agents = await readStoredAgents(registry);
    known = new Map(
      agents.flatMap(({ agent, certificates }) => certificates.map((one) => [one.thumbprint, agent] as const)),
    );
  };
  return {
    async find(thumbprint) {
      const agent = known.get(thumbprint);
      if (agent !== undefined) return agent;
      if (!limit.take()) throw busy();
      await look();
      const found = known.get(thumbprint);
      if (found === undefined) throw agentUnknown();
      return found;
    },
  };
};

const busy = (): RelayRefused =>
  new RelayRefused('unavailable', 'Try again in a few seconds: too many unknown agents have called.', {
    retryAfter: 5,
  });
