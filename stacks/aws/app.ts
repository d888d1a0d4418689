import { createRequire } from 'node:module';
import type { App, Stack } from 'aws-cdk-lib/core';
import { DeploymentError } from '../deployment-error.ts';
import { core } from './cdk.ts';
import { Gateway, type GatewayProps } from './gateway.ts';

// Here and not in cdk.ts: an app of somebody else's need not have it. The one pack alone loads 50 ms faster than all of them.
const pack = 'cdk-nag/lib/packs/aws-solutions';
const { AwsSolutionsChecks } = createRequire(import.meta.url)(pack) as typeof import('cdk-nag');

/** Makes CDK's own findings about the templates errors, and policies as short as they can be. */
const flags = {
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:enablePartitionLiterals': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
};

/**
 * An app whose synthesis fails on every finding of CDK or of cdk-nag's AwsSolutions that is not acknowledged with a reason
 * where it arises. Its templates report nothing to AWS.
 *
 * @param outdir @default - what the CDK command line says
 */
export const checkedApp = (outdir?: string): App => {
  const app = new core.App({ ...(outdir && { outdir }), context: flags, analyticsReporting: false });
  core.Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
};

/**
 * The stack `<gateway>-gateway` with a whole gateway, in the region (and account) of `deploy.aws`.
 *
 * @throws DeploymentError `region-missing`, and what `Gateway` throws
 */
export const gatewayStack = (app: App, props: GatewayProps): Stack => {
  const { gateway, vendor, deploy } = props.config;
  if (!deploy.aws) {
    throw new DeploymentError(
      'region-missing',
      'The configuration does not say where on AWS to deploy. Write, for example, deploy: { aws: { region: eu-west-1 } }. ' +
        'Google Cloud and Azure are deployed with cdktf.',
    );
  }
  const { region, account } = deploy.aws;
  const stack = new core.Stack(app, `${gateway}-gateway`, {
    description: `Gateway ${gateway}: gives ${vendor.name} access to the sources that sallyport.yaml names`,
    env: { region, ...(account && { account }) },
  });
  // CDK leaves this id out of the names of outputs, which people read.
  new Gateway(stack, 'Default', props);
  return stack;
};
