import type { Log } from '../../../platform/log.ts';
import type { Mailbox } from '../../../platform/mailbox.ts';
import { PlatformError } from '../../../platform/platform-error.ts';

/** A mailbox that could not be reached is tried again after so many milliseconds, for as long as the process lasts. */
const retryMilliseconds = 15_000;

/** Removes what is left of requests. */
export interface RestRemover {
  /** Never throws: what can not be removed now is removed later. */
  remove(id: string): Promise<void>;
  /** Gives up what is left; the next process of the agent finds it, and the mailbox's own rules do within a day. */
  stop(): void;
}

/** Where the gate has read everything there is nothing left; where it has not, nobody will. */
export const restRemover = (mailbox: Pick<Mailbox, 'list' | 'remove'>, agent: string, log: Log): RestRemover => {
  const left = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const remove = async (id: string): Promise<void> => {
    try {
      await mailbox.remove(await mailbox.list(id));
      left.delete(id);
    } catch (error) {
      if (left.size === 0)
        log.warn('relay.left', { agent, code: error instanceof PlatformError ? error.code : 'internal' });
      left.add(id);
      timer ??= setTimeout(retry, retryMilliseconds).unref();
    }
  };
  const retry = async (): Promise<void> => {
    timer = undefined;
    for (const id of left) await remove(id);
  };
  return { remove, stop: () => clearTimeout(timer) };
};
