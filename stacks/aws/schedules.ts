import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { awsCrons } from '../cron/aws-crons.ts';
import type { Job } from '../jobs-of.ts';
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

/** The group of schedules and the queue of dead letters of a gateway that has jobs. Neither costs anything. */
export const gatewayScheduler = (scope: Construct, props: DeadLettersProps): GatewayScheduler => {
  const groupName = props.gateway;
  const group = new scheduler.CfnScheduleGroup(scope, 'Schedules', { name: groupName });
  return { deadLetters: deadLetterQueue(scope, props), groupName, group: group.ref };
};

/** What the schedules of one source or sync are made from. */
export interface SchedulesProps {
  readonly gateway: string;
  /** The name of the source or sync. */
  readonly name: string;
  readonly kind: 'source' | 'sync';
  readonly jobs: readonly Job[];
  readonly scheduler: GatewayScheduler;
  readonly handler: LambdaFunction;
  readonly customerKeyArn: string | undefined;
}

/**
 * Wakes the function of a source or sync up for each of its jobs, in the time zone of the schedule, clock changes included (EventBridge Scheduler;
 * 14 million invocations a month cost nothing, aws.amazon.com/eventbridge/pricing). The handler decides whether a job is due.
 *
 * Retries are said twice, for there are two: Scheduler's until Lambda has taken the event (as it comes, 185 times in a day), and Lambda's when the
 * function fails (docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html). What is left of either is a dead letter.
 */
export const jobSchedules = (scope: Construct, props: SchedulesProps): void => {
  const { gateway, name: of, kind, jobs, scheduler: shared, handler, customerKeyArn } = props;
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
        name: `${of}-${name}${suffix}`,
        groupName: shared.group,
        description: `Job ${name} of ${kind} ${of} of gateway ${gateway}`,
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
