import { awsAdministeredSecrets } from '../../lambda/platform/aws/aws-administered-secrets.ts';
import { awsKeys } from '../../lambda/platform/aws/aws-keys.ts';
import { awsState } from '../../lambda/platform/aws/aws-state.ts';
import { awsWake } from '../../lambda/platform/aws/aws-wake.ts';
import { clientSettings } from '../../lambda/platform/aws/client-settings.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { FindDeployed } from './deployed-source.ts';
import { noSecret, notHere } from './not-here.ts';

/**
 * The source that is deployed to AWS, with the credentials of AWS that are at hand.
 *
 * @throws CommandError if it is not deployed, or nobody may ask
 */
export const awsSource: FindDeployed = async ({ name, config }) => {
  if (!config.deploy.aws) {
    throw new CommandError(
      exitCode.usage,
      'The configuration does not say where on AWS the gateway is. Write, for example, deploy: { aws: { region: eu-west-1 } }',
    );
  }
  const { region } = config.deploy.aws;
  const functionName = `${config.gateway}-${name}`;
  const environment = await awsEnvironment(functionName, region);
  const { SALLYPORT_SECRET_ARN: secret, SALLYPORT_KEY_SECRET_ARN: key, SALLYPORT_STATE_BUCKET: bucket } = environment;
  return {
    where: `on AWS (${region})`,
    secrets: secret ? awsAdministeredSecrets(secret) : noSecret,
    keys: awsKeys(key),
    hasKey: key !== undefined,
    environment,
    state: awsState({ bucket, region }),
    wake: awsWake({ name: functionName, region }),
    identity: { jwt: notHere, aws: notHere, google: async () => undefined },
  };
};

/**
 * What the deployment tells a function.
 *
 * @throws CommandError if there is none, or nobody may look at it
 */
export const awsEnvironment = async (name: string, region: string): Promise<Readonly<Record<string, string>>> => {
  const sdk = await import('@aws-sdk/client-lambda');
  const client = new sdk.LambdaClient({ ...clientSettings, region });
  try {
    const command = new sdk.GetFunctionConfigurationCommand({ FunctionName: name });
    return (await client.send(command)).Environment?.Variables ?? {};
  } catch (error) {
    const cause = error instanceof Error ? error.name : 'unknown';
    const remedy = remedies[cause] ?? 'AWS Lambda can not be reached, or failed: try again';
    throw new CommandError(
      exitCode.failed,
      `The function ${name} in ${region} can not be looked at: ${remedy} (${cause})`,
    );
  } finally {
    client.destroy();
  }
};

const signIn = 'sign in to AWS, or set AWS_PROFILE';

/** Errors of GetFunctionConfiguration (docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html). */
const remedies: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'deploy the gateway (npx cdk deploy), or correct gateway and deploy.aws.region',
  AccessDeniedException: 'sign in as somebody with lambda:GetFunctionConfiguration on it',
  CredentialsProviderError: signIn,
  ExpiredTokenException: signIn,
  UnrecognizedClientException: signIn,
};
