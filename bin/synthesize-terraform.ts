import { dirname } from 'node:path';
import type { App, TerraformStack } from 'cdktf';
import type { DeployConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { loadConfig } from '../config/load.ts';
import { connectors } from '../connectors/index.ts';
import { bundleHandlerOnce } from '../stacks/bundle.ts';
import { DeploymentError } from '../stacks/deployment-error.ts';
import { cdktf } from '../stacks/terraform/cdktf.ts';
import type { GatewayProps } from '../stacks/terraform/gateway-props.ts';
import { untraced } from '../stacks/terraform/untraced.ts';

type TerraformHost = Exclude<keyof DeployConfig, 'aws'>;
type AddStack = (app: App, props: GatewayProps) => TerraformStack;

/** Each provider's resources are loaded only if something is deployed there. */
const hosts: Readonly<Record<TerraformHost, () => Promise<AddStack>>> = {
  gcp: async () => (await import('../stacks/gcp/app.ts')).gcpStack,
  azure: async () => (await import('../stacks/azure/app.ts')).azureStack,
};

/**
 * Synthesizes the gateway of `sallyport.yaml` on Google Cloud and on Azure, wherever `deploy` says: `cdktf.out/stacks/<gateway>-gcp` and
 * `<gateway>-azure`. Errors of the configuration are told in sentences, and end the process with exit code 1.
 *
 * @param environment `SALLYPORT_CONFIG` names another configuration, for cdktf's command line has no option for it; `CDKTF_OUTDIR` another
 * folder
 */
export const synthesizeTerraform = async (environment: NodeJS.ProcessEnv = process.env): Promise<void> => {
  try {
    await synthesize(environment['SALLYPORT_CONFIG'] || 'sallyport.yaml');
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof DeploymentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
};

const synthesize = async (file: string): Promise<void> => {
  const config = loadConfig(file, connectors);
  const named = Object.entries(hosts).filter(([host]) => config.deploy[host as TerraformHost] !== undefined);
  if (named.length === 0) throw nowhere(file);
  const stacks = await Promise.all(named.map(([, load]) => load()));
  const app = new cdktf.App();
  const props: GatewayProps = { config, directory: dirname(file), handler: bundleHandlerOnce('server') };
  untraced(() => {
    for (const addStack of stacks) addStack(app, props);
    app.synth();
  });
};

const nowhere = (file: string): DeploymentError =>
  new DeploymentError(
    'region-missing',
    `${file} does not say where on Google Cloud or Azure to deploy. Write, for example, deploy: { gcp: { project: acme-gateway, ` +
      'projectNumber: "123456789012", region: europe-west1 } }, or deploy: { azure: { subscriptionId: …, tenantId: …, location: westeurope } }. ' +
      'AWS is deployed with cdk.',
  );
