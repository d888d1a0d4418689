import type {
  MonitoringAlertPolicyConditions,
  MonitoringAlertPolicyConditionsConditionThreshold,
} from '@cdktf/provider-google/lib/monitoring-alert-policy/index.js';
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
 * The alarms of a gateway: one policy each for all its sources and syncs, which rings for each of them apart, for a condition has a price ($0.10 a month,
 * and $0.35 for a million points that it reads: cloud.google.com/stackdriver/pricing, November 2026).
 *
 * A new metric may be unknown to Cloud Monitoring for ten minutes ("Cannot find metric(s) that match type"). Then another
 * `terraform apply` makes the alarms that were refused.
 */
export const gatewayAlarms = (scope: Construct, gateway: GatewayScope, props: AlarmProps): void => {
  const { config } = gateway;
  for (const { alarm, metric, resource, by, kind } of props.metrics) {
    // Of the relay there is one alone.
    const source = by === undefined ? '' : `\${${by}}`;
    alarmPolicy(scope, gateway, props, {
      alarm,
      content: literal(alarm.says({ gateway: config.gateway, source, kind })),
      conditions: [
        aboveThreshold(alarm, {
          filter: `metric.type="logging.googleapis.com/user/${metric.name}" AND resource.type="${resource}"`,
          aggregations: [
            {
              alignmentPeriod: `${alarm.minutes * 60}s`,
              perSeriesAligner: 'ALIGN_DELTA',
              crossSeriesReducer: 'REDUCE_SUM',
              ...(by !== undefined && { groupByFields: [by] }),
            },
          ],
        }),
      ],
    });
  }
  if (!props.hasDeadLetters) return;
  alarmPolicy(scope, gateway, props, {
    alarm: deadLetterAlarm,
    content: deadLetterAlarm.says({ gateway: config.gateway }),
    conditions: [
      aboveThreshold(deadLetterAlarm, {
        filter: deadLettersFilter(config.gateway),
        aggregations: [{ alignmentPeriod: `${deadLetterAlarm.minutes * 60}s`, perSeriesAligner: 'ALIGN_MAX' }],
      }),
    ],
  });
};

/** How many messages nobody has taken yet. */
export const deadLettersFilter = (gateway: string): string =>
  [
    'metric.type="pubsub.googleapis.com/subscription/num_undelivered_messages"',
    'resource.type="pubsub_subscription"',
    `resource.label.subscription_id="${deadLettersName(gateway)}"`,
  ].join(' AND ');

type Condition = Omit<MonitoringAlertPolicyConditions, 'displayName'>;

/** Cloud Monitoring knows no "or equal" here (provider's page of google_monitoring_alert_policy). */
const aboveThreshold = (
  { threshold }: Pick<Alarm<never>, 'threshold'>,
  condition: Pick<MonitoringAlertPolicyConditionsConditionThreshold, 'filter' | 'aggregations'>,
): Condition => ({
  conditionThreshold: {
    ...condition,
    comparison: 'COMPARISON_GT',
    thresholdValue: threshold - 1,
    duration: '0s',
    trigger: { count: 1 },
  },
});

/** What one policy is made from. */
export interface PolicyProps {
  readonly alarm: Pick<Alarm<never>, 'name' | 'title'>;
  /** What people read. It may have variables of Cloud Monitoring, escaped for Terraform. */
  readonly content: string;
  /** It rings if any one of them holds. */
  readonly conditions: readonly Condition[];
  /** After how long without values it ends by itself. @default - 30, the shortest */
  readonly endsAfterMinutes?: number;
}

/** One alarm, as a policy. */
export const alarmPolicy = (
  scope: Construct,
  { config, api }: GatewayScope,
  { channels, after }: AlarmProps,
  { alarm: { name, title }, content, conditions, endsAfterMinutes = 30 }: PolicyProps,
): void => {
  const displayName = `${config.gateway}: ${title}`;
  new MonitoringAlertPolicy(scope, `Alarm-${name}`, {
    displayName,
    combiner: 'OR',
    conditions: conditions.map((condition) => ({ displayName, ...condition })),
    // Nothing is counted while all is well, and what gets no more values stays open for seven days otherwise: a second
    // failure would ring no bell.
    alertStrategy: { autoClose: `${endsAfterMinutes * 60}s` },
    documentation: { subject: displayName, content, mimeType: 'text/markdown' },
    notificationChannels: [...channels],
    userLabels: gatewayLabels(config),
    dependsOn: [api('monitoring'), ...after],
  });
};
