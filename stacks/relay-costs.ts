import type { Config } from '../config/config.ts';
import type { CloudHost } from './form-text.ts';

/** What a relay costs while it stands, in US dollars a month of 730 hours, at list prices of the cheaper regions. */
export interface RelayCost {
  readonly host: CloudHost;
  /** However many agents there are. */
  readonly fixed: number;
  /** More for each agent that runs, whether it is asked for anything or not. */
  readonly perAgent: number;
  /** What it is for. */
  readonly of: string;
  readonly sources: readonly string[];
}

const seconds = 730 * 3_600;
/** Each call of an agent is read and written in the registry; how agents are is looked at once a minute. */
const calls = seconds / 20;
const looks = seconds / 60;
/** Where a queue does not wait for messages, it is asked each second (`lambda/platform/azure/azure-queue.ts`); elsewhere three times a minute. */
const questions = seconds;

const cents = (dollars: number): number => Math.round(dollars * 100) / 100;

/**
 * What calls cost on AWS where the free tiers are used up by others: a million calls of functions and 400,000 GB-seconds, and a million requests of
 * SQS a month are free. A call takes 40 ms of 512 MB, and there is one more each quarter of an hour, for new access; a queue is listened to for 20 seconds at
 * a time.
 */
const lambdaCalls = calls + seconds / 900;
const awsCallsPerAgent =
  lambdaCalls * (0.2 / 1_000_000 + 0.04 * 0.5 * 0.0000133334) + (seconds / 20) * (0.4 / 1_000_000);

/** Of object stores: a write costs ten times a read. */
const operations = (write: number, read: number) => ({ fixed: looks * write, perAgent: calls * (write + read) });

const s3 = operations(0.005 / 1_000, 0.0004 / 1_000);
const cloudStorage = operations(0.005 / 1_000, 0.0004 / 1_000);
const blobs = operations(0.05 / 10_000, 0.004 / 10_000);

/** A quarter of a CPU and half a GiB, idle most of the time. */
const idleContainer = seconds * (0.25 * 0.000003 + 0.5 * 0.000003);

/**
 * What the clouds ask for. What their free tiers cover of a few agents' calls is not in it: requests and CPU of Lambda and Cloud Run, SQS,
 * Pub/Sub, and the log.
 */
export const relayCosts: readonly RelayCost[] = [
  {
    host: 'aws',
    fixed: cents(s3.fixed + 2 * 0.4),
    perAgent: cents(s3.perAgent),
    of:
      'two secrets, and the registry in S3: each agent is written down three times a minute. Where the free tiers of Lambda and SQS are used up, calls are ' +
      `$${awsCallsPerAgent.toFixed(2)} more for each agent`,
    sources: [
      'aws.amazon.com/s3/pricing',
      'aws.amazon.com/secrets-manager/pricing',
      'aws.amazon.com/lambda/pricing',
      'aws.amazon.com/sqs/pricing',
    ],
  },
  {
    host: 'gcp',
    fixed: cents(cloudStorage.fixed + 2 * 0.06),
    perAgent: cents(cloudStorage.perAgent),
    of: 'two secrets, and the registry in Cloud Storage, likewise',
    sources: ['cloud.google.com/storage/pricing', 'cloud.google.com/secret-manager/pricing'],
  },
  {
    host: 'azure',
    fixed: cents(blobs.fixed + idleContainer),
    perAgent: cents(blobs.perAgent + questions * (0.004 / 10_000)),
    of:
      'a container that is always there (if Azure takes it for idle between calls; $19.71 in place of $5.91 if it never does), the registry in Blob ' +
      'Storage, and a queue that is asked for messages each second',
    sources: ['azure.microsoft.com/pricing/details/container-apps', 'azure.microsoft.com/pricing/details/storage'],
  },
];

/**
 * What the relay of a configuration costs on one cloud, a month: with no agent, and with as many as there may be. `undefined` without a relay.
 *
 * @example relayCostOf(config, 'aws') // { cost, monthly: { none: 1.02, all: 2.44 } }
 */
export const relayCostOf = (
  { relay }: Pick<Config, 'relay'>,
  host: CloudHost,
): { readonly cost: RelayCost; readonly monthly: { readonly none: number; readonly all: number } } | undefined => {
  const cost = relayCosts.find((each) => each.host === host);
  if (!relay || !cost) return undefined;
  return { cost, monthly: { none: cost.fixed, all: cents(cost.fixed + relay.agents.maximum * cost.perAgent) } };
};
