import type { CloudRunV2Service } from '@cdktf/provider-google/lib/cloud-run-v2-service/index.js';
import type { ServiceAccount } from '@cdktf/provider-google/lib/service-account/index.js';
import type { Construct } from 'constructs';
import { type Job, jobsOf } from '../jobs-of.ts';
import type { KnownSource } from '../known-sources.ts';
import { callersText } from '../trusted-caller.ts';
import { deadLetters } from './dead-letters.ts';
import type { GatewayScope } from './gateway-scope.ts';
import {
  ServiceAccount as Account,
  CloudRunV2ServiceIamMember,
  CloudSchedulerJob,
  PubsubTopicIamMember,
} from './google.ts';
import { publicUrl } from './public-url.ts';
import { schedulerAccountId } from './scheduler-account.ts';
import { schedulesOf } from './schedules-of.ts';

/** What wakes up the jobs of a gateway, and where those that failed for good are told. */
export interface GatewayScheduler {
  /** SALLYPORT_SCHEDULER of a source: the one token that may start its jobs. */
  identity(source: string): string;
  /** SALLYPORT_DEAD_LETTERS: the topic's name, `projects/<project>/topics/<topic>`. */
  readonly deadLetters: string;
  /** The account that Cloud Scheduler calls as. */
  readonly account: ServiceAccount;
}

/** What a source with jobs is, once it is made. */
export interface ScheduledSource {
  readonly scheduler: GatewayScheduler;
  readonly service: CloudRunV2Service;
  /** The account that the service runs as. */
  readonly account: ServiceAccount;
}

/**
 * The scheduler of a gateway, if any of its sources has a job. Its account has no right but to call the services that have jobs.
 */
export const gatewayScheduler = (scope: Construct, gateway: GatewayScope): GatewayScheduler | undefined => {
  const { config, sources, api } = gateway;
  if (!sources.some(({ source }) => jobsOf(source).length > 0)) return undefined;
  const account = new Account(scope, 'Scheduler', {
    accountId: schedulerAccountId(config.gateway),
    displayName: `Starts the jobs of gateway ${config.gateway}`,
    dependsOn: [api('iam')],
  });
  return {
    account,
    deadLetters: deadLetters(scope, gateway).id,
    identity: (source) =>
      callersText([
        {
          issuer: 'https://accounts.google.com',
          audience: serviceUrl(gateway, source),
          claims: { sub: account.uniqueId },
        },
      ]),
  };
};

/**
 * The schedules of one source's jobs. A job of Cloud Scheduler costs $0.10 a month, three of a billing account are free
 * (cloud.google.com/scheduler/pricing, November 2026).
 */
export const sourceSchedules = (
  scope: Construct,
  gateway: GatewayScope,
  { name, source }: Pick<KnownSource, 'name' | 'source'>,
  { scheduler, service, account }: ScheduledSource,
): void => {
  if (jobsOf(source).length === 0) return;
  new PubsubTopicIamMember(scope, `${name}-DeadLetters`, {
    topic: scheduler.deadLetters,
    role: 'roles/pubsub.publisher',
    member: account.member,
  });
  const invoker = gateway.config.vendor.profile === 'platform' ? [mayInvoke(scope, name, scheduler, service)] : [];
  for (const { id, job, cron } of schedulesOf(gateway, { name, source })) {
    new CloudSchedulerJob(scope, `Schedule-${id}`, {
      ...jobSettings(gateway, name, job, scheduler.account),
      name: id,
      schedule: cron,
      dependsOn: [gateway.api('cloudscheduler'), service, ...invoker],
    });
  }
};

/** In the bearer profile Cloud Run lets everyone in, and the handler looks at the token. */
const mayInvoke = (scope: Construct, name: string, { account }: GatewayScheduler, service: CloudRunV2Service) =>
  new CloudRunV2ServiceIamMember(scope, `${name}-Scheduler`, {
    name: service.name,
    location: service.location,
    role: 'roles/run.invoker',
    member: account.member,
  });

const jobSettings = (gateway: GatewayScope, source: string, job: Job, account: ServiceAccount) => ({
  description: `Job ${job.name} of source ${source} of gateway ${gateway.config.gateway}`,
  region: gateway.deployment.region,
  timeZone: job.schedule.timeZone,
  paused: false,
  // The longest that Cloud Scheduler waits for an answer.
  attemptDeadline: '1800s',
  // The handler gives a run up after three attempts, and begins none an hour after its time.
  retryConfig: {
    retryCount: 2,
    minBackoffDuration: '300s',
    maxBackoffDuration: '600s',
    maxDoublings: 1,
    // No limit: with both, Cloud Scheduler goes on until both are reached.
    maxRetryDuration: '0s',
  },
  httpTarget: {
    uri: `${serviceUrl(gateway, source)}/.sallyport/jobs/${job.name}`,
    httpMethod: 'POST',
    oidcToken: { serviceAccountEmail: account.email, audience: serviceUrl(gateway, source) },
  },
});

/**
 * The service's own URL, also where the vendor calls another one: what stands before that may let in the vendor alone, and Cloud Run takes
 * its own URL as an audience in any case.
 */
const serviceUrl = ({ config, deployment }: GatewayScope, name: string): string =>
  publicUrl({ gateway: config.gateway, name, deployment, source: {} });
