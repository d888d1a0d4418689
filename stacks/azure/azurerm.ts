import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/*
 * The provider is CommonJS (see stacks/aws/cdk.ts), and has a thousand resources: each is taken from its own module, which loads within
 * milliseconds; the whole takes seconds.
 */
export const { ApplicationInsightsWorkbook } =
  require('@cdktf/provider-azurerm/lib/application-insights-workbook/index.js') as typeof import('@cdktf/provider-azurerm/lib/application-insights-workbook/index.js');
export const { AzurermProvider } =
  require('@cdktf/provider-azurerm/lib/provider/index.js') as typeof import('@cdktf/provider-azurerm/lib/provider/index.js');
export const { ContainerApp } =
  require('@cdktf/provider-azurerm/lib/container-app/index.js') as typeof import('@cdktf/provider-azurerm/lib/container-app/index.js');
export const { ContainerAppEnvironment } =
  require('@cdktf/provider-azurerm/lib/container-app-environment/index.js') as typeof import('@cdktf/provider-azurerm/lib/container-app-environment/index.js');
export const { ContainerAppJob } =
  require('@cdktf/provider-azurerm/lib/container-app-job/index.js') as typeof import('@cdktf/provider-azurerm/lib/container-app-job/index.js');
export const { FederatedIdentityCredential } =
  require('@cdktf/provider-azurerm/lib/federated-identity-credential/index.js') as typeof import('@cdktf/provider-azurerm/lib/federated-identity-credential/index.js');
export const { Firewall } =
  require('@cdktf/provider-azurerm/lib/firewall/index.js') as typeof import('@cdktf/provider-azurerm/lib/firewall/index.js');
export const { FirewallPolicy } =
  require('@cdktf/provider-azurerm/lib/firewall-policy/index.js') as typeof import('@cdktf/provider-azurerm/lib/firewall-policy/index.js');
export const { FirewallPolicyRuleCollectionGroup } =
  require('@cdktf/provider-azurerm/lib/firewall-policy-rule-collection-group/index.js') as typeof import('@cdktf/provider-azurerm/lib/firewall-policy-rule-collection-group/index.js');
export const { KeyVault } =
  require('@cdktf/provider-azurerm/lib/key-vault/index.js') as typeof import('@cdktf/provider-azurerm/lib/key-vault/index.js');
export const { LogAnalyticsWorkspace } =
  require('@cdktf/provider-azurerm/lib/log-analytics-workspace/index.js') as typeof import('@cdktf/provider-azurerm/lib/log-analytics-workspace/index.js');
export const { MonitorDiagnosticSetting } =
  require('@cdktf/provider-azurerm/lib/monitor-diagnostic-setting/index.js') as typeof import('@cdktf/provider-azurerm/lib/monitor-diagnostic-setting/index.js');
export const { MonitorMetricAlert } =
  require('@cdktf/provider-azurerm/lib/monitor-metric-alert/index.js') as typeof import('@cdktf/provider-azurerm/lib/monitor-metric-alert/index.js');
export const { MonitorScheduledQueryRulesAlertV2 } =
  require('@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2/index.js') as typeof import('@cdktf/provider-azurerm/lib/monitor-scheduled-query-rules-alert-v2/index.js');
export const { NatGateway } =
  require('@cdktf/provider-azurerm/lib/nat-gateway/index.js') as typeof import('@cdktf/provider-azurerm/lib/nat-gateway/index.js');
export const { NatGatewayPublicIpAssociation } =
  require('@cdktf/provider-azurerm/lib/nat-gateway-public-ip-association/index.js') as typeof import('@cdktf/provider-azurerm/lib/nat-gateway-public-ip-association/index.js');
export const { NetworkSecurityGroup } =
  require('@cdktf/provider-azurerm/lib/network-security-group/index.js') as typeof import('@cdktf/provider-azurerm/lib/network-security-group/index.js');
export const { PrivateDnsARecord } =
  require('@cdktf/provider-azurerm/lib/private-dns-a-record/index.js') as typeof import('@cdktf/provider-azurerm/lib/private-dns-a-record/index.js');
export const { PrivateDnsZone } =
  require('@cdktf/provider-azurerm/lib/private-dns-zone/index.js') as typeof import('@cdktf/provider-azurerm/lib/private-dns-zone/index.js');
export const { PrivateDnsZoneVirtualNetworkLink } =
  require('@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link/index.js') as typeof import('@cdktf/provider-azurerm/lib/private-dns-zone-virtual-network-link/index.js');
export const { PublicIp } =
  require('@cdktf/provider-azurerm/lib/public-ip/index.js') as typeof import('@cdktf/provider-azurerm/lib/public-ip/index.js');
export const { ResourceGroup } =
  require('@cdktf/provider-azurerm/lib/resource-group/index.js') as typeof import('@cdktf/provider-azurerm/lib/resource-group/index.js');
export const { RoleAssignment } =
  require('@cdktf/provider-azurerm/lib/role-assignment/index.js') as typeof import('@cdktf/provider-azurerm/lib/role-assignment/index.js');
export const { RoleDefinition } =
  require('@cdktf/provider-azurerm/lib/role-definition/index.js') as typeof import('@cdktf/provider-azurerm/lib/role-definition/index.js');
export const { RouteTable } =
  require('@cdktf/provider-azurerm/lib/route-table/index.js') as typeof import('@cdktf/provider-azurerm/lib/route-table/index.js');
export const { StorageAccount } =
  require('@cdktf/provider-azurerm/lib/storage-account/index.js') as typeof import('@cdktf/provider-azurerm/lib/storage-account/index.js');
export const { StorageAccountCustomerManagedKeyA } =
  require('@cdktf/provider-azurerm/lib/storage-account-customer-managed-key/index.js') as typeof import('@cdktf/provider-azurerm/lib/storage-account-customer-managed-key/index.js');
export const { StorageBlob } =
  require('@cdktf/provider-azurerm/lib/storage-blob/index.js') as typeof import('@cdktf/provider-azurerm/lib/storage-blob/index.js');
export const { StorageContainer } =
  require('@cdktf/provider-azurerm/lib/storage-container/index.js') as typeof import('@cdktf/provider-azurerm/lib/storage-container/index.js');
export const { StorageManagementPolicy } =
  require('@cdktf/provider-azurerm/lib/storage-management-policy/index.js') as typeof import('@cdktf/provider-azurerm/lib/storage-management-policy/index.js');
export const { StorageQueue } =
  require('@cdktf/provider-azurerm/lib/storage-queue/index.js') as typeof import('@cdktf/provider-azurerm/lib/storage-queue/index.js');
export const { Subnet } =
  require('@cdktf/provider-azurerm/lib/subnet/index.js') as typeof import('@cdktf/provider-azurerm/lib/subnet/index.js');
export const { SubnetNatGatewayAssociation } =
  require('@cdktf/provider-azurerm/lib/subnet-nat-gateway-association/index.js') as typeof import('@cdktf/provider-azurerm/lib/subnet-nat-gateway-association/index.js');
export const { SubnetNetworkSecurityGroupAssociation } =
  require('@cdktf/provider-azurerm/lib/subnet-network-security-group-association/index.js') as typeof import('@cdktf/provider-azurerm/lib/subnet-network-security-group-association/index.js');
export const { SubnetRouteTableAssociation } =
  require('@cdktf/provider-azurerm/lib/subnet-route-table-association/index.js') as typeof import('@cdktf/provider-azurerm/lib/subnet-route-table-association/index.js');
export const { UserAssignedIdentity } =
  require('@cdktf/provider-azurerm/lib/user-assigned-identity/index.js') as typeof import('@cdktf/provider-azurerm/lib/user-assigned-identity/index.js');
export const { VirtualNetwork } =
  require('@cdktf/provider-azurerm/lib/virtual-network/index.js') as typeof import('@cdktf/provider-azurerm/lib/virtual-network/index.js');
