import type { AdministeredKeyStore } from './key-store.ts';
import type { Platform } from './platform.ts';

/** What the function of a sync has beside a platform of its own. */
export interface SyncPlaces {
  /** Secret and state of the source that it reads. */
  readonly source: Pick<Platform, 'secrets' | 'state'>;
  /** Where the keys are that sign tokens at sign-in. @default - it makes no tokens */
  readonly signingKeys?: AdministeredKeyStore | undefined;
  /**
   * Has the sync's job `resume` begin, in a process of its own; it does not wait for it.
   *
   * Throws PlatformError: `wake-missing`, `wake-denied`, `wake-unreachable`, or one of the queue or the identity that it goes through.
   */
  wake(): Promise<void>;
}
