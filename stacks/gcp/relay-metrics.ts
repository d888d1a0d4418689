import type { LoggingMetric } from '@cdktf/provider-google/lib/logging-metric/index.js';
import type { Construct } from 'constructs';
import { type RelayAlarm, relayAlarms, relayHostAlarms, unheardAlarm } from '../relay-alarms.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { eventsFilter, relayFilter } from './log-filter.ts';
import { countMetric, hostFilter, type SourceMetric } from './metrics.ts';

/** What is counted of a relay: for the alarms that ring from a count on, and for the one that rings when nothing is counted. */
export interface RelayMetrics {
  readonly counts: readonly SourceMetric[];
  readonly heartbeats: LoggingMetric;
}

/** Counts what the log of the relay's service says; `undefined` if there is no relay. */
export const relayMetrics = (scope: Construct, gateway: GatewayScope): RelayMetrics | undefined => {
  if (!gateway.config.relay) return undefined;
  const ofRelay = (alarm: RelayAlarm | (typeof relayHostAlarms)['crashes'], filter: string): SourceMetric => ({
    alarm,
    metric: countMetric(scope, gateway, alarm, filter),
    resource: 'cloud_run_revision',
  });
  return {
    counts: [
      ...relayAlarms.map((alarm) => ofRelay(alarm, eventsFilter(gateway, alarm.matches))),
      ...(['crashes', 'throttles'] as const).map((name) =>
        ofRelay(relayHostAlarms[name], hostFilter(gateway, relayFilter(gateway), name)),
      ),
    ],
    heartbeats: countMetric(scope, gateway, unheardAlarm, eventsFilter(gateway, unheardAlarm.matches)),
  };
};
