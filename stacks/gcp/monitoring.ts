import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { scheduledOf } from '../terraform/scheduled.ts';
import { gatewayAlarms } from './alarms.ts';
import { gatewayDashboard } from './dashboard.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { gatewayLogs } from './logs.ts';
import { sourceMetrics } from './metrics.ts';
import { relayLevelAlarms } from './relay-alarms.ts';
import { relayMetrics } from './relay-metrics.ts';

/**
 * What a gateway is watched by: its log, kept in its region; metrics of what the log says; alarms if the configuration names somebody who
 * hears them; a dashboard if it wants one.
 *
 * @param services the services of all sources and syncs, and of the relay
 */
export const gatewayMonitoring = (
  scope: Construct,
  gateway: GatewayScope,
  services: readonly ITerraformDependable[],
): void => {
  const { config, deployment } = gateway;
  gatewayLogs(scope, gateway);
  const relay = relayMetrics(scope, gateway);
  const metrics = [...sourceMetrics(scope, gateway), ...(relay?.counts ?? [])];
  const hasDeadLetters = scheduledOf(gateway).length > 0;
  const channels = deployment.notificationChannels ?? [];
  if (channels.length > 0) {
    const alarms = { channels, metrics, hasDeadLetters, after: services };
    gatewayAlarms(scope, gateway, alarms);
    if (relay) relayLevelAlarms(scope, gateway, alarms, relay.heartbeats);
  }
  if (config.monitoring.dashboard) gatewayDashboard(scope, gateway, { metrics, hasDeadLetters });
};
