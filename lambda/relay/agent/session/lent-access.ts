import type { AgentAccess } from '../../../platform/agent-access.ts';

/** What the agent gets to its queue and mailbox with, as long as it is good. */
export interface LentAccess {
  /**
   * What is lent now. From two thirds of its life on another one is asked for, while this one is still used.
   *
   * Throws what asking throws, once it has ended.
   *
   * @param options with `renew` the one at hand was refused: another one is waited for
   */
  current(options?: { readonly renew: boolean }): Promise<AgentAccess>;
}

/** What was refused by mistake is not asked for again with every call, in milliseconds. */
const rest = 5_000;

/**
 * @param first what came with the connection
 * @param ask for another one
 * @param now milliseconds since 1970, by the gate's clock
 */
export const lentAccess = (first: AgentAccess, ask: () => Promise<AgentAccess>, now: () => number): LentAccess => {
  let lent = first;
  let lentAt = now();
  let triedAt = lentAt;
  let asking: Promise<AgentAccess> | undefined;

  const renew = (): Promise<AgentAccess> => {
    triedAt = now();
    asking ??= ask()
      .then((next) => {
        lent = next;
        lentAt = now();
        return next;
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };

  return {
    async current({ renew: isRefused } = { renew: false }) {
      const at = now();
      const isOver = at >= lent.expiresAt;
      if (isOver || (isRefused && at - lentAt >= rest)) return renew();
      const isDue = at >= lentAt + ((lent.expiresAt - lentAt) * 2) / 3;
      if (isDue && at - triedAt >= rest) renew().catch(() => undefined);
      return lent;
    },
  };
};
