import type { Platform } from '../platform.ts';
import type { SyncPlaces } from '../sync-places.ts';
import { awsKeys } from './aws-keys.ts';
import { awsSecrets } from './aws-secrets.ts';
import { awsState } from './aws-state.ts';
import { awsWake } from './aws-wake.ts';

/** What Lambda gives to a sync's function beside what a source's has. */
export interface AwsSyncOptions {
  /** Of its source; a source without a secret has none. */
  readonly sourceSecretArn?: string | undefined;
  readonly sourceStateBucket?: string | undefined;
  /** Of the keys that sign tokens at sign-in. Syncs that make none have none. */
  readonly signingKeyArn?: string | undefined;
  /** The function's own name. */
  readonly functionName?: string | undefined;
}

/** The places of a sync's function beside its own platform. */
export const awsSync = (options: AwsSyncOptions, { now, log }: Pick<Platform, 'now' | 'log'>): SyncPlaces => ({
  source: {
    secrets: awsSecrets(options.sourceSecretArn, now, ({ code, message }) =>
      log.warn('secret.stale', { code, reason: message }),
    ),
    state: awsState({ bucket: options.sourceStateBucket }),
  },
  signingKeys: options.signingKeyArn ? awsKeys(options.signingKeyArn) : undefined,
  wake: awsWake({ name: options.functionName }),
});
