import type { Construct } from 'constructs';
import { ContainerAppEnvironment } from './azurerm.ts';
import type { BuiltGateway, GatewayScope } from './gateway-scope.ts';
import { environmentLogs } from './logs.ts';
import { azureNames } from './names.ts';
import type { GatewayNetwork } from './network.ts';

/** What an environment is put into. */
export interface EnvironmentProps {
  readonly workspaceId: string;
  /** `undefined` for Azure's own way out. */
  readonly network: GatewayNetwork | undefined;
}

/**
 * The environment that the apps and jobs of a gateway run in. It costs nothing: apps of the profile Consumption are paid for while they
 * run (learn.microsoft.com/azure/container-apps/billing).
 *
 * An environment that begins without profiles can never have one (same place, workload-profiles-overview), and only one with profiles can
 * have a subnet with ways out of its own.
 */
export const appEnvironment = (
  scope: Construct,
  gateway: GatewayScope,
  { workspaceId, network }: EnvironmentProps,
): BuiltGateway['environment'] => {
  const { config, deployment, resourceGroup, tags } = gateway;
  const environment = new ContainerAppEnvironment(scope, 'Environment', {
    name: azureNames(config.gateway, deployment).gateway,
    resourceGroupName: resourceGroup.name,
    location: deployment.location,
    logsDestination: 'azure-monitor',
    workloadProfile: [{ name: 'Consumption', workloadProfileType: 'Consumption' }],
    // The vendor calls from outside; nothing else can come in through the subnet.
    ...(network && {
      infrastructureSubnetId: network.subnetId,
      internalLoadBalancerEnabled: false,
      dependsOn: [...network.dependsOn],
    }),
    // Azure names the group of what it makes itself if there is a subnet, and the provider would make the whole environment anew for that
    // name at every deployment (github.com/hashicorp/terraform-provider-azurerm/issues/28727).
    lifecycle: { ignoreChanges: ['infrastructure_resource_group_name'] },
    tags,
  });
  environmentLogs(scope, { config, workspaceId }, environment.id);
  return { id: environment.id, domain: environment.defaultDomain, made: environment };
};
