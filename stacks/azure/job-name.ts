import type { Job } from '../jobs-of.ts';
import { shortName } from '../terraform/short-name.ts';

/** The name of a Container Apps job, which has 32 characters at most. */
export const jobName = (gateway: string, source: string, job: Job): string =>
  shortName([gateway, source, job.name], { length: 32 });
