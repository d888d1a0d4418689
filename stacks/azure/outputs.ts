import type { Construct } from 'constructs';
import { outputName } from '../output-name.ts';
import { sourceOutputs, terraformOutput } from '../terraform/outputs.ts';
import type { BuiltGateway, SourceRun } from './gateway-scope.ts';
import { azureNames, secretNames } from './names.ts';
import { objectContainers } from './objects.ts';

/** What the vendor and the customer must know of one source. */
export interface OutputsProps {
  readonly run: SourceRun;
  readonly url: string;
  /** How the vendor's calls prove themselves in the platform profile: one sentence; empty in the bearer profile. */
  readonly platformCall: string;
}

/**
 * The outputs of one source: what goes into the vendor's form, as on every host, and if there is any, what the customer alone can allow:
 * `<source>Grants`.
 *
 * @throws DeploymentError `object-malformed`
 */
export const azureOutputs = (
  stack: Construct,
  { config, deployment }: BuiltGateway,
  { run, url, platformCall }: OutputsProps,
): void => {
  const { known } = run;
  const vault = azureNames(config.gateway, deployment).vault(known.name);
  const secretName = `${secretNames.source} in key vault ${vault}`;
  sourceOutputs(stack, { config, known, host: 'azure', url, secretName, platformCall });
  const grants = grantsOf(run, deployment.registry === undefined ? run.registry : undefined);
  if (grants.length === 0) return;
  terraformOutput(stack, `${outputName(known.name)}Grants`, {
    description: `What the identity of source ${known.name} must be allowed, and only you can allow`,
    value: `Give principal ${run.identity.principalId} ${grants.join('; ')}.`,
  });
};

const grantsOf = ({ known }: SourceRun, registry: string | undefined): readonly string[] => [
  ...objectContainers(known.requirements.objects).map((container) => {
    const [account, name] = container.split('/');
    return `the role Storage Blob Data Reader on container ${name} of storage account ${account}`;
  }),
  ...(registry === undefined
    ? []
    : [`the role AcrPull on container registry ${registry}, before its app is made (docs/image.md)`]),
];
