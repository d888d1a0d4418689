import { join } from 'node:path';
import type { Log } from '../log.ts';
import type { Platform } from '../platform.ts';
import { newReference } from '../reference.ts';
import { localFiles } from './local-files.ts';
import { localSecrets } from './local-secrets.ts';

/** Where this machine keeps what a cloud would keep, beside the configuration. */
export const localFolder = '.sallyport';

/** Everything on disk, for one source. */
export const localPlatform = (directory: string, source: string, log: Log): Platform => ({
  secrets: localSecrets(join(directory, localFolder, 'secrets'), source),
  files: localFiles(directory),
  log,
  fetch: globalThis.fetch,
  now: Date.now,
  random: Math.random,
  reference: newReference,
});
