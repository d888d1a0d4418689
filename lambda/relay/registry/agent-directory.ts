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

/** Beyond the limit the registry is still read so often, for all who wait: milliseconds. */
const restMilliseconds = 2_000;

/**
 * Remembers whose certificate is which. One that it does not know has the whole registry read, which anyone can ask for: so not more often than the
 * limit says, and beyond that once in two seconds. Whoever asks in vain, and however often, keeps nobody out: those that are there are known by the
 * same reading.
 *
 * @param now milliseconds since 1970
 */
export const agentDirectory = (
  registry: Pick<StateStore, 'read'>,
  limit: AttemptLimit,
  now: () => number,
): AgentDirectory => {
  let known: ReadonlyMap<string, string> = new Map();
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
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
      const isFirst = looking === undefined;
      if (isFirst) {
        if (!limit.take() && Math.abs(now() - lookedAt) < restMilliseconds) throw busy();
        lookedAt = now();
        looking = look().finally(() => {
          looking = undefined;
        });
      }
      await looking;
      const found = known.get(thumbprint);
      if (found !== undefined) return found;
      // What others had read may be from before it was enrolled.
      throw isFirst ? agentUnknown() : busy();
    },
  };
};

const busy = (): RelayRefused =>
  new RelayRefused('unavailable', 'Try again in a few seconds: the agents of this gateway were read a moment ago.', {
    reason: 'the certificate is of no agent that was there when the registry was last read',
    retryAfter: 2,
  });
