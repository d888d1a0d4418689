import type { CloudRunV2Service } from '@cdktf/provider-google/lib/cloud-run-v2-service/index.js';
import type { ServiceAccount } from '@cdktf/provider-google/lib/service-account/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { Job } from '../jobs-of.ts';
import { type Scheduled, scheduledOf } from '../terraform/scheduled.ts';
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
  /** SALLYPORT_SCHEDULER of a source or a sync: the one token that may start its jobs. */
  identity(name: string): string;
  /** SALLYPORT_DEAD_LETTERS: the topic's name, `projects/<project>/topics/<topic>`. */
  readonly deadLetters: string;
  /** The account that Cloud Scheduler calls as. */
  readonly account: ServiceAccount;
}

/** What a source or a sync with jobs is, once it is made. */
export interface ScheduledService {
  readonly scheduler: GatewayScheduler;
  readonly service: CloudRunV2Service;
  /** The account that the service runs as. */
  readonly account: ServiceAccount;
  /** Whether Cloud Run lets in only whom IAM names. Otherwise it lets everyone in, and the handler looks at the token. */
  readonly isChecked: boolean;
}

/**
 * The scheduler of a gateway, if any of its sources has a job, or there is a sync. Its account has no right but to call the services that have
 * jobs.
 */
export const gatewayScheduler = (scope: Construct, gateway: GatewayScope): GatewayScheduler | undefined => {
  const { config, api } = gateway;
  if (scheduledOf(gateway).length === 0) return undefined;
  const account = new Account(scope, 'Scheduler', {
    accountId: schedulerAccountId(config.gateway),
    displayName: `Starts the jobs of gateway ${config.gateway}`,
    dependsOn: [api('iam')],
  });
  return {
    account,
    deadLetters: deadLetters(scope, gateway).id,
    identity: (name) =>
      callersText([
        {
          issuer: 'https://accounts.google.com',
          audience: serviceUrl(gateway, name),
          claims: { sub: account.uniqueId },
        },
      ]),
  };
};

/**
 * The schedules of the jobs of one source, or of one sync. A job of Cloud Scheduler costs $0.10 a month, three of a billing account are free
 * (cloud.google.com/scheduler/pricing, November 2026).
 *
 * @returns all that lets the scheduler in
 */
export const serviceSchedules = (
  scope: Construct,
  gateway: GatewayScope,
  scheduled: Scheduled,
  { scheduler, service, account, isChecked }: ScheduledService,
): readonly ITerraformDependable[] => {
  const { name } = scheduled;
  new PubsubTopicIamMember(scope, `${name}-DeadLetters`, {
    topic: scheduler.deadLetters,
    role: 'roles/pubsub.publisher',
    member: account.member,
  });
  const invoker = isChecked ? [mayInvoke(scope, name, scheduler, service)] : [];
  for (const { id, job, cron } of schedulesOf(gateway, scheduled)) {
    new CloudSchedulerJob(scope, `Schedule-${id}`, {
      ...jobSettings(gateway, scheduled, job, scheduler.account),
      name: id,
      schedule: cron,
      dependsOn: [gateway.api('cloudscheduler'), service, ...invoker],
    });
  }
  return invoker;
};

const mayInvoke = (scope: Construct, name: string, { account }: GatewayScheduler, service: CloudRunV2Service) =>
  new CloudRunV2ServiceIamMember(scope, `${name}-Scheduler`, {
    name: service.name,
    location: service.location,
    role: 'roles/run.invoker',
    member: account.member,
  });

const jobSettings = (gateway: GatewayScope, { name, kind }: Scheduled, job: Job, account: ServiceAccount) => ({
  description: `Job ${job.name} of ${kind} ${name} of gateway ${gateway.config.gateway}`,
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
    uri: jobUrl(gateway, name, job.name),
    httpMethod: 'POST',
    oidcToken: schedulerToken(gateway, name, account),
  },
});

/** Where a job of a service is started, by POST. */
export const jobUrl = (gateway: GatewayScope, name: string, job: string): string =>
  `${serviceUrl(gateway, name)}/.sallyport/jobs/${job}`;

/** What proves the scheduler to a service, as Cloud Scheduler and Pub/Sub are told. */
export const schedulerToken = (gateway: GatewayScope, name: string, { email }: ServiceAccount) => ({
  serviceAccountEmail: email,
  audience: serviceUrl(gateway, name),
});

/**
 * The service's own URL, also where the vendor calls another one: what stands before that may let in the vendor alone, and Cloud Run takes
 * its own URL as an audience in any case.
 */
const serviceUrl = ({ config, deployment }: GatewayScope, name: string): string =>
  publicUrl({ gateway: config.gateway, name, deployment, source: {} });
