import type { Construct } from 'constructs';
import { gatewayAlarms } from './alarms.ts';
import { gatewayDashboard } from './dashboard.ts';
import type { BuiltGateway } from './gateway-scope.ts';
import type { WatchedApp } from './host-alarms.ts';
import { gatewayRelayAlarms } from './relay-alarms.ts';

/**
 * What a gateway on Azure is watched by: alarms, if the configuration names an action group that hears them, and a dashboard, if it asks
 * for one. What can be looked at without them costs nothing: the log, and the metrics that Container Apps keep by themselves.
 *
 * @param relayId resource id of the app of the relay; `undefined` if there is none
 */
export const gatewayMonitoring = (
  scope: Construct,
  gateway: BuiltGateway,
  apps: readonly WatchedApp[],
  relayId: string | undefined,
): void => {
  const { actionGroup } = gateway.deployment;
  if (actionGroup !== undefined) gatewayAlarms(scope, gateway, apps, actionGroup);
  if (actionGroup !== undefined && relayId !== undefined) gatewayRelayAlarms(scope, gateway, relayId, actionGroup);
  if (gateway.config.monitoring.dashboard) gatewayDashboard(scope, gateway);
};
