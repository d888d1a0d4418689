import type { Construct } from 'constructs';
import { cloudwatch, core } from './cdk.ts';

/** What a metric is found by. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
}

/** What an alarm is made from. */
export interface AlarmProps extends Metric {
  readonly name: string;
  /** What happened, and what to do. */
  readonly description: string;
  /** Rings at so much within so many minutes. */
  readonly threshold: number;
  readonly minutes: number;
  /** ARN of the SNS topic that hears of it. */
  readonly topicArn: string;
}

/** An alarm; $0.10 a month (aws.amazon.com/cloudwatch/pricing, November 2026), the first ten of an account free. */
export const metricAlarm = (scope: Construct, id: string, props: AlarmProps): void => {
  const { name, description, dimensions, minutes, topicArn, ...rest } = props;
  new cloudwatch.CfnAlarm(scope, id, {
    alarmName: name,
    alarmDescription: description,
    dimensions: dimensionList(dimensions),
    period: core.Duration.minutes(minutes).toSeconds(),
    evaluationPeriods: 1,
    comparisonOperator: 'GreaterThanOrEqualToThreshold',
    // Nothing is counted while all is well. Otherwise the second time would ring no bell.
    treatMissingData: 'notBreaching',
    alarmActions: [topicArn],
    ...rest,
  });
};

/** Dimensions as CloudFormation has them. */
export const dimensionList = (dimensions: Metric['dimensions']) =>
  Object.entries(dimensions).map(([name, value]) => ({ name, value }));
