import { PlatformError } from '../platform-error.ts';
import type { RestClient } from '../rest-client.ts';
import { type FailureCause, isGood, restFailure } from '../rest-failure.ts';

/** A token for Azure's management is sent there alone, and nothing else is asked for with it. */
const form =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[\w.()-]{1,90}\/providers\/Microsoft\.App\/jobs\/[a-z][a-z0-9-]{0,30}[a-z0-9]$/i;

const apiVersion = '2024-03-01';

/** Azure answers once it has taken the start down, after seconds. */
const milliseconds = 15_000;

/**
 * Has a sync's job `resume` begin: its own Container Apps job is started as it is, and nobody waits for it
 * (learn.microsoft.com/rest/api/containerapps/jobs/start: 200 or 202). It is asked for once, as each call that arrives starts a container.
 *
 * @param client of Azure's management
 * @param job resource id of the job; `undefined` if the deployment made none
 * @throws PlatformError `wake-missing`, `wake-denied` or `wake-unreachable`
 */
export const azureWake =
  (client: RestClient, job: string | undefined): (() => Promise<void>) =>
  async () => {
    if (job === undefined || !form.test(job)) throw new PlatformError(...missing);
    const url = `https://management.azure.com${job}/start?api-version=${apiVersion}`;
    const answer = await client.call({ method: 'POST', url, milliseconds, attempts: 1 });
    if (!isGood(answer)) throw restFailure(answer, causes, otherwise);
  };

const missing: FailureCause = ['wake-missing', 'there is no such Container Apps job: deploy the gateway again'];

/** Errors of Azure Resource Manager (learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors). */
const causes: Readonly<Record<string, FailureCause>> = {
  401: ['wake-denied', 'Azure does not accept the sign-in: sign in again, to the tenant of the subscription'],
  403: [
    'wake-denied',
    "the sync's job may not be started: grant Microsoft.App/jobs/start/action on it (Container Apps Jobs Operator); that takes some minutes to be seen",
  ],
  404: missing,
};

const otherwise: FailureCause = ['wake-unreachable', 'Azure can not be reached, or failed: try again'];
