import type { App, TerraformStack } from 'cdktf';
import { DeploymentError } from '../deployment-error.ts';
import { gcpBackend } from '../terraform/backend.ts';
import type { GatewayProps } from '../terraform/gateway-props.ts';
import { GatewayStack } from '../terraform/gateway-stack.ts';
import { buildGateway } from './gateway.ts';
import { GoogleProvider } from './google.ts';

/**
 * The stack `<gateway>-gcp` with a whole gateway, in the project and the region of `deploy.gcp`. It looks nothing up: what Terraform plans
 * follows from the configuration alone.
 *
 * @throws DeploymentError `region-missing`, and what `buildGateway` throws
 */
export const gcpStack = (app: App, props: GatewayProps): TerraformStack => {
  const { gateway, deploy } = props.config;
  if (!deploy.gcp) {
    throw new DeploymentError(
      'region-missing',
      'The configuration does not say where on Google Cloud to deploy. Write, for example, deploy: { gcp: { project: acme-gateway, ' +
        'projectNumber: "123456789012", region: europe-west1 } }',
    );
  }
  const { project, region } = deploy.gcp;
  const stack = new GatewayStack(app, `${gateway}-gcp`);
  gcpBackend(stack, gateway, deploy.gcp);
  // Labels are those of the configuration: the provider would add one of its own.
  new GoogleProvider(stack, 'Google', { project, region, addTerraformAttributionLabel: false });
  buildGateway(stack, deploy.gcp, props);
  return stack;
};
