import type { AgentStatus } from '../../lambda/relay/protocol.ts';
import { agentStatus } from '../../lambda/relay/registry/agent-status.ts';
import { readStoredAgents } from '../../lambda/relay/registry/read-agents.ts';
import { isRenewalOverdue } from '../../lambda/relay/registry/watch-agents.ts';
import type { RelayHost } from '../deployed/relay-host.ts';

/** An agent as its administrator can look at it. */
export interface SeenAgent extends AgentStatus {
  /** Whether its certificate should have been renewed by now. */
  readonly isOverdue: boolean;
}

/** All agents of a gateway, by slot. */
export interface SeenAgents {
  /** How many there may be. */
  readonly maximum: number;
  readonly agents: readonly SeenAgent[];
}

/**
 * Looks at the agents of a gateway when it is first asked for them, and once: the lines of all sources are about the same moment.
 *
 * The function throws CommandError if there is no relay, and PlatformError of the registry.
 *
 * @param now milliseconds since 1970
 */
export const relayAgents = (
  find: () => Promise<Pick<RelayHost, 'registry' | 'maximum'>>,
  now: () => number,
): (() => Promise<SeenAgents>) => {
  const look = async (): Promise<SeenAgents> => {
    const { registry, maximum } = await find();
    const stored = await readStoredAgents(registry);
    const at = now();
    const agents = stored.map((agent) => ({
      ...agentStatus(agent, at, maximum),
      isOverdue: isRenewalOverdue(agent, at),
    }));
    return { maximum, agents };
  };
  let seen: Promise<SeenAgents> | undefined;
  return () => {
    seen ??= look();
    return seen;
  };
};
