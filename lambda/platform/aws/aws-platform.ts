import { deployedRelay } from '../deployed-relay.ts';
import { lateRelay } from '../late-relay.ts';
import { jsonLog } from '../log.ts';
import { nodeHttpClient } from '../node-http-client.ts';
import type { Platform } from '../platform.ts';
import { newReference } from '../reference.ts';
import { awsFiles } from './aws-files.ts';
import { awsIdentity } from './aws-identity.ts';
import { awsKeys } from './aws-keys.ts';
import { awsQueue } from './aws-queue.ts';
import { awsSecrets } from './aws-secrets.ts';
import { awsState } from './aws-state.ts';

/** What Lambda gives to one source's function. */
export interface AwsPlatformOptions {
  /** The folder of the function's code. */
  readonly directory: string;
  readonly secretArn?: string | undefined;
  /** Of the gateway's key. Sources that neither serve an API nor seal anything have none. */
  readonly keySecretArn?: string | undefined;
  /** Sources that keep nothing between calls have none. */
  readonly stateBucket?: string | undefined;
  /** URL of the queue of SQS where it is told that a job failed for good. Sources without jobs have none. */
  readonly deadLetterQueue?: string | undefined;
  /** Where the relay is, as `deployedRelay` reads it. Sources that are reached without one have none. */
  readonly relay?: string | undefined;
}

const log = jsonLog((line) => process.stdout.write(line), Date.now);

/** The platform of one source's function. */
export const awsPlatform = (options: AwsPlatformOptions): Platform => {
  const { directory, secretArn, keySecretArn, stateBucket, deadLetterQueue } = options;
  const relay = deployedRelay(options.relay, 'aws');
  return {
    secrets: awsSecrets(secretArn, Date.now, ({ code, message }) =>
      log.warn('secret.stale', { code, reason: message }),
    ),
    keys: awsKeys(keySecretArn),
    state: awsState({ bucket: stateBucket }),
    deadLetters: deadLetterQueue ? awsQueue(deadLetterQueue) : undefined,
    relay: relay && lateRelay(async () => (await import('./aws-relay.ts')).awsRelay(relay, Date.now)),
    identity: awsIdentity(Date.now),
    files: awsFiles(directory),
    log,
    fetch: globalThis.fetch,
    http: (options) => nodeHttpClient({ ...options, now: Date.now }),
    now: Date.now,
    random: Math.random,
    reference: newReference,
  };
};
