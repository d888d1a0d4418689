import { dirname, resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { deployedRelay } from '../../lambda/platform/deployed-relay.ts';
import type { RelayPlaces } from '../../lambda/platform/relay-places.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { HostName } from '../host-name.ts';

/** The relay of a gateway, for whoever administers the gateway. */
export interface RelayHost {
  readonly gateway: string;
  /** Ends a sentence: `on this machine`, `on AWS (eu-west-1)`. */
  readonly where: string;
  readonly registry: RelayPlaces['registry'];
  /** How many agents there may be, as the configuration says. */
  readonly maximum: number;
  /** Where agents call, where that is known here. */
  readonly url: string | undefined;
}

type Find = (config: Config, directory: string) => Promise<Omit<RelayHost, 'gateway' | 'maximum'>>;

const relayName = 'relay';

const onAws: Find = async ({ gateway, deploy }) => {
  const { region } = placeOf(deploy.aws, 'aws');
  const name = `${gateway}-${relayName}`;
  const { awsEnvironment } = await import('./aws-source.ts');
  const relay = deployedRelay((await awsEnvironment(name, region))['SALLYPORT_RELAY'], 'aws') ?? none(name);
  const { awsRelay } = await import('../../lambda/platform/aws/aws-relay.ts');
  return { where: `on AWS (${region})`, registry: awsRelay(relay, Date.now).registry, url: await awsUrl(name, region) };
};

/** Not everybody who may write the registry may ask for it; then it is to be given. */
const awsUrl = async (name: string, region: string): Promise<string | undefined> => {
  const { LambdaClient, GetFunctionUrlConfigCommand } = await import('@aws-sdk/client-lambda');
  const { clientSettings } = await import('../../lambda/platform/aws/client-settings.ts');
  const client = new LambdaClient({ ...clientSettings, region });
  try {
    return (await client.send(new GetFunctionUrlConfigCommand({ FunctionName: name }))).FunctionUrl;
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
};

const onGcp: Find = async (config) => {
  const { project, region } = placeOf(config.deploy.gcp, 'gcp');
  const { gcpEnvironment, gcpOperator } = await import('./gcp-source.ts');
  const { serviceName } = await import('../../stacks/gcp/service-name.ts');
  const client = await gcpOperator({ config });
  const service = `projects/${project}/locations/${region}/services/${serviceName(config.gateway, relayName)}`;
  const environment = await gcpEnvironment(client, service);
  const { registryBucket } = deployedRelay(environment['SALLYPORT_RELAY'], 'gcp') ?? none(service);
  const { gcpState } = await import('../../lambda/platform/gcp/gcp-state.ts');
  const registry = gcpState(client, registryBucket);
  return { where: `on Google Cloud (${region})`, registry, url: environment['SALLYPORT_PUBLIC_URL'] };
};

const onAzure: Find = async (config) => {
  const { subscriptionId, location } = placeOf(config.deploy.azure, 'azure');
  const { azureEnvironment, azureOperator } = await import('./azure-source.ts');
  const { azureNames } = await import('../../stacks/azure/names.ts');
  const { management, vault, storage } = azureOperator({ config });
  const names = azureNames(config.gateway, config.deploy.azure!);
  const app = names.app(relayName);
  const environment = await azureEnvironment(management, subscriptionId, names.resourceGroup, app);
  const relay = deployedRelay(environment['SALLYPORT_RELAY'], 'azure') ?? none(app);
  const { azureRelay } = await import('../../lambda/platform/azure/azure-relay.ts');
  const { registry } = azureRelay({ vault, storage }, relay, Date.now);
  return { where: `on Azure (${location})`, registry, url: environment['SALLYPORT_PUBLIC_URL'] };
};

const onThisMachine: Find = async ({ gateway }, directory) => {
  const { localRelay } = await import('../../lambda/platform/local/local-relay.ts');
  return { where: 'on this machine', registry: localRelay(directory, gateway).registry, url: undefined };
};

const hosts: Readonly<Record<HostName, Find>> = { local: onThisMachine, aws: onAws, gcp: onGcp, azure: onAzure };

/**
 * The relay as it is deployed, with the rights of whoever is signed in to the cloud. The key of its authority is not looked at.
 *
 * @param file the configuration
 * @throws ConfigError; CommandError if there is no relay, it is not deployed, or nobody may ask
 */
export const relayHost = async (file: string, host: HostName): Promise<RelayHost> => {
  const config = loadConfig(file, connectors);
  if (!config.relay) {
    throw new CommandError(
      exitCode.usage,
      `${file} has no relay. Write, for example, relay: { agents: { maximum: 4 } }`,
    );
  }
  const { maximum } = config.relay.agents;
  return { gateway: config.gateway, maximum, ...(await hosts[host](config, dirname(resolve(file)))) };
};

const placeOf = <Place>(place: Place | undefined, host: HostName): Place => {
  if (place) return place;
  throw new CommandError(exitCode.usage, `The configuration has no deploy.${host}: it says where the gateway is.`);
};

const none = (name: string): never => {
  throw new CommandError(exitCode.failed, `${name} knows no relay: deploy the last configuration.`);
};
