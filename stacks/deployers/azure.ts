/** Actions of a type of resource, by where they are needed. */
export interface AzureRights {
  /** On the resource group of the gateway. */
  readonly group?: readonly string[];
  /** On the subscription, for what Azure lists or keeps there alone. */
  readonly subscription?: readonly string[];
  /** On blobs in the containers for packages. */
  readonly packages?: readonly string[];
  /** Application permissions of Microsoft Graph, by name. */
  readonly graph?: readonly string[];
}

const all = (resource: string, ...verbs: readonly string[]): readonly string[] =>
  verbs.map((verb) => `${resource}/${verb}`);
const made = ['read', 'write', 'delete'] as const;

const app = 'Microsoft.App';
const network = 'Microsoft.Network';
const storage = 'Microsoft.Storage/storageAccounts';
const identity = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const workspace = 'Microsoft.OperationalInsights/workspaces';
const vault = 'Microsoft.KeyVault';
const subnet = `${network}/virtualNetworks/subnets`;

/** To make these two is to change a property of a subnet. */
const ofSubnet = all(subnet, 'read', 'write', 'join/action');

/**
 * What Terraform's providers call to create, read, update and delete each type of resource, as actions
 * (learn.microsoft.com/azure/role-based-access-control/resource-provider-operations, and the providers' own source; November 2026).
 *
 * `Microsoft.Storage/storageAccounts/listKeys/action` is not among them: the provider asks for the keys, notes them in Terraform's state if it gets them, and does
 * without if it is refused.
 */
export const azureRights: Readonly<Record<string, AzureRights>> = {
  // As no owner is named, which would have to be known beforehand, the right to change applications of one's own is not enough
  // (the provider's pages of these types, API Permissions).
  azuread_app_role_assignment: { graph: ['Application.ReadWrite.All'] },
  azuread_application: { graph: ['Application.ReadWrite.All'] },
  azuread_service_principal: { graph: ['Application.ReadWrite.All'] },
  azurerm_application_insights_workbook: { group: all('Microsoft.Insights/workbooks', ...made) },
  azurerm_container_app: {
    group: [
      // The provider asks for secrets of each app. These have none.
      ...all(`${app}/containerApps`, ...made, 'listSecrets/action'),
      ...all(`${app}/managedEnvironments`, 'read', 'join/action'),
      `${identity}/assign/action`,
    ],
  },
  azurerm_container_app_environment: {
    group: [...all(`${app}/managedEnvironments`, ...made), `${subnet}/join/action`],
  },
  azurerm_container_app_job: {
    group: [
      ...all(`${app}/jobs`, ...made, 'listSecrets/action'),
      ...all(`${app}/managedEnvironments`, 'read', 'join/action'),
      `${identity}/assign/action`,
    ],
  },
  azurerm_federated_identity_credential: {
    group: [`${identity}/read`, ...all(`${identity}/federatedIdentityCredentials`, ...made)],
  },
  azurerm_firewall: {
    group: [
      ...all(`${network}/azureFirewalls`, ...made),
      `${network}/firewallPolicies/join/action`,
      `${network}/publicIPAddresses/join/action`,
      `${subnet}/join/action`,
    ],
  },
  azurerm_firewall_policy: { group: all(`${network}/firewallPolicies`, ...made) },
  azurerm_firewall_policy_rule_collection_group: {
    group: [`${network}/firewallPolicies/read`, ...all(`${network}/firewallPolicies/ruleCollectionGroups`, ...made)],
  },
  azurerm_key_vault: {
    group: all(`${vault}/vaults`, ...made),
    // A vault that was deleted is had back under its name, or ended with its source.
    subscription: all(`${vault}/locations/deletedVaults`, 'read', 'purge/action'),
  },
  azurerm_log_analytics_workspace: {
    group: all(workspace, ...made),
    subscription: ['Microsoft.OperationalInsights/deletedWorkspaces/read'],
  },
  azurerm_monitor_diagnostic_setting: {
    // Who sends logs to a workspace must be allowed its keys (learn.microsoft.com/azure/azure-monitor/logs/manage-access, custom roles), though
    // this one takes none.
    group: [
      ...all('Microsoft.Insights/diagnosticSettings', ...made),
      `${workspace}/read`,
      `${workspace}/sharedKeys/action`,
    ],
  },
  azurerm_monitor_metric_alert: { group: all('Microsoft.Insights/metricAlerts', ...made) },
  azurerm_monitor_scheduled_query_rules_alert_v2: {
    group: [...all('Microsoft.Insights/scheduledQueryRules', ...made), `${workspace}/read`],
  },
  azurerm_nat_gateway: { group: all(`${network}/natGateways`, ...made) },
  azurerm_nat_gateway_public_ip_association: {
    group: [
      ...all(`${network}/natGateways`, 'read', 'write'),
      ...all(`${network}/publicIPAddresses`, 'read', 'join/action'),
    ],
  },
  azurerm_network_security_group: { group: all(`${network}/networkSecurityGroups`, ...made) },
  azurerm_private_dns_a_record: { group: all(`${network}/privateDnsZones/A`, ...made) },
  azurerm_private_dns_zone: {
    group: [...all(`${network}/privateDnsZones`, ...made), ...all(`${network}/privateDnsZones/SOA`, 'read', 'write')],
  },
  azurerm_private_dns_zone_virtual_network_link: {
    group: [
      ...all(`${network}/privateDnsZones/virtualNetworkLinks`, ...made),
      `${network}/virtualNetworks/join/action`,
    ],
  },
  azurerm_public_ip: { group: all(`${network}/publicIPAddresses`, ...made) },
  azurerm_resource_group: {
    group: all('Microsoft.Resources/subscriptions/resourceGroups', ...made, 'resources/read'),
  },
  azurerm_role_assignment: {
    group: [...all('Microsoft.Authorization/roleAssignments', ...made), 'Microsoft.Authorization/roleDefinitions/read'],
  },
  azurerm_role_definition: { group: all('Microsoft.Authorization/roleDefinitions', ...made) },
  azurerm_route_table: { group: all(`${network}/routeTables`, ...made) },
  azurerm_storage_account: {
    group: [
      ...all(storage, ...made),
      ...all(`${storage}/blobServices`, 'read', 'write'),
      `${storage}/fileServices/read`,
    ],
  },
  azurerm_storage_account_customer_managed_key: { group: [...all(storage, 'read', 'write'), `${vault}/vaults/read`] },
  azurerm_storage_blob: {
    group: [`${storage}/read`, `${storage}/blobServices/containers/read`],
    packages: all(`${storage}/blobServices/containers/blobs`, ...made, 'add/action'),
  },
  azurerm_storage_container: { group: all(`${storage}/blobServices/containers`, ...made) },
  azurerm_storage_management_policy: { group: all(`${storage}/managementPolicies`, ...made) },
  azurerm_storage_queue: {
    group: [`${storage}/queueServices/read`, ...all(`${storage}/queueServices/queues`, ...made)],
  },
  azurerm_subnet: { group: all(subnet, ...made) },
  azurerm_subnet_nat_gateway_association: { group: [...ofSubnet, `${network}/natGateways/join/action`] },
  azurerm_subnet_network_security_group_association: {
    group: [...ofSubnet, `${network}/networkSecurityGroups/join/action`],
  },
  azurerm_subnet_route_table_association: { group: [...ofSubnet, `${network}/routeTables/join/action`] },
  azurerm_user_assigned_identity: { group: all(identity, ...made) },
  azurerm_virtual_network: { group: all(`${network}/virtualNetworks`, ...made) },
};
