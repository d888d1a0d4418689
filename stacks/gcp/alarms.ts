import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { type Alarm, deadLetterAlarm } from '../alarms.ts';
import { literal } from '../terraform/literal.ts';
import { deadLettersName } from './dead-letters.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { MonitoringAlertPolicy } from './google.ts';
import { gatewayLabels } from './labels.ts';
import type { SourceMetric } from './metrics.ts';

/** What the alarms of a gateway are made from. */
export interface AlarmProps {
  readonly channels: readonly string[];
  readonly metrics: readonly SourceMetric[];
  readonly hasDeadLetters: boolean;
  /** Cloud Monitoring refuses an alarm on a metric that it has not heard of yet: what takes some time stands before the alarms. */
  readonly after: readonly ITerraformDependable[];
}

/**
 * The alarms of a gateway: one policy each for all its sources, which rings for each of them apart, for a condition has a price ($0.10 a month,
 * and $0.35 for a million points that it reads: cloud.google.com/stackdriver/pricing, November 2026).
 *
 * A new metric may be unknown to Cloud Monitoring for ten minutes ("Cannot find metric(s) that match type"). Then another
 * `terraform apply` makes the alarms that were refused.
 */
export const gatewayAlarms = (scope: Construct, gateway: GatewayScope, props: AlarmProps): void => {
  const { config } = gateway;
  for (const { alarm, metric, resource, by } of props.metrics) {
    const subject = { gateway: config.gateway, source: `\${${by}}` };
    policy(scope, gateway, props, alarm, literal(alarm.says(subject)), {
      filter: `metric.type="logging.googleapis.com/user/${metric.name}" AND resource.type="${resource}"`,
      aggregations: [
        {
          alignmentPeriod: `${alarm.minutes * 60}s`,
          perSeriesAligner: 'ALIGN_DELTA',
          crossSeriesReducer: 'REDUCE_SUM',
          groupByFields: [by],
        },
      ],
    });
  }
  if (!props.hasDeadLetters) return;
  policy(scope, gateway, props, deadLetterAlarm, deadLetterAlarm.says({ gateway: config.gateway }), {
    filter: deadLettersFilter(config.gateway),
    aggregations: [{ alignmentPeriod: `${deadLetterAlarm.minutes * 60}s`, perSeriesAligner: 'ALIGN_MAX' }],
  });
};

/** How many messages nobody has taken yet. */
export const deadLettersFilter = (gateway: string): string =>
  [
    'metric.type="pubsub.googleapis.com/subscription/num_undelivered_messages"',
    'resource.type="pubsub_subscription"',
    `resource.label.subscription_id="${deadLettersName(gateway)}"`,
  ].join(' AND ');

interface Condition {
  readonly filter: string;
  readonly aggregations: {
    alignmentPeriod: string;
    perSeriesAligner: string;
    crossSeriesReducer?: string;
    groupByFields?: string[];
  }[];
}

const policy = (
  scope: Construct,
  { config, api }: GatewayScope,
  { channels, after }: AlarmProps,
  { name, title, threshold }: Alarm<never>,
  content: string,
  condition: Condition,
): void => {
  const displayName = `${config.gateway}: ${title}`;
  new MonitoringAlertPolicy(scope, `Alarm-${name}`, {
    displayName,
    combiner: 'OR',
    conditions: [
      {
        displayName,
        conditionThreshold: {
          ...condition,
          // Cloud Monitoring knows no "or equal" here (provider's page of google_monitoring_alert_policy).
          comparison: 'COMPARISON_GT',
          thresholdValue: threshold - 1,
          duration: '0s',
          trigger: { count: 1 },
        },
      },
    ],
    // The shortest. Nothing is counted while all is well, and what gets no more values stays open for seven days otherwise: a second
    // failure would ring no bell.
    alertStrategy: { autoClose: '1800s' },
    documentation: { subject: displayName, content, mimeType: 'text/markdown' },
    notificationChannels: [...channels],
    userLabels: gatewayLabels(config),
    dependsOn: [api('monitoring'), ...after],
  });
};
