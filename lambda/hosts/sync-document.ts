import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SyncDocument } from '../../config/config.ts';
import { parseDocument } from './parse-document.ts';

const pathIn = (directory: string): string => join(directory, 'sync.json');

/** Whether the handler keeps users true at a destination: `sync.json` lies beside it, in the place of `source.json`. */
export const hasSyncDocument = (directory: string): boolean => existsSync(pathIn(directory));

/**
 * Reads `sync.json`, which the deployment laid beside the handler. It was checked when it was made.
 *
 * @param directory of the handler
 * @throws Error that says what to do, and repeats nothing of the file
 */
export const readSyncDocument = (directory: string): SyncDocument =>
  parseDocument<SyncDocument>(pathIn(directory), ['gateway', 'vendor', 'name', 'sync', 'source'], 'sync');
