import { dirname } from 'node:path';
import { ConfigError } from '../config/config-error.ts';
import { loadConfig } from '../config/load.ts';
import { connectors } from '../connectors/index.ts';
import { checkedApp, gatewayStack } from '../stacks/aws/app.ts';
import { DeploymentError } from '../stacks/deployment-error.ts';

/** What the CDK command line runs (cdk.json). Another configuration: `cdk deploy -c config=<path>`. */
const main = (): void => {
  const app = checkedApp();
  const file: string = app.node.tryGetContext('config') ?? 'sallyport.yaml';
  gatewayStack(app, { config: loadConfig(file, connectors), directory: dirname(file) });
  app.synth();
};

try {
  main();
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof DeploymentError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
