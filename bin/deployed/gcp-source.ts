import type { Config, GcpDeployment } from '../../config/config.ts';
import { deployedPlaces } from '../../lambda/platform/deployed-places.ts';
import { gcpAdministeredSecrets } from '../../lambda/platform/gcp/gcp-administered-secrets.ts';
import { gcpKeys } from '../../lambda/platform/gcp/gcp-keys.ts';
import { gcpState } from '../../lambda/platform/gcp/gcp-state.ts';
import { gcpWake } from '../../lambda/platform/gcp/gcp-wake.ts';
import { googleClient } from '../../lambda/platform/gcp/google-client.ts';
import type { RestAnswer, RestClient } from '../../lambda/platform/rest-client.ts';
import { isGood } from '../../lambda/platform/rest-failure.ts';
import { serviceName } from '../../stacks/gcp/service-name.ts';
import type { ConfiguredSource } from '../configured-source.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { DeployedSource, FindDeployed } from './deployed-source.ts';
import { environmentIn } from './environment-in.ts';
import { noSecret, notHere } from './not-here.ts';
import { operatorToken } from './operator-token.ts';

/**
 * The source that is deployed to Google Cloud, with the sign-in of `gcloud` on this machine: its application default credentials if
 * GOOGLE_APPLICATION_CREDENTIALS names some, else whoever is signed in.
 *
 * @throws CommandError if it is not deployed, or nobody may ask
 */
export const gcpSource: FindDeployed = async (configured) => findOnGcp(configured, await gcpOperator(configured));

/**
 * A client of Google Cloud's APIs as whoever is signed in.
 *
 * @throws CommandError if nobody is, or the configuration names no place on Google Cloud
 */
export const gcpOperator = async ({ config }: Pick<ConfiguredSource, 'config'>): Promise<RestClient> => {
  placeOf(config);
  const token = await gcloudToken();
  return googleClient({ fetch: globalThis.fetch, random: Math.random, token: async () => token });
};

const placeOf = (config: Config): GcpDeployment => {
  if (!config.deploy.gcp) {
    throw new CommandError(
      exitCode.usage,
      'The configuration does not say where on Google Cloud the gateway is. Write, for example, ' +
        'deploy: { gcp: { project: acme-gateway, projectNumber: "123456789012", region: europe-west1 } }',
    );
  }
  return config.deploy.gcp;
};

/** The same with a client that is there already. */
export const findOnGcp = async (
  { name, config }: Pick<ConfiguredSource, 'name' | 'config'>,
  client: RestClient,
): Promise<DeployedSource> => {
  const { project, region } = placeOf(config);
  const service = serviceName(config.gateway, name);
  const environment = await gcpEnvironment(client, `projects/${project}/locations/${region}/services/${service}`);
  const { secret, keySecret, keyState, state } = deployedPlaces(environment);
  return {
    where: `on Google Cloud (${region})`,
    secrets: secret ? gcpAdministeredSecrets(client, secret) : noSecret,
    keys: gcpKeys(client, { secret: keySecret, bucket: keyState }),
    hasKey: keySecret !== undefined,
    environment,
    state: gcpState(client, state),
    wake: gcpWake(client, environment['SALLYPORT_WAKE']),
    identity: { jwt: notHere, aws: async () => undefined, google: notHere },
  };
};

const gcloudToken = (): Promise<string> => {
  const isDefault = Boolean(process.env['GOOGLE_APPLICATION_CREDENTIALS']);
  return operatorToken({
    program: 'gcloud',
    args: ['auth', ...(isDefault ? ['application-default'] : []), 'print-access-token'],
    install: 'install the Google Cloud CLI (cloud.google.com/sdk/docs/install), and run `gcloud auth login`.',
    signIn: isDefault ? 'gcloud auth application-default login' : 'gcloud auth login',
  });
};

/**
 * What the deployment tells a service: `projects/<project>/locations/<region>/services/<service>`.
 *
 * @throws CommandError if there is none, or nobody may look at it
 */
export const gcpEnvironment = async (client: RestClient, name: string) => {
  const answer = await client.call({ method: 'GET', url: `https://run.googleapis.com/v2/${name}` });
  if (isGood(answer)) return environmentIn(answer.text, ({ template }) => template?.['containers']);
  throw new CommandError(
    exitCode.failed,
    `The service ${name} can not be looked at: ${remedyOf(answer)} (${answer.cause})`,
  );
};

const remedyOf = ({ status, cause }: RestAnswer): string =>
  remedies[cause] ?? remedies[status] ?? 'Cloud Run can not be reached, or failed: try again';

/** Errors of services.get (docs.cloud.google.com/run/docs/reference/rest/v2/projects.locations.services/get). */
const remedies: Readonly<Record<string, string>> = {
  SERVICE_DISABLED: 'the API of Cloud Run is not enabled in this project: deploy the gateway',
  401: 'Google Cloud does not accept the sign-in: sign in again',
  403: 'sign in as somebody with run.services.get on it (roles/run.viewer), or correct deploy.gcp.project',
  404: 'deploy the gateway (terraform apply), or correct gateway, deploy.gcp.project and deploy.gcp.region',
};
