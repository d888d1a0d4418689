import type { AdministeredKeyStore } from '../platform/key-store.ts';
import type { Platform } from '../platform/platform.ts';

/** What a host gives to a sync. */
export interface SyncPlatforms {
  /** Its own: the secret is the destination's, the state the sync's. */
  readonly own: Platform;
  /** Of its source, which keeps its tokens there: there is one keeper of each, wherever it runs. */
  readonly source: Pick<Platform, 'secrets' | 'state'>;
  /** Where the keys are that sign tokens at sign-in. @default - none are made */
  readonly signingKeys?: AdministeredKeyStore | undefined;
  /** Has the job `resume` begin soon, in this process or another. Never throws: who is not woken up wakes up by itself a quarter of an hour later. */
  wake(): Promise<void>;
}
