import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { cloudwatch, core, logs } from './cdk.ts';

/** What a source's alarm is made from. */
export interface TokenAlarmProps {
  readonly gateway: string;
  readonly source: string;
  readonly logGroup: LogGroup;
  /** ARN of the SNS topic that hears of it; without one there is a metric alone. */
  readonly topicArn: string | undefined;
}

const namespace = 'Sallyport';
const metricName = 'TokenStopped';

/**
 * Counts how often the gate gave up on a token until a person does something: metric `TokenStopped` of namespace `Sallyport`, by
 * gateway and source, and an alarm if somebody wants to hear of it.
 *
 * CloudWatch charges a metric for the hours in which it has values, so one of a source that works costs nothing; an alarm costs $0.10 a
 * month (aws.amazon.com/cloudwatch/pricing). Dimensions are taken from the log line, which has no other values than these two, and
 * leave no room for a value where nothing happened
 * (docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html).
 */
export const tokenAlarm = (scope: Construct, { gateway, source, logGroup, topicArn }: TokenAlarmProps): void => {
  new logs.CfnMetricFilter(scope, 'TokenStopped', {
    logGroupName: logGroup.logGroupName,
    filterPattern: '{ $.event = "token.stopped" }',
    metricTransformations: [
      {
        metricNamespace: namespace,
        metricName,
        metricValue: '1',
        unit: 'Count',
        dimensions: [
          { key: 'Gateway', value: '$.gateway' },
          { key: 'Source', value: '$.source' },
        ],
      },
    ],
  });
  if (topicArn === undefined) return;
  new cloudwatch.CfnAlarm(scope, 'TokenAlarm', {
    alarmName: `${gateway}-${source}-token-stopped`,
    alarmDescription:
      `Gateway ${gateway} gets no more token for source ${source} until someone corrects its credentials or signs in again. ` +
      `What to do says: sallyport tokens ${source}. The alarm ends by itself; the trouble does not.`,
    namespace,
    metricName,
    dimensions: [
      { name: 'Gateway', value: gateway },
      { name: 'Source', value: source },
    ],
    statistic: 'Sum',
    period: core.Duration.minutes(5).toSeconds(),
    evaluationPeriods: 1,
    threshold: 1,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    // Nothing is counted while all is well. Otherwise the second stop would ring no bell.
    treatMissingData: 'notBreaching',
    alarmActions: [topicArn],
  });
};
