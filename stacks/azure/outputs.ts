import type { Construct } from 'constructs';
import type { AzureDeployment } from '../../config/config.ts';
import type { KnownSource } from '../known-sources.ts';
import type { KnownSync } from '../known-syncs.ts';
import { outputName } from '../output-name.ts';
import { relayOutputs, sourceOutputs, syncOutputs, terraformOutput } from '../terraform/outputs.ts';
import type { AppRun, BuiltGateway } from './gateway-scope.ts';
import { azureNames, secretNames } from './names.ts';
import { objectContainers } from './objects.ts';

/** What the vendor and the customer must know of one source. */
export interface OutputsProps {
  readonly known: KnownSource;
  readonly run: AppRun;
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
  { known, run, url, platformCall }: OutputsProps,
): void => {
  const secretName = secretNameOf({ config, deployment }, known.name);
  sourceOutputs(stack, { config, known, host: 'azure', url, secretName, platformCall });
  grantsOutput(stack, outputName(known.name), `source ${known.name}`, run, [
    ...objectGrants(known),
    ...imageGrants(deployment, run),
  ]);
};

/**
 * The outputs of one sync: what must be known of it, as on every host, and if there is any, what the customer alone can allow: `<sync>Grants`.
 *
 * @throws DeploymentError `object-malformed`
 */
export const azureSyncOutputs = (
  stack: Construct,
  { config, deployment }: BuiltGateway,
  { known, run, url }: { readonly known: KnownSync; readonly run: AppRun; readonly url: string },
): void => {
  const secretName = secretNameOf({ config, deployment }, known.name);
  syncOutputs(stack, { known, host: 'azure', url, secretName });
  grantsOutput(stack, outputName(known.name), `sync ${known.name}`, run, [
    ...objectGrants(known),
    ...imageGrants(deployment, run),
  ]);
};

/** As people find it in the portal. */
const secretNameOf = ({ config, deployment }: Pick<BuiltGateway, 'config' | 'deployment'>, name: string): string =>
  `${secretNames.source} in key vault ${azureNames(config.gateway, deployment).vault(name)}`;

/**
 * The outputs of the relay: where agents call it and how they are enrolled, as on every host, and if there is any, what the customer alone can
 * allow: `relayGrants`.
 */
export const azureRelayOutputs = (
  stack: Construct,
  { config, deployment }: BuiltGateway,
  { run, url }: { readonly run: AppRun; readonly url: string },
): void => {
  relayOutputs(stack, config.relay!, url);
  grantsOutput(stack, 'relay', 'the relay', run, imageGrants(deployment, run));
};

const grantsOutput = (
  stack: Construct,
  name: string,
  whose: string,
  { identity }: AppRun,
  grants: readonly string[],
): void => {
  if (grants.length === 0) return;
  terraformOutput(stack, `${name}Grants`, {
    description: `What the identity of ${whose} must be allowed, and only you can allow`,
    value: `Give principal ${identity.principalId} ${grants.join('; ')}.`,
  });
};

const objectGrants = ({ requirements }: Pick<KnownSource, 'requirements'>): readonly string[] =>
  objectContainers(requirements.objects).map((container) => {
    const [account, name] = container.split('/');
    return `the role Storage Blob Data Reader on container ${name} of storage account ${account}`;
  });

/** Of a registry that the configuration names the gateway gives the role itself. */
const imageGrants = (deployment: AzureDeployment, { registry }: AppRun): readonly string[] =>
  deployment.registry !== undefined || registry === undefined
    ? []
    : [`the role AcrPull on container registry ${registry}, before its app is made (docs/image.md)`];
