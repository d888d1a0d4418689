import type { Construct } from 'constructs';
import { shortName } from '../terraform/short-name.ts';
import { LogAnalyticsWorkspace, MonitorDiagnosticSetting } from './azurerm.ts';
import type { BuiltGateway, GatewayScope } from './gateway-scope.ts';

/**
 * The Log Analytics workspace that the apps of a gateway log to; gives its resource id.
 *
 * It costs nothing but what is written into it: about $2.76 a GB, the first 5 GB of a month free; 31 days of keeping are included, each
 * GB costs $0.12 for every further month (azure.microsoft.com/pricing/details/monitor, November 2026).
 *
 * It has no keys: who reads or writes shows who he is. A deployment that is destroyed leaves it for 14 days, in which a workspace of the
 * same name in the same group gets the old log back (learn.microsoft.com/azure/azure-monitor/logs/delete-workspace).
 *
 * The customer's own key is not used for it: that takes a dedicated cluster, which costs as much as 100 GB a day do
 * (learn.microsoft.com/azure/azure-monitor/logs/customer-managed-keys). It lies encrypted under a key of Microsoft's, in the one location.
 */
export const logWorkspace = (scope: Construct, gateway: GatewayScope): string =>
  new LogAnalyticsWorkspace(scope, 'Logs', {
    name: shortName([gateway.config.gateway, 'logs'], { length: 63 }),
    resourceGroupName: gateway.resourceGroup.name,
    location: gateway.deployment.location,
    sku: 'PerGB2018',
    retentionInDays: gateway.deployment.logRetentionDays,
    localAuthenticationEnabled: false,
    tags: { ...gateway.tags },
  }).id;

type Logging = Pick<BuiltGateway, 'config' | 'workspaceId'>;

/**
 * Sends what the apps and jobs of an environment write, and what the platform says of them, to the workspace: tables
 * `ContainerAppConsoleLogs` and `ContainerAppSystemLogs`.
 *
 * The environment must have `logsDestination: 'azure-monitor'`. With `log-analytics` it would write with the workspace's key, which
 * there is none of, and no log would ever arrive (github.com/MicrosoftDocs/azure-docs/issues/100353).
 */
export const environmentLogs = (scope: Construct, { config, workspaceId }: Logging, environmentId: string): void => {
  new MonitorDiagnosticSetting(scope, 'EnvironmentLogs', {
    name: `${config.gateway}-logs`,
    targetResourceId: environmentId,
    logAnalyticsWorkspaceId: workspaceId,
    enabledLog: [{ category: 'ContainerAppConsoleLogs' }, { category: 'ContainerAppSystemLogs' }],
  });
};

/**
 * Records who read or changed what is in a key vault, the gateway itself included: category `AuditEvent`, table `AzureDiagnostics`.
 * Values of secrets are not in it (learn.microsoft.com/azure/key-vault/general/logging).
 *
 * @param id of the construct, one for each vault of a scope
 */
export const vaultAudit = (
  scope: Construct,
  { config, workspaceId }: Logging,
  { id, vaultId }: { readonly id: string; readonly vaultId: string },
): void => {
  new MonitorDiagnosticSetting(scope, id, {
    name: `${config.gateway}-audit`,
    targetResourceId: vaultId,
    logAnalyticsWorkspaceId: workspaceId,
    enabledLog: [{ category: 'AuditEvent' }],
  });
};

/**
 * Records what a firewall let through and what it refused, by name: tables `AZFWApplicationRule` and `AZFWNetworkRule`
 * (learn.microsoft.com/azure/firewall/monitor-firewall-reference). Where a source can not be reached, they say whether it was that.
 */
export const firewallLogs = (scope: Construct, { config, workspaceId }: Logging, firewallId: string): void => {
  new MonitorDiagnosticSetting(scope, 'FirewallLogs', {
    name: `${config.gateway}-logs`,
    targetResourceId: firewallId,
    logAnalyticsWorkspaceId: workspaceId,
    logAnalyticsDestinationType: 'Dedicated',
    enabledLog: [{ category: 'AZFWApplicationRule' }, { category: 'AZFWNetworkRule' }],
  });
};
