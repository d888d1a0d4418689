import { dirname } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import { loadConfig } from '../config/load.ts';
import { connectors } from '../connectors/index.ts';
import { checkedApp, gatewayStack } from '../stacks/aws/app.ts';
import { bundleHandlerOnce } from '../stacks/bundle.ts';
import { DeploymentError } from '../stacks/deployment-error.ts';

/**
 * Synthesizes the gateway of `sallyport.yaml`, or of another configuration: `cdk deploy -c config=<path>`. Errors of the
 * configuration are told in sentences, and end the process with exit code 1.
 */
export const synthesizeAws = (): void => {
  try {
    const app = checkedApp();
    const file: string = app.node.tryGetContext('config') ?? 'sallyport.yaml';
    const config = loadConfig(file, connectors);
    gatewayStack(app, { config, directory: dirname(file), handler: bundleHandlerOnce('aws') });
    app.synth();
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof DeploymentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
};
