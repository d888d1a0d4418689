import type { Schedule, SourceConfig, SyncConfig } from '../config/config.ts';

/** Something that the gate does by itself with one source or one sync, again and again. */
export interface Job {
  /** A part of resource names, and what the handler knows it by. */
  readonly name: string;
  readonly schedule: Schedule;
}

/** The jobs of a source: so far that it is tried. */
export const jobsOf = ({ check }: Pick<SourceConfig, 'check'>): readonly Job[] =>
  check ? [{ name: 'check', schedule: check }] : [];

/** Nothing asks for more: what is asked for wakes the function up by itself, and this finds what did not. */
const quarterly: Schedule = { cron: '*/15 * * * *', timeZone: 'UTC' };

/**
 * The jobs of a sync: `sync` on its schedule; `full`, which compares everything, if it runs by itself at all, on a schedule or when a webhook says so;
 * and `resume`, which every sync has: also one that only the command line runs has runs to go on with, retries, and deletions that become due.
 */
export const jobsOfSync = ({
  schedule,
  full,
  webhook,
}: Pick<SyncConfig, 'schedule' | 'full' | 'webhook'>): readonly Job[] => [
  ...(schedule ? [{ name: 'sync', schedule }] : []),
  ...(schedule || webhook ? [{ name: 'full', schedule: full }] : []),
  { name: 'resume', schedule: quarterly },
];
