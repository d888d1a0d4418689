import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Alarm } from '../alarms.ts';
import { type RelaySubject, relayAlarms, relayHostAlarms, unheardAlarm } from '../relay-alarms.ts';
import { type Metric, metricAlarm } from './alarm.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { countLines, logNamespace } from './log-filter.ts';
import { silenceAlarm } from './silence-alarm.ts';
import { lambdaMetric } from './source-metrics.ts';

/** What the relay's metrics and alarms are made from. */
export interface RelayMetricsProps {
  readonly gatewayScope: Pick<GatewayScope, 'config' | 'deployment'>;
  readonly functionName: string;
  readonly logGroup: LogGroup;
}

/**
 * Counts what the log of the relay's function says that people must know of, and rings alarms if somebody wants to hear them.
 *
 * Agents say day and night that they are there, so that the metric of it costs its $0.30 a month: it is made if an alarm or the dashboard needs it.
 */
export const relayMetrics = (scope: Construct, { gatewayScope, functionName, logGroup }: RelayMetricsProps): void => {
  const { config, deployment } = gatewayScope;
  const { gateway, monitoring } = config;
  const { logGroupName } = logGroup;
  const topicArn = deployment?.alarmTopic;
  const counted = topicArn !== undefined || monitoring.dashboard ? [...relayAlarms, unheardAlarm] : relayAlarms;
  for (const { metric, matches } of counted)
    countLines(scope, { metric, matches, logGroupName, dimensions: { Gateway: 'gateway' } });
  if (topicArn === undefined) return;
  const ring = (id: string, alarm: Alarm<RelaySubject>, metric: Metric): void =>
    metricAlarm(scope, id, {
      ...metric,
      name: `${gateway}-${alarm.name}`,
      description: alarm.says({ gateway }),
      threshold: alarm.threshold,
      minutes: alarm.minutes,
      topicArn,
    });
  for (const alarm of relayAlarms) ring(`${alarm.metric}Alarm`, alarm, relayMetric(alarm, gateway));
  ring('CrashesAlarm', relayHostAlarms.crashes, lambdaMetric('Errors', functionName));
  ring('ThrottlesAlarm', relayHostAlarms.throttles, lambdaMetric('Throttles', functionName));
  silenceAlarm(scope, { gateway, alarm: unheardAlarm, metric: relayMetric(unheardAlarm, gateway), topicArn });
};

/** The metric that counts what an alarm of the relay is about. */
export const relayMetric = ({ metric }: { readonly metric: string }, gateway: string): Metric => ({
  namespace: logNamespace,
  metricName: metric,
  dimensions: { Gateway: gateway },
  statistic: 'Sum',
});
