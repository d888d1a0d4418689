import type { Construct } from 'constructs';
import { deadLetterAlarm } from '../alarms.ts';
import { metricAlarm } from './alarm.ts';
import { gatewayDashboard } from './dashboard.ts';
import type { GatewayScope } from './gateway-scope.ts';

/** What watches a gateway as a whole: an alarm for its queue of dead letters, one for jobs of which not even that is told, and a dashboard. */
export const gatewayMonitoring = (scope: Construct, gatewayScope: GatewayScope): void => {
  const { config, deployment, scheduler } = gatewayScope;
  const { gateway, monitoring } = config;
  if (monitoring.dashboard) gatewayDashboard(scope, gatewayScope);
  const topicArn = deployment?.alarmTopic;
  if (topicArn === undefined || !scheduler) return;
  const { name, threshold, minutes, says } = deadLetterAlarm;
  metricAlarm(scope, 'DeadLettersAlarm', {
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: scheduler.deadLetters.name },
    statistic: 'Maximum',
    name: `${gateway}-${name}`,
    description: says({ gateway }),
    threshold,
    minutes,
    topicArn,
  });
  // docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html
  metricAlarm(scope, 'LettersLostAlarm', {
    namespace: 'AWS/Scheduler',
    metricName: 'InvocationsFailedToBeSentToDeadLetterCount',
    dimensions: { ScheduleGroup: scheduler.groupName },
    statistic: 'Sum',
    name: `${gateway}-jobs-lost`,
    description:
      `Jobs of gateway ${gateway} could not be started, and the queue of dead letters did not hear of it: its key or the permissions of the ` +
      'scheduler do not let it. Deploy again; try the sources: sallyport doctor.',
    threshold: 1,
    minutes: 5,
    topicArn,
  });
};
