import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type Alarm, type AlarmSubject, hostAlarms, type LogAlarm, logAlarmsOf, type Watched } from '../alarms.ts';
import { type Metric, metricAlarm } from './alarm.ts';
import { countLines, logNamespace } from './log-filter.ts';

/** What a source's, or a sync's, metrics and alarms are made from. */
export interface SourceMetricsProps {
  readonly gateway: string;
  readonly known: Watched & { readonly name: string };
  readonly functionName: string;
  readonly logGroup: LogGroup;
  /** ARN of the SNS topic that hears every alarm; without one there are metrics alone. */
  readonly topicArn: string | undefined;
}

/**
 * Counts what the log of a source or sync says that people must know of, and rings alarms if somebody wants to hear them: of these, and of what
 * Lambda counts by itself.
 *
 * CloudWatch charges a metric for the hours in which it has values ($0.30 a month for one that always has), so those of a source that works cost
 * nothing (aws.amazon.com/cloudwatch/pricing, November 2026).
 */
export const sourceMetrics = (scope: Construct, props: SourceMetricsProps): void => {
  const { gateway, known, functionName, logGroup, topicArn } = props;
  const subject = { gateway, source: known.name, kind: 'sync' in known ? ('sync' as const) : ('source' as const) };
  const applying = logAlarmsOf(known);
  const { logGroupName } = logGroup;
  const dimensions = { Gateway: 'gateway', Source: 'source' };
  for (const { metric, matches } of applying) countLines(scope, { metric, matches, logGroupName, dimensions });
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

/** The metric that counts what an alarm of the log is about. */
export const logMetric = ({ metric }: Pick<LogAlarm, 'metric'>, { gateway, source }: AlarmSubject): Metric => ({
  namespace: logNamespace,
  metricName: metric,
  dimensions: { Gateway: gateway, Source: source },
  statistic: 'Sum',
});

/** A metric of Lambda's own (docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html). */
export const lambdaMetric = (metricName: string, functionName: string): Metric => ({
  namespace: 'AWS/Lambda',
  metricName,
  dimensions: { FunctionName: functionName },
  statistic: 'Sum',
});

/** Of the first alarm that there was: under another id it would be made a second time, while its name is taken. */
const alarmId = ({ name, metric }: LogAlarm): string => (name === 'token-stopped' ? 'TokenAlarm' : `${metric}Alarm`);
