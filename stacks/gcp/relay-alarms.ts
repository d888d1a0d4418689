import type { LoggingMetric } from '@cdktf/provider-google/lib/logging-metric/index.js';
import type { Construct } from 'constructs';
import type { Alarm } from '../alarms.ts';
import { type RelaySubject, unheardAlarm } from '../relay-alarms.ts';
import { relaySlots } from '../relay-slots.ts';
import { type AlarmProps, alarmPolicy } from './alarms.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { relayNames } from './relay-names.ts';

/** No other host tells how old the first message of a queue is for nothing, nor so soon. */
const queueAge: Alarm<RelaySubject> & { readonly seconds: number } = {
  name: 'agent-queue-age',
  title: 'Requests that lie in the queue of an agent',
  says: ({ gateway }) =>
    `Nobody has taken a message from the queue of an agent of gateway ${gateway} for five minutes. See whether that agent runs and may go out to ` +
    'pubsub.googleapis.com: sallyport agent status on its machine.',
  threshold: 1,
  minutes: 5,
  seconds: 300,
};

/**
 * The alarms of a relay that do not ring from a count on: when agents stop to say that they are there, and when a message lies too long.
 *
 * @param heartbeats counts how often agents say it
 */
export const relayLevelAlarms = (
  scope: Construct,
  gateway: GatewayScope,
  props: AlarmProps,
  heartbeats: LoggingMetric,
): void => {
  const { config, deployment } = gateway;
  if (!config.relay) return;
  const said = {
    filter: `metric.type="logging.googleapis.com/user/${heartbeats.name}" AND resource.type="cloud_run_revision"`,
    aggregations: [
      {
        alignmentPeriod: `${unheardAlarm.minutes * 60}s`,
        perSeriesAligner: 'ALIGN_DELTA',
        crossSeriesReducer: 'REDUCE_SUM',
      },
    ],
  };
  alarmPolicy(scope, gateway, props, {
    alarm: unheardAlarm,
    content: unheardAlarm.says({ gateway: config.gateway }),
    // A counter that nothing was counted by for a while has values of zero at first, and none later. One that nothing was ever counted by has
    // none, and rings nothing (docs.cloud.google.com/monitoring/alerts/metric-absence).
    conditions: [
      {
        conditionThreshold: {
          ...said,
          comparison: 'COMPARISON_LT',
          thresholdValue: 1,
          duration: '0s',
          trigger: { count: 1 },
        },
      },
      { conditionAbsent: { ...said, duration: `${unheardAlarm.minutes * 60}s`, trigger: { count: 1 } } },
    ],
    endsAfterMinutes: unheardAlarm.heardMinutes,
  });
  const { queue } = relayNames(config.gateway, deployment);
  const queues = relaySlots(config.relay).map((slot) => `"${queue(slot)}"`);
  alarmPolicy(scope, gateway, props, {
    alarm: queueAge,
    content: queueAge.says({ gateway: config.gateway }),
    conditions: [
      {
        conditionThreshold: {
          filter: [
            'metric.type="pubsub.googleapis.com/subscription/oldest_unacked_message_age"',
            'resource.type="pubsub_subscription"',
            `resource.label.subscription_id=one_of(${queues.join(', ')})`,
          ].join(' AND '),
          aggregations: [{ alignmentPeriod: '60s', perSeriesAligner: 'ALIGN_MAX' }],
          comparison: 'COMPARISON_GT',
          thresholdValue: queueAge.seconds,
          duration: '0s',
          trigger: { count: 1 },
        },
      },
    ],
  });
};
