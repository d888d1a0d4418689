import type { AlarmSubject, LogAlarm } from '../alarms.ts';
import type { KnownSource } from '../known-sources.ts';
import type { KnownSync } from '../known-syncs.ts';

/** What one alarm is for, in one gateway. */
export interface WatchedBy {
  /** Names of sources and syncs: at least one. */
  readonly names: readonly string[];
  /** What they are, for a text that is for all of them. */
  readonly kind: NonNullable<AlarmSubject['kind']>;
}

/**
 * What an alarm is for; `undefined` if it is for nothing that the gateway has.
 *
 * @param applies @default - for all
 */
export const watchedBy = (
  { sources, syncs }: { readonly sources: readonly KnownSource[]; readonly syncs: readonly KnownSync[] },
  applies: LogAlarm['applies'] = () => true,
): WatchedBy | undefined => {
  const ofSources = sources.filter((each) => applies(each)).map(({ name }) => name);
  const ofSyncs = syncs.filter((each) => applies(each)).map(({ name }) => name);
  if (ofSyncs.length === 0) return ofSources.length === 0 ? undefined : { names: ofSources, kind: 'source' };
  const kind = ofSources.length === 0 ? 'sync' : 'source or sync';
  return { names: [...ofSources, ...ofSyncs], kind };
};
