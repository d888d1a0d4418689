import type { Construct } from 'constructs';
import type { AzureDeployment, Config } from '../../config/config.ts';
import { ResourceGroup } from './azurerm.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { azureNames } from './names.ts';
import { gatewayTags } from './tags.ts';

/** The resource group of a gateway: the customer's, if the configuration names one, which then stays as it is; or one that is made. */
export const resourceGroup = (
  scope: Construct,
  config: Config,
  deployment: AzureDeployment,
): GatewayScope['resourceGroup'] => {
  const { resourceGroup: name } = azureNames(config.gateway, deployment);
  if (deployment.resourceGroup !== undefined) {
    return { name, id: `/subscriptions/${deployment.subscriptionId}/resourceGroups/${name}` };
  }
  const group = new ResourceGroup(scope, 'Group', { name, location: deployment.location, tags: gatewayTags(config) });
  return { name: group.name, id: group.id };
};
