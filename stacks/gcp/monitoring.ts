import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { jobsOf } from '../jobs-of.ts';
import { gatewayAlarms } from './alarms.ts';
import { gatewayDashboard } from './dashboard.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { gatewayLogs } from './logs.ts';
import { sourceMetrics } from './metrics.ts';

/**
 * What a gateway is watched by: its log, kept in its region; metrics of what the log says; alarms if the configuration names somebody who
 * hears them; a dashboard if it wants one.
 *
 * @param services the services of all sources
 */
export const gatewayMonitoring = (
  scope: Construct,
  gateway: GatewayScope,
  services: readonly ITerraformDependable[],
): void => {
  const { config, deployment, sources } = gateway;
  gatewayLogs(scope, gateway);
  const metrics = sourceMetrics(scope, gateway);
  const hasDeadLetters = sources.some(({ source }) => jobsOf(source).length > 0);
  const channels = deployment.notificationChannels ?? [];
  if (channels.length > 0) gatewayAlarms(scope, gateway, { channels, metrics, hasDeadLetters, after: services });
  if (config.monitoring.dashboard) gatewayDashboard(scope, gateway, { metrics, hasDeadLetters });
};
