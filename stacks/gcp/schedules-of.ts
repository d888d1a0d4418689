import { gcpCrons } from '../cron/gcp-crons.ts';
import { type Job, jobsOf } from '../jobs-of.ts';
import type { KnownSource } from '../known-sources.ts';
import type { GatewayScope } from './gateway-scope.ts';

/** One job of Cloud Scheduler, which wakes up one of ours. */
export interface CloudSchedule {
  /** `<gateway>-<source>-<job>`, and a number from the second expression on. */
  readonly id: string;
  readonly job: Job;
  readonly cron: string;
}

/** What Cloud Scheduler has of one source. */
export const schedulesOf = (
  { config }: Pick<GatewayScope, 'config'>,
  { name, source }: Pick<KnownSource, 'name' | 'source'>,
): readonly CloudSchedule[] =>
  jobsOf(source).flatMap((job) =>
    gcpCrons(job.schedule).map((cron, index) => ({
      id: [config.gateway, name, job.name, ...(index === 0 ? [] : [index + 1])].join('-'),
      job,
      cron,
    })),
  );
