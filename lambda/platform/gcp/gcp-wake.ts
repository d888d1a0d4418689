import { PlatformError } from '../platform-error.ts';
import type { RestClient } from '../rest-client.ts';
import { type FailureCause, isGood, restFailure } from '../rest-failure.ts';

const form = /^projects\/[a-z0-9-]+\/locations\/[a-z0-9-]+\/jobs\/[\w-]{1,500}$/;

/**
 * Has a sync's job `resume` begin: its own job of Cloud Scheduler is run now, and nobody waits for it. Cloud Scheduler does so even while that job
 * is running (docs.cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs/run).
 *
 * @param job `projects/<project>/locations/<region>/jobs/<job>`; `undefined` if the deployment made none
 * @throws PlatformError `wake-missing`, `wake-denied` or `wake-unreachable`
 */
export const gcpWake =
  (client: RestClient, job: string | undefined): (() => Promise<void>) =>
  async () => {
    if (job === undefined || !form.test(job)) throw new PlatformError(...missing);
    const answer = await client.call({ method: 'POST', url: `https://cloudscheduler.googleapis.com/v1/${job}:run` });
    if (!isGood(answer)) throw restFailure(answer, causes, otherwise);
  };

const missing: FailureCause = ['wake-missing', 'there is no such job of Cloud Scheduler: deploy the gateway again'];

const causes: Readonly<Record<string, FailureCause>> = {
  SERVICE_DISABLED: [
    'wake-denied',
    'Cloud Scheduler is not enabled in this project: enable cloudscheduler.googleapis.com',
  ],
  401: ['wake-denied', 'Google Cloud does not accept the sign-in: sign in again'],
  403: ['wake-denied', "the sync's job may not be run: grant cloudscheduler.jobs.run"],
  404: missing,
};

const otherwise: FailureCause = ['wake-unreachable', 'Google Cloud Scheduler can not be reached, or failed: try again'];
