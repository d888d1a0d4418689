import type { Advice } from './advice.ts';
import { closedRun } from './closed-run.ts';
import { fallsInto, wallTimes } from './cron/wall-times.ts';
import { zoneOffsets } from './cron/zone-offsets.ts';
import { type Job, jobsOf, jobsOfSync } from './jobs-of.ts';
import type { KnownSource } from './known-sources.ts';
import type { KnownSync } from './known-syncs.ts';

/** What is to be known of the jobs of a source before it is deployed. */
export const adviceOnChecks = ({ name, source, requirements }: KnownSource): readonly Advice[] =>
  jobsOf(source).flatMap((job): readonly Advice[] => {
    const needed = fieldsOfVendor(requirements);
    return [
      ...(needed.length > 0
        ? [
            {
              kind: 'problem' as const,
              sentence: `Source ${name} has a ${job.name} on a schedule, but needs ${needed.join(', ')} from the vendor with each request: its ${job.name} would fail. Remove it, or let the gate keep the credentials.`,
            },
          ]
        : []),
      ...adviceOnTimes(`The ${job.name} of source ${name}`, job, source, 'the source'),
    ];
  });

/** What is to be known of the runs of a sync. Of the quarter-hourly job nothing is: it goes on with what has begun. */
export const adviceOnRuns = ({ name, sync, source, sourceRequirements }: KnownSync): readonly Advice[] => {
  const needed = fieldsOfVendor(sourceRequirements);
  return [
    ...(needed.length > 0
      ? [
          {
            kind: 'problem' as const,
            sentence: `Sync ${name} reads source ${sync.from}, which needs ${needed.join(', ')} from the vendor with each request: its runs would fail. Let the gate keep the credentials.`,
          },
        ]
      : []),
    ...jobsOfSync(sync)
      .filter((job) => job.name !== 'resume')
      .flatMap((job) => adviceOnTimes(`The ${runs[job.name]!} of sync ${name}`, job, source, `source ${sync.from}`)),
  ];
};

const runs: Readonly<Record<string, string>> = { sync: 'run', full: 'full run' };

const fieldsOfVendor = ({ fields = [] }: KnownSource['requirements']): readonly string[] =>
  fields.filter(({ required }) => required).map(({ name }) => name);

const adviceOnTimes = (
  what: string,
  { schedule }: Job,
  { closed }: KnownSource['source'],
  source: string,
): readonly Advice[] => {
  const left = closedRun(schedule, closed);
  const jumps = zoneOffsets(schedule.timeZone).gaps.some(fallsInto(wallTimes(schedule)));
  return [
    ...(left
      ? [
          {
            kind: 'problem' as const,
            sentence: `${what} falls into a time at which ${source} is closed, on ${left.toISOString().slice(0, 10)} for example: it is left out then. Give it another time.`,
          },
        ]
      : []),
    ...(jumps
      ? [
          {
            kind: 'note' as const,
            sentence: `${what} is at a time that ${schedule.timeZone} jumps over on a day of the year: on that day it runs when the clock has changed.`,
          },
        ]
      : []),
  ];
};
