import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RelayDocument } from '../../config/config.ts';
import { parseDocument } from './parse-document.ts';

const pathIn = (directory: string): string => join(directory, 'relay.json');

/** Whether the handler serves agents and registrars: `relay.json` lies beside it, in the place of `source.json`. */
export const hasRelayDocument = (directory: string): boolean => existsSync(pathIn(directory));

/**
 * Reads `relay.json`, which the deployment laid beside the handler. It was checked when it was made.
 *
 * @param directory of the handler
 * @throws Error that says what to do, and repeats nothing of the file
 */
export const readRelayDocument = (directory: string): RelayDocument =>
  parseDocument<RelayDocument>(pathIn(directory), ['gateway', 'relay'], 'relay');
