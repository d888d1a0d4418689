import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { keptSecret } from '../kept-secret.ts';
import type { Secrets } from '../platform.ts';
import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';
import { clientSettings, shortCall } from './client-settings.ts';

/**
 * A source's secret in AWS Secrets Manager.
 *
 * The client is loaded at first use: an import whose source needs no secret starts without it.
 *
 * @param arn of the secret; without one the source has none
 * @param now milliseconds since 1970
 * @param onFailure is told that the store could not be reached while the secret is known
 * @throws PlatformError `secret-invalid`, `secret-denied` or `secret-unreachable`
 */
export const awsSecrets = (
  arn: string | undefined,
  now: () => number,
  onFailure: (error: PlatformError) => void = () => undefined,
): Secrets => {
  if (!arn) return { read: async () => ({}) };
  let client: SecretsManagerClient | undefined;

  const ask = async (): Promise<string> => {
    const sdk = await import('@aws-sdk/client-secrets-manager');
    client ??= new sdk.SecretsManagerClient(clientSettings);
    try {
      return (await client.send(new sdk.GetSecretValueCommand({ SecretId: arn }), shortCall())).SecretString ?? '';
    } catch (error) {
      if (error instanceof sdk.ResourceNotFoundException) return '{}';
      throw storeError(error);
    }
  };

  return keptSecret(ask, { now, onFailure });
};

/** Errors of GetSecretValue (docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html). */
const causes: Readonly<Record<string, readonly [PlatformErrorCode, string]>> = {
  AccessDeniedException: [
    'secret-denied',
    "the function's role may not read the secret: grant secretsmanager:GetSecretValue, and kms:Decrypt for a key of your own",
  ],
  DecryptionFailure: ['secret-denied', 'the secret can not be decrypted: correct the policy of its key, or the key'],
  InvalidRequestException: ['secret-invalid', 'the secret is scheduled for deletion: restore it'],
};

const storeError = (error: unknown): PlatformError => {
  const name = error instanceof Error ? error.name : 'unknown';
  const [code, sentence] = causes[name] ?? ['secret-unreachable', 'AWS Secrets Manager can not be reached, or failed'];
  return new PlatformError(code, sentence, { detail: { cause: name }, cause: error });
};
