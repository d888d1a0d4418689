import { join } from 'node:path';
import type { Log } from '../log.ts';
import { nodeHttpClient } from '../node-http-client.ts';
import type { Platform } from '../platform.ts';
import { newReference } from '../reference.ts';
import { localFiles } from './local-files.ts';
import { localFolder } from './local-folder.ts';
import { localIdentity } from './local-identity.ts';
import { localKeys } from './local-keys.ts';
import { localQueue } from './local-queue.ts';
import { localRelay } from './local-relay.ts';
import { localSecrets } from './local-secrets.ts';
import { localState } from './local-state.ts';

export { localFolder };

/** Where the keys of the gateways are whose configurations lie in a folder. */
export const localKeyFolder = (directory: string): string => join(directory, localFolder, 'keys');

/** Where the states of a gateway's sources are. */
const localStateFolder = (directory: string, gateway: string): string => join(directory, localFolder, 'state', gateway);

/** Where the queues of a gateway are. */
const localQueueFolder = (directory: string, gateway: string): string =>
  join(directory, localFolder, 'queues', gateway);

/** Which source of which gateway. */
export interface LocalPlatformOptions {
  /** The folder of the configuration file. */
  readonly directory: string;
  readonly gateway: string;
  readonly source: string;
  readonly log: Log;
}

/** Everything on disk, for one source. */
export const localPlatform = ({ directory, gateway, source, log }: LocalPlatformOptions): Platform => ({
  secrets: localSecrets(join(directory, localFolder, 'secrets'), source),
  keys: localKeys(localKeyFolder(directory), gateway),
  state: localState(localStateFolder(directory, gateway), source),
  deadLetters: localQueue(localQueueFolder(directory, gateway), 'dead-letters', Date.now),
  relay: localRelay(directory, gateway),
  identity: localIdentity({ environment: process.env, now: Date.now }),
  files: localFiles(directory),
  log,
  fetch: globalThis.fetch,
  http: (options) => nodeHttpClient({ ...options, now: Date.now }),
  now: Date.now,
  random: Math.random,
  reference: newReference,
});
