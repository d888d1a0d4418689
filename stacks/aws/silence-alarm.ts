import type { Construct } from 'constructs';
import type { SilenceAlarm } from '../relay-alarms.ts';
import { dimensionList, type Metric } from './alarm.ts';
import { cloudwatch } from './cdk.ts';

/** What an alarm of silence is made from. */
export interface SilenceProps {
  readonly gateway: string;
  readonly alarm: SilenceAlarm;
  readonly metric: Metric;
  /** ARN of the SNS topic that hears of it. */
  readonly topicArn: string;
}

/**
 * An alarm that rings when lines stop, and not where there never were any: two that nobody hears, one of the last minutes and one of the last day, and
 * one of both. An alarm by itself can not tell what stopped from what has not begun, and "insufficient data" wakes up nobody in most tools.
 *
 * $0.70 a month (aws.amazon.com/cloudwatch/pricing, November 2026): $0.50 for the one of both.
 */
export const silenceAlarm = (scope: Construct, { gateway, alarm, metric, topicArn }: SilenceProps): void => {
  const name = `${gateway}-${alarm.name}`;
  const { dimensions, ...rest } = metric;
  const silent = (id: string, suffix: string, minutes: number, periods: number) =>
    new cloudwatch.CfnAlarm(scope, id, {
      ...rest,
      alarmName: `${name}-${suffix}`,
      alarmDescription: `Part of ${name}, which says what to do: nothing was counted for ${minutes} minutes.`,
      dimensions: dimensionList(dimensions),
      period: (minutes * 60) / periods,
      evaluationPeriods: periods,
      comparisonOperator: 'LessThanThreshold',
      threshold: 1,
      treatMissingData: 'breaching',
    });
  const now = silent('UnheardNow', 'now', alarm.minutes, alarm.minutes);
  const lately = silent('UnheardLately', 'lately', alarm.heardMinutes, alarm.heardMinutes / 60);
  new cloudwatch.CfnCompositeAlarm(scope, 'Unheard', {
    alarmName: name,
    alarmDescription: alarm.says({ gateway }),
    alarmRule: `ALARM("${name}-now") AND OK("${name}-lately")`,
    alarmActions: [topicArn],
  }).node.addDependency(now, lately);
};
