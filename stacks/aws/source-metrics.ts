import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type Alarm, type AlarmSubject, hostAlarms, type LogAlarm, type LogMatch, logAlarmsOf } from '../alarms.ts';
import type { KnownSource } from '../known-sources.ts';
import { type Metric, metricAlarm } from './alarm.ts';
import { logs } from './cdk.ts';

/** What a source's metrics and alarms are made from. */
export interface SourceMetricsProps {
  readonly gateway: string;
  readonly known: KnownSource;
  readonly functionName: string;
  readonly logGroup: LogGroup;
  /** ARN of the SNS topic that hears every alarm; without one there are metrics alone. */
  readonly topicArn: string | undefined;
}

/**
 * Counts what the log of a source says that people must know of, and rings alarms if somebody wants to hear them: of these, and of what
 * Lambda counts by itself.
 *
 * CloudWatch charges a metric for the hours in which it has values ($0.30 a month for one that always has), so those of a source that works cost
 * nothing (aws.amazon.com/cloudwatch/pricing, November 2026).
 */
export const sourceMetrics = (scope: Construct, props: SourceMetricsProps): void => {
  const { gateway, known, functionName, logGroup, topicArn } = props;
  const subject = { gateway, source: known.name };
  const applying = logAlarmsOf(known);
  for (const alarm of applying) countLines(scope, alarm, logGroup.logGroupName);
  if (topicArn === undefined) return;
  const ring = (id: string, alarm: Alarm<AlarmSubject>, metric: Metric): void =>
    metricAlarm(scope, id, {
      ...metric,
      name: `${gateway}-${known.name}-${alarm.name}`,
      description: alarm.says(subject),
      threshold: alarm.threshold,
      minutes: alarm.minutes,
      topicArn,
    });
  for (const alarm of applying) ring(alarmId(alarm), alarm, logMetric(alarm, subject));
  ring('CrashesAlarm', hostAlarms.crashes, lambdaMetric('Errors', functionName));
  ring('ThrottlesAlarm', hostAlarms.throttles, lambdaMetric('Throttles', functionName));
};

const namespace = 'Sallyport';

/** The metric that counts what an alarm of the log is about. */
export const logMetric = ({ metric }: Pick<LogAlarm, 'metric'>, { gateway, source }: AlarmSubject): Metric => ({
  namespace,
  metricName: metric,
  dimensions: { Gateway: gateway, Source: source },
  statistic: 'Sum',
});

/** A metric of Lambda's own (docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html). */
const lambdaMetric = (metricName: string, functionName: string): Metric => ({
  namespace: 'AWS/Lambda',
  metricName,
  dimensions: { FunctionName: functionName },
  statistic: 'Sum',
});

/** Of the first alarm that there was: under another id it would be made a second time, while its name is taken. */
const alarmId = ({ name, metric }: LogAlarm): string => (name === 'token-stopped' ? 'TokenAlarm' : `${metric}Alarm`);

/**
 * Dimensions are taken from the log line, which has no other values than these two, and leave no room for a value where nothing happened
 * (docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html).
 */
const countLines = (scope: Construct, { metric, matches }: LogAlarm, logGroupName: string): void => {
  new logs.CfnMetricFilter(scope, metric, {
    logGroupName,
    filterPattern: filterPattern(matches),
    metricTransformations: [
      {
        metricNamespace: namespace,
        metricName: metric,
        metricValue: '1',
        unit: 'Count',
        dimensions: [
          { key: 'Gateway', value: '$.gateway' },
          { key: 'Source', value: '$.source' },
        ],
      },
    ],
  });
};

const filterPattern = (matches: readonly LogMatch[]): string => {
  const patterns = matches.map(matchPattern);
  return `{ ${patterns.length === 1 ? patterns[0] : patterns.map((pattern) => `(${pattern})`).join(' || ')} }`;
};

const matchPattern = ({ event, where }: LogMatch): string => {
  const ofEvent = `$.event = "${event}"`;
  if (!where) return ofEvent;
  const values = where.oneOf.map((value) => `$.${where.field} = "${value}"`).join(' || ');
  return `${ofEvent} && ${where.oneOf.length === 1 ? values : `(${values})`}`;
};
