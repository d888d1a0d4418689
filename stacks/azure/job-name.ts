import type { Job } from '../jobs-of.ts';
import { shortName } from '../terraform/short-name.ts';

/** The name of a Container Apps job of a source or a sync, which has 32 characters at most. */
export const jobName = (gateway: string, name: string, job: Pick<Job, 'name'>): string =>
  shortName([gateway, name, job.name], { length: 32 });
