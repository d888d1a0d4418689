import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportContext } from '../../connectors/connector.ts';
import type { Platform } from '../platform/platform.ts';
import type { ImportSource } from './import-call.ts';

/** What an import works with. */
export interface ImportContextOptions {
  readonly source: ImportSource;
  readonly platform: Pick<Platform, 'secrets' | 'files' | 'fetch' | 'now' | 'random'>;
  readonly signal: AbortSignal;
}

/**
 * Everything that an import may use of this process.
 *
 * @param begins where it begins, and what the vendor sent with its request
 * @example source.open(importContext({ source, platform, signal }, { cursor: undefined, fields: {} }))
 */
export const importContext = (
  { source, platform, signal }: ImportContextOptions,
  { cursor, fields }: Pick<ImportContext, 'cursor' | 'fields'>,
): ImportContext => ({
  cursor,
  fields,
  signal,
  secret: () => platform.secrets.read(),
  fetch: platform.fetch,
  fetchSource: source.fetch,
  cursorSeal: source.cursorSeal,
  now: platform.now,
  random: platform.random,
  sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }),
  open: (location) => platform.files.open(location),
  path: (location) => platform.files.path(location),
});
