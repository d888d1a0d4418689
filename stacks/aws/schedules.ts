import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { awsCrons } from '../cron/aws-crons.ts';
import { jobsOf } from '../jobs-of.ts';
import type { KnownSource } from '../known-sources.ts';
import { allow } from './allow.ts';
import { core, iam, lambda, scheduler } from './cdk.ts';
import { type DeadLetters, type DeadLettersProps, deadLetterQueue } from './dead-letters.ts';
import { allowKey } from './encryption.ts';

/** What all jobs of a gateway share. */
export interface GatewayScheduler {
  readonly deadLetters: DeadLetters;
  /** Schedules take no tags, their group does; and metrics are by group. */
  readonly groupName: string;
  /** The group itself, which must be there before a schedule is put into it. */
  readonly group: string;
}

/** How late a job may be started, in seconds. What is later is told as a dead letter. */
const latest = 3600;
/** The handler gives up after three attempts; a run that died without a word counts as one. */
const repetitions = 2;

/** The group of schedules and the queue of dead letters of a gateway, if any source has a job. Neither costs anything. */
export const gatewayScheduler = (
  scope: Construct,
  sources: readonly KnownSource[],
  props: DeadLettersProps,
): GatewayScheduler | undefined => {
  if (!sources.some(({ source }) => jobsOf(source).length > 0)) return undefined;
  const groupName = props.gateway;
  const group = new scheduler.CfnScheduleGroup(scope, 'Schedules', { name: groupName });
  return { deadLetters: deadLetterQueue(scope, props), groupName, group: group.ref };
};

/** What the schedules of one source are made from. */
export interface SchedulesProps {
  readonly gateway: string;
  readonly known: KnownSource;
  readonly scheduler: GatewayScheduler;
  readonly handler: LambdaFunction;
  readonly customerKeyArn: string | undefined;
}

/**
 * Wakes the function of a source up for each of its jobs, in the time zone of the schedule, clock changes included (EventBridge Scheduler;
 * 14 million invocations a month cost nothing, aws.amazon.com/eventbridge/pricing). The handler decides whether a job is due.
 *
 * Retries are said twice, for there are two: Scheduler's until Lambda has taken the event (as it comes, 185 times in a day), and Lambda's when the
 * function fails (docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html). What is left of either is a dead letter.
 */
export const sourceSchedules = (scope: Construct, props: SchedulesProps): void => {
  const { gateway, known, scheduler: shared, handler, customerKeyArn } = props;
  const jobs = jobsOf(known.source);
  if (jobs.length === 0) return;
  new lambda.CfnEventInvokeConfig(scope, 'Events', {
    functionName: handler.functionName,
    qualifier: '$LATEST',
    maximumEventAgeInSeconds: latest,
    maximumRetryAttempts: repetitions,
    destinationConfig: { onFailure: { destination: shared.deadLetters.arn } },
  }).node.addDependency(handler.role!);
  const role = schedulerRole(scope, props);
  for (const { name, schedule } of jobs) {
    for (const [index, scheduleExpression] of awsCrons(schedule).entries()) {
      const suffix = index === 0 ? '' : `-${index + 1}`;
      new scheduler.CfnSchedule(scope, `Schedule-${name}${suffix}`, {
        name: `${known.name}-${name}${suffix}`,
        groupName: shared.group,
        description: `Job ${name} of source ${known.name} of gateway ${gateway}`,
        scheduleExpression,
        scheduleExpressionTimezone: schedule.timeZone,
        flexibleTimeWindow: { mode: 'OFF' },
        ...(customerKeyArn && { kmsKeyArn: customerKeyArn }),
        target: {
          arn: handler.functionArn,
          roleArn: role.roleArn,
          input: JSON.stringify({ job: name, scheduledAt: '<aws.scheduler.scheduled-time>' }),
          retryPolicy: { maximumEventAgeInSeconds: latest, maximumRetryAttempts: 10 },
          deadLetterConfig: { arn: shared.deadLetters.arn },
        },
      }).node.addDependency(role);
    }
  }
};

/** Invokes this function, tells the queue, and nothing else; only schedules of the gateway's own group may use it. */
const schedulerRole = (scope: Construct, { scheduler: shared, handler, customerKeyArn }: SchedulesProps) => {
  const stack = core.Stack.of(scope);
  const role = new iam.Role(scope, 'SchedulerRole', {
    // docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html: a group, not a schedule.
    assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: {
          'aws:SourceAccount': stack.account,
          'aws:SourceArn': stack.formatArn({
            service: 'scheduler',
            resource: 'schedule-group',
            resourceName: shared.groupName,
          }),
        },
      },
    }),
  });
  allow(role, ['lambda:InvokeFunction'], handler.functionArn);
  allow(role, ['sqs:SendMessage'], shared.deadLetters.arn);
  allowKey(role, customerKeyArn, ['scheduler', 'sqs']);
  return role;
};
