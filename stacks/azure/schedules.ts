import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { utcCron } from '../cron/utc-cron.ts';
import type { Job } from '../jobs-of.ts';
import { type Scheduled, scheduledOf } from '../terraform/scheduled.ts';
import { ContainerAppJob, StorageQueue } from './azurerm.ts';
import { sourceContainer } from './container-app.ts';
import type { AppRun, BuiltGateway } from './gateway-scope.ts';
import { jobName } from './job-name.ts';
import { grant, type Role } from './permissions.ts';

/** Where it is told that jobs failed for good. */
export interface DeadLetters {
  /** The URL of the queue: text of `SALLYPORT_DEAD_LETTERS`. */
  readonly url: string;
  /** Its resource id, which roles are given on. */
  readonly id: string;
}

/** Puts messages into a queue, and reads none (learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage). */
const messageSender: Role = { roleDefinitionName: 'Storage Queue Data Message Sender' };

/**
 * How long a run may take, in seconds, and how often it is begun anew after it failed: three times in all, as often as the handler
 * counts (`lambda/jobs/run-job.ts`).
 */
const replicaTimeout = 1_800;
const retries = 2;

/**
 * The gateway's queue of dead letters; `undefined` if no source has a job and there is no sync. It costs nothing while it is empty. How long a message is
 * kept, 14 days, the handler says with each.
 */
export const gatewayScheduler = (scope: Construct, gateway: BuiltGateway): DeadLetters | undefined => {
  if (scheduledOf(gateway).length === 0) return undefined;
  const { storageAccount } = gateway;
  const { id, name } = new StorageQueue(scope, 'DeadLetters', {
    name: 'dead-letters',
    storageAccountId: storageAccount.id,
  });
  return { url: `https://${storageAccount.name}.queue.core.windows.net/${name}`, id };
};

/**
 * The jobs of one source, or of one sync: each a Container Apps job with the image, command and environment of its app, and `SALLYPORT_JOB`, which makes
 * the handler do that and end instead of serving.
 *
 * A job is started by the clock in UTC, more often than it is due: the handler looks whether it is, by the schedule's own time zone, and
 * takes a lease, for Azure starts a job again though its last run is not over. Each start costs what half a CPU and 1 GiB do for some
 * seconds, and 180,000 CPU seconds of a month are free (learn.microsoft.com/azure/container-apps/billing): what a sync does every quarter of an hour takes 15,000
 * of them, at ten seconds a start.
 *
 * @param scope of the source or sync
 * @param letters of the gateway: what has a job may send there
 * @returns resource ids of the jobs, in their order
 */
export const containerAppJobs = (
  scope: Construct,
  gateway: BuiltGateway,
  { name, jobs, run }: ScheduledRun,
  letters: DeadLetters | undefined,
): readonly string[] => {
  if (jobs.length === 0 || !letters) return [];
  const maySend = grant(scope, 'DeadLettersRole', messageSender, letters.id, run.identity);
  return jobs.map((job) => containerAppJob(scope, gateway, run, { name, job, maySend }));
};

/** What is run for the jobs of a source or a sync. */
export interface ScheduledRun extends Pick<Scheduled, 'name' | 'jobs'> {
  readonly run: AppRun;
}

interface ScheduledJob extends Pick<Scheduled, 'name'> {
  readonly job: Job;
  readonly maySend: ITerraformDependable;
}

const containerAppJob = (
  scope: Construct,
  { config, deployment, environment, resourceGroup }: BuiltGateway,
  run: AppRun,
  { name, job, maySend }: ScheduledJob,
): string => {
  const { identity, registry, tags } = run;
  return new ContainerAppJob(scope, `Job-${job.name}`, {
    name: jobName(config.gateway, name, job),
    resourceGroupName: resourceGroup.name,
    location: deployment.location,
    containerAppEnvironmentId: environment.id,
    workloadProfileName: 'Consumption',
    scheduleTriggerConfig: { cronExpression: utcCron(job.schedule), parallelism: 1, replicaCompletionCount: 1 },
    replicaTimeoutInSeconds: replicaTimeout,
    replicaRetryLimit: retries,
    identity: { type: 'UserAssigned', identityIds: [identity.id] },
    ...(registry !== undefined && { registry: [{ server: registry, identity: identity.id }] }),
    template: {
      container: [sourceContainer({ ...run, environment: { ...run.environment, SALLYPORT_JOB: job.name } })],
    },
    tags: { ...tags },
    dependsOn: [...run.dependsOn, maySend],
  }).id;
};
