import { type Job, jobsOf, jobsOfSync } from '../jobs-of.ts';
import type { KnownSource } from '../known-sources.ts';
import type { KnownSync } from '../known-syncs.ts';

/** A source or a sync that does something by itself. */
export interface Scheduled {
  /** Its name in the configuration, which no other source and no other sync has. */
  readonly name: string;
  readonly kind: 'source' | 'sync';
  /** At least one. */
  readonly jobs: readonly Job[];
}

/** All that a gateway has of these, in the order of its configuration. Every sync is one of them. */
export const scheduledOf = ({
  sources,
  syncs,
}: {
  readonly sources: readonly Pick<KnownSource, 'name' | 'source'>[];
  readonly syncs: readonly Pick<KnownSync, 'name' | 'sync'>[];
}): readonly Scheduled[] =>
  [
    ...sources.map(({ name, source }) => ({ name, kind: 'source' as const, jobs: jobsOf(source) })),
    ...syncs.map(({ name, sync }) => ({ name, kind: 'sync' as const, jobs: jobsOfSync(sync) })),
  ].filter(({ jobs }) => jobs.length > 0);
