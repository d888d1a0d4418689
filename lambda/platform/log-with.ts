import type { Log, LogFields } from './log.ts';

/**
 * A log whose lines all have these fields, unless they say otherwise.
 *
 * @example logWith(log, { source: 'bi-users' }).info('sync.ended', { outcome: 'done' })
 */
export const logWith = (log: Log, more: LogFields): Log => ({
  info: (event, fields) => log.info(event, { ...more, ...fields }),
  warn: (event, fields) => log.warn(event, { ...more, ...fields }),
  error: (event, fields) => log.error(event, { ...more, ...fields }),
});
