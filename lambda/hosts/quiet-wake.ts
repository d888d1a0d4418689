import type { Log, LogFields } from '../platform/log.ts';
import { failureOf } from '../proxy/failed-answer.ts';

/**
 * Wakes a sync up, and never throws: what is noted in its state is found a quarter of an hour later at the most. That it takes so long must be seen.
 *
 * @param audit names of gateway and sync
 */
export const quietWake =
  (wake: () => Promise<void>, log: Pick<Log, 'warn'>, audit: LogFields): (() => Promise<void>) =>
  async () => {
    try {
      await wake();
    } catch (thrown) {
      const { code, fields } = failureOf(thrown);
      log.warn('sync.not-woken', { ...audit, code, ...fields });
    }
  };
