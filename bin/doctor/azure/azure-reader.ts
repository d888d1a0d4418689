import { setTimeout as sleep } from 'node:timers/promises';
import type { AzureDeployment } from '../../../config/config.ts';
import type { SourceReport } from '../../../lambda/jobs/source-report.ts';
import { reportName } from '../../../lambda/jobs/source-report.ts';
import type { RestClient } from '../../../lambda/platform/rest-client.ts';
import type { StateStore } from '../../../lambda/platform/state-store.ts';
import { azureNames } from '../../../stacks/azure/names.ts';
import { type Answered, askedJson } from '../asked-json.ts';
import { NotKnown } from '../line.ts';
import { parsedReport } from '../parsed-report.ts';
import type { FederatedCredential } from './expected-trust.ts';

/** How an app is reached. */
export interface AppDoor {
  readonly isExternal: boolean;
  readonly allowsPlainHttp: boolean;
}

/** What is read on Azure. All of it throws NotKnown. */
export interface AzureReader {
  door(app: string): Promise<AppDoor>;
  /** The principal of a managed identity; `undefined` if there is none. */
  principal(identity: string): Promise<string | undefined>;
  credentials(identity: string): Promise<readonly FederatedCredential[]>;
  /** Starts a source's job once to make a report, and waits until it lies in the source's state. */
  report(job: string, state: StateStore, stop: AbortSignal): Promise<SourceReport>;
}

/** A container has to be found, started, and to fetch its package first. */
const reportMilliseconds = 300_000;

/** Versions of the providers' APIs (learn.microsoft.com/rest/api/containerapps, learn.microsoft.com/rest/api/managedidentity). */
const versions = { app: '2024-03-01', identity: '2023-01-31' } as const;

/**
 * @param client of Azure's management, as whoever is signed in
 * @param pause between two looks at a job, in milliseconds
 */
export const azureReader = (
  client: RestClient,
  gateway: string,
  deployment: AzureDeployment,
  pause = 2_000,
): AzureReader => {
  const { resourceGroup } = azureNames(gateway, deployment);
  const group = `https://management.azure.com/subscriptions/${deployment.subscriptionId}/resourceGroups/${resourceGroup}/providers`;
  const identityUrl = (name: string, rest = ''): string =>
    `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/${name}${rest}?api-version=${versions.identity}`;
  const appUrl = (kind: 'containerApps' | 'jobs', path: string): string =>
    `${group}/Microsoft.App/${kind}/${path}?api-version=${versions.app}`;
  const get = (url: string, right: string) => askedJson(client, { method: 'GET', url, right });

  /** What runs is the job's own container; that it reports is all that is different. */
  const start = async (job: string): Promise<string | undefined> => {
    const found = await get(appUrl('jobs', job), 'Microsoft.App/jobs/read');
    const [container] = [found?.['properties']?.template?.containers ?? []].flat();
    if (!container) throw new NotKnown(`there is no job ${job}`, 'deploy again');
    const { name, image, command, args, env, resources } = container;
    const others = [env ?? []].flat().filter((each: Answered) => each['name'] !== 'SALLYPORT_JOB');
    const reporting = [...others, { name: 'SALLYPORT_JOB', value: 'report' }];
    const started = await askedJson(client, {
      method: 'POST',
      url: appUrl('jobs', `${job}/start`),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ containers: [{ name, image, command, args, env: reporting, resources }] }),
      // Once: every arrival starts a container.
      milliseconds: 30_000,
      right: 'Microsoft.App/jobs/start/action (Container Apps Jobs Operator)',
    });
    return started?.['name'];
  };

  const isOver = async (job: string, execution: string | undefined): Promise<boolean> => {
    if (execution === undefined) return false;
    const found = await get(appUrl('jobs', `${job}/executions/${execution}`), 'Microsoft.App/jobs/executions/read');
    return ['Failed', 'Succeeded', 'Stopped', 'Degraded'].includes(found?.['properties']?.status);
  };

  return {
    door: async (app) => {
      const found = await get(appUrl('containerApps', app), 'Microsoft.App/containerApps/read');
      const ingress = Object(found?.['properties']?.configuration?.ingress);
      return { isExternal: ingress.external === true, allowsPlainHttp: ingress.allowInsecure === true };
    },
    principal: async (identity) =>
      (await get(identityUrl(identity), 'Microsoft.ManagedIdentity/userAssignedIdentities/read'))?.['properties']
        ?.principalId,
    credentials: async (identity) => {
      const right = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read';
      const found = await get(identityUrl(identity, '/federatedIdentityCredentials'), right);
      return [found?.['value'] ?? []].flat().map(({ properties }: Answered) => ({
        issuer: String(properties?.issuer),
        subject: String(properties?.subject),
        audiences: [properties?.audiences ?? []].flat().map(String),
      }));
    },
    report: async (job, state, stop) => {
      const read = async () => parsedReport((await state.read(reportName))?.text);
      const before = (await read())?.at;
      const execution = await start(job);
      for (let waited = 0; waited < reportMilliseconds; waited += pause) {
        const over = await isOver(job, execution);
        const report = await read();
        if (report && report.at !== before) return report;
        if (over) throw new NotKnown('the job ended and left no report', 'look at its log, or deploy again');
        await sleep(pause, undefined, { signal: stop });
      }
      throw new NotKnown('the job gave no report within five minutes', `look at the executions of ${job}`);
    },
  };
};
