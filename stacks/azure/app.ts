import type { App, TerraformStack } from 'cdktf';
import { DeploymentError } from '../deployment-error.ts';
import { azureBackend } from '../terraform/backend.ts';
import type { GatewayProps } from '../terraform/gateway-props.ts';
import { GatewayStack } from '../terraform/gateway-stack.ts';
import { buildGateway } from './gateway.ts';
import { azureProvider } from './provider.ts';

/**
 * The stack `<gateway>-azure` with a whole gateway, in the subscription and the location of `deploy.azure`.
 *
 * @throws DeploymentError `region-missing`, and what `buildGateway` throws
 */
export const azureStack = (app: App, props: GatewayProps): TerraformStack => {
  const { gateway, deploy } = props.config;
  if (!deploy.azure) {
    throw new DeploymentError(
      'region-missing',
      'The configuration does not say where on Azure to deploy. Write, for example, deploy: { azure: { subscriptionId: …, tenantId: …, ' +
        'location: westeurope } }',
    );
  }
  const stack = new GatewayStack(app, `${gateway}-azure`);
  azureProvider(stack, deploy.azure);
  azureBackend(stack, gateway, deploy.azure);
  buildGateway(stack, deploy.azure, props);
  return stack;
};
