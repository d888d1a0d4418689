import type { Check } from './cloud-storage.ts';
import { jsonRefusal } from './google-refusal.ts';

/** Cloud Scheduler, as far as its jobs are run by hand. */
export interface CloudScheduler {
  /** By name, `projects/<project>/locations/<region>/jobs/<job>`: what a run of it does, which nobody waits for. */
  readonly jobs: Map<string, () => Promise<unknown>>;
  /** Names of the jobs that were run, one for each time. */
  readonly runs: readonly string[];
  answer(request: Request, check: Check): Promise<Response>;
}

const place = /^\/v1\/(projects\/[a-z0-9-]+\/locations\/[a-z0-9-]+\/jobs\/[\w-]{1,500}):run$/;

export const cloudScheduler = (): CloudScheduler => {
  const jobs: CloudScheduler['jobs'] = new Map();
  const runs: string[] = [];
  return {
    jobs,
    runs,
    async answer(request, check) {
      const [, name] = place.exec(new URL(request.url).pathname) ?? [];
      if (request.method !== 'POST' || name === undefined || (await request.text()) !== '')
        throw jsonRefusal('INVALID_ARGUMENT');
      if (!check('cloudscheduler.jobs.run', name)) throw jsonRefusal('PERMISSION_DENIED', 'IAM_PERMISSION_DENIED');
      const run = jobs.get(name);
      if (!run) throw jsonRefusal('NOT_FOUND');
      runs.push(name);
      // What comes of it is in the log of the job; a run is only begun.
      void run().catch(() => undefined);
      return Response.json({ name, state: 'ENABLED', userUpdateTime: '2026-11-22T09:00:00Z' });
    },
  };
};
