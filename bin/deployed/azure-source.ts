import type { AzureDeployment, Config } from '../../config/config.ts';
import { azureAdministeredSecrets } from '../../lambda/platform/azure/azure-administered-secrets.ts';
import { type AzureClientOptions, azureClient, storageClient } from '../../lambda/platform/azure/azure-client.ts';
import { azureKeys } from '../../lambda/platform/azure/azure-keys.ts';
import { azureState } from '../../lambda/platform/azure/azure-state.ts';
import { azureWake } from '../../lambda/platform/azure/azure-wake.ts';
import { deployedPlaces } from '../../lambda/platform/deployed-places.ts';
import type { RestAnswer, RestClient } from '../../lambda/platform/rest-client.ts';
import { isGood } from '../../lambda/platform/rest-failure.ts';
import { azureNames } from '../../stacks/azure/names.ts';
import type { ConfiguredSource } from '../configured-source.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { DeployedSource, FindDeployed } from './deployed-source.ts';
import { environmentIn } from './environment-in.ts';
import { noSecret, notHere } from './not-here.ts';
import { operatorToken } from './operator-token.ts';

/**
 * The source that is deployed to Azure, with the sign-in of `az` on this machine.
 *
 * @throws CommandError if it is not deployed, or nobody may ask
 */
export const azureSource: FindDeployed = async (configured) => findOnAzure(configured, azureOperator(configured));

/** Clients of Azure's APIs as whoever is signed in; nobody is asked before the first call. */
export interface AzureOperator {
  readonly management: RestClient;
  readonly vault: RestClient;
  readonly storage: RestClient;
}

/** @throws CommandError if the configuration names no place on Azure */
export const azureOperator = ({ config }: Pick<ConfiguredSource, 'config'>): AzureOperator => {
  const token = tokensOf(placeOf(config));
  const options: AzureClientOptions = { fetch: globalThis.fetch, random: Math.random, token };
  return {
    management: azureClient(options, 'management'),
    vault: azureClient(options, 'vault'),
    storage: storageClient(options),
  };
};

const placeOf = (config: Config): AzureDeployment => {
  if (!config.deploy.azure) {
    throw new CommandError(
      exitCode.usage,
      'The configuration does not say where on Azure the gateway is. Write, for example, ' +
        'deploy: { azure: { subscriptionId: …, tenantId: …, location: westeurope } }',
    );
  }
  return config.deploy.azure;
};

/** The same with clients that are there already. */
export const findOnAzure = async (
  { name, config }: Pick<ConfiguredSource, 'name' | 'config'>,
  { management, vault, storage }: AzureOperator,
): Promise<DeployedSource> => {
  const deployment = placeOf(config);
  const names = azureNames(config.gateway, deployment);
  const environment = await azureEnvironment(
    management,
    deployment.subscriptionId,
    names.resourceGroup,
    names.app(name),
  );
  const { secret, keySecret, keyState, state } = deployedPlaces(environment);
  return {
    where: `on Azure (${deployment.location})`,
    secrets: secret ? azureAdministeredSecrets(vault, secret) : noSecret,
    keys: azureKeys({ vault, storage }, { secret: keySecret, container: keyState }),
    hasKey: keySecret !== undefined,
    environment,
    state: azureState(storage, state),
    wake: azureWake(management, environment['SALLYPORT_WAKE']),
    identity: { jwt: notHere, aws: async () => undefined, google: async () => undefined },
  };
};

/** One token for each audience: each takes `az` a second. */
const tokensOf = ({ subscriptionId, tenantId }: AzureDeployment): ((audience: string) => Promise<string>) => {
  const tokens = new Map<string, Promise<string>>();
  return (audience) => {
    const known = tokens.get(audience);
    if (known) return known;
    // Its tenant is that of the token; --tenant itself is refused in Cloud Shell and to managed identities.
    const which = ['--resource', audience, '--subscription', subscriptionId];
    const token = operatorToken({
      program: 'az',
      args: ['account', 'get-access-token', ...which, '--query', 'accessToken', '--output', 'tsv'],
      install: `install the Azure CLI (learn.microsoft.com/cli/azure/install-azure-cli), and run \`az login --tenant ${tenantId}\`.`,
      signIn: `az login --tenant ${tenantId}`,
    });
    tokens.set(audience, token);
    return token;
  };
};

/**
 * What the deployment tells an app.
 *
 * @throws CommandError if there is none, or nobody may look at it
 */
export const azureEnvironment = async (client: RestClient, subscription: string, group: string, app: string) => {
  const id = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.App/containerApps/${app}`;
  const url = `https://management.azure.com${id}?api-version=2024-03-01`;
  const answer = await client.call({ method: 'GET', url });
  if (isGood(answer))
    return environmentIn(answer.text, ({ properties }) => Object(properties?.['template']).containers);
  throw new CommandError(exitCode.failed, `The app ${id} can not be looked at: ${remedyOf(answer)} (${answer.cause})`);
};

const remedyOf = ({ status, cause }: RestAnswer): string =>
  remedies[cause] ?? remedies[status] ?? 'Azure can not be reached, or failed: try again';

/** Errors of Azure Resource Manager (learn.microsoft.com/rest/api/resource-manager/containerapps/container-apps/get). */
const remedies: Readonly<Record<string, string>> = {
  SubscriptionNotFound: 'correct deploy.azure.subscriptionId, or sign in as somebody who sees it',
  401: 'Azure does not accept the sign-in: sign in again, to the tenant of the subscription',
  403: 'sign in as somebody who may read it (the role Reader on its resource group)',
  404: 'deploy the gateway (terraform apply), or correct gateway and deploy.azure',
};
