import { gcpCrons } from '../cron/gcp-crons.ts';
import type { Job } from '../jobs-of.ts';
import type { Scheduled } from '../terraform/scheduled.ts';
import type { GatewayScope } from './gateway-scope.ts';

/** One job of Cloud Scheduler, which wakes up one of ours. */
export interface CloudSchedule {
  /** `<gateway>-<source or sync>-<job>`, and a number from the second expression on. */
  readonly id: string;
  readonly job: Job;
  readonly cron: string;
}

/** What Cloud Scheduler has of one source, or of one sync. */
export const schedulesOf = (
  { config }: Pick<GatewayScope, 'config'>,
  { name, jobs }: Pick<Scheduled, 'name' | 'jobs'>,
): readonly CloudSchedule[] =>
  jobs.flatMap((job) =>
    gcpCrons(job.schedule).map((cron, index) => ({
      id: [config.gateway, name, job.name, ...(index === 0 ? [] : [index + 1])].join('-'),
      job,
      cron,
    })),
  );
