import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AdministeredSecrets, StoredSecret } from '../administered-secrets.ts';
import { formatSecret } from '../format-secret.ts';
import { parseSecret } from '../parse-secret.ts';
import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';
import { secretChanged } from '../secret-changed.ts';
import { clientSettings } from './client-settings.ts';
import { requestToken } from './request-token.ts';

/**
 * A source's secret in AWS Secrets Manager, for the administrator who enters it.
 *
 * Of several writers one wins: the token of the request is made from the version that is to be followed. A console knows nothing of
 * that, so the version is looked at once more right before.
 *
 * @param arn of the secret, which also says the region
 */
export const awsAdministeredSecrets = (arn: string): AdministeredSecrets => {
  const region = arn.split(':')[3];
  let client: SecretsManagerClient | undefined;

  const manager = async () => {
    const sdk = await import('@aws-sdk/client-secrets-manager');
    client ??= new sdk.SecretsManagerClient({ ...clientSettings, ...(region && { region }) });
    return { sdk, client };
  };

  const current = async () => {
    const { sdk, client } = await manager();
    try {
      return await client.send(new sdk.GetSecretValueCommand({ SecretId: arn }));
    } catch (error) {
      throw storeError(error);
    }
  };

  return {
    async read(): Promise<StoredSecret> {
      const { VersionId = '', SecretString = '', CreatedDate } = await current();
      const fields = parseSecret(SecretString);
      // The deployment writes the first version, an empty object.
      const wasEntered = Object.keys(fields).length > 0;
      return { fields, version: VersionId, changedAt: wasEntered ? CreatedDate?.getTime() : undefined };
    },
    async write(fields, after) {
      const SecretString = formatSecret(fields);
      if ((await current()).VersionId !== after) throw secretChanged();
      const { sdk, client } = await manager();
      const ClientRequestToken = requestToken(arn, after);
      try {
        await client.send(new sdk.PutSecretValueCommand({ SecretId: arn, SecretString, ClientRequestToken }));
      } catch (error) {
        throw error instanceof sdk.ResourceExistsException ? secretChanged() : storeError(error);
      }
    },
  };
};

/** Errors of GetSecretValue and PutSecretValue (docs.aws.amazon.com/secretsmanager/latest/apireference/). */
const causes: Readonly<Record<string, readonly [PlatformErrorCode, string]>> = {
  ResourceNotFoundException: [
    'secret-missing',
    'there is no such secret in AWS Secrets Manager: deploy the gateway again',
  ],
  InvalidRequestException: ['secret-missing', 'the secret of this source is scheduled for deletion: restore it'],
  AccessDeniedException: [
    'secret-denied',
    'you may not read and write the secret of this source: sign in as somebody with secretsmanager:GetSecretValue and PutSecretValue on it, and kms:Decrypt and GenerateDataKey for a key of your own',
  ],
  DecryptionFailure: ['secret-denied', 'the secret can not be decrypted: correct the policy of its KMS key'],
  EncryptionFailure: ['secret-denied', 'the secret can not be encrypted: correct the policy of its KMS key'],
  CredentialsProviderError: ['secret-denied', 'there are no AWS credentials: sign in, or set AWS_PROFILE'],
  ExpiredTokenException: ['secret-denied', 'your AWS credentials have expired: sign in again'],
  UnrecognizedClientException: ['secret-denied', 'AWS does not know your credentials: sign in again'],
};

const storeError = (error: unknown): PlatformError => {
  const name = error instanceof Error ? error.name : 'unknown';
  const [code, sentence] = causes[name] ?? ['secret-unreachable', 'AWS Secrets Manager can not be reached, or failed'];
  return new PlatformError(code, sentence, { detail: { cause: name }, cause: error });
};
