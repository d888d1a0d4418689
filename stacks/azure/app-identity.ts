import type { Construct } from 'constructs';
import { UserAssignedIdentity } from './azurerm.ts';
import type { AppRun, BuiltGateway } from './gateway-scope.ts';
import { azureNames } from './names.ts';

/**
 * The identity of one app, below its construct, for the roles that are given to it alone.
 *
 * @param name of the source, the sync or the relay
 */
export const appIdentity = (
  scope: Construct,
  { config, deployment, resourceGroup }: BuiltGateway,
  name: string,
  tags: Readonly<Record<string, string>>,
): AppRun['identity'] =>
  new UserAssignedIdentity(scope, 'Identity', {
    name: azureNames(config.gateway, deployment).identity(name),
    resourceGroupName: resourceGroup.name,
    location: deployment.location,
    tags: { ...tags },
  });
