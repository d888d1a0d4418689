import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseSecret } from '../parse-secret.ts';
import type { Secrets } from '../platform.ts';
import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';
import { clientSettings } from './client-settings.ts';

/** A new value is seen after at most so long; within it, a warm function asks the store once. */
const freshMilliseconds = 60_000;

/**
 * A source's secret in AWS Secrets Manager.
 *
 * The client is loaded at first use: an import whose source needs no secret starts without it.
 *
 * @param arn of the secret; without one the source has none
 * @param now milliseconds since 1970
 * @throws PlatformError `secret-invalid`, `secret-denied` or `secret-unreachable`
 */
export const awsSecrets = (arn: string | undefined, now: () => number): Secrets => {
  if (!arn) return { read: async () => ({}) };
  let client: SecretsManagerClient | undefined;
  let known: { readonly at: number; readonly value: Readonly<Record<string, string>> } | undefined;

  const ask = async (): Promise<string | undefined> => {
    const sdk = await import('@aws-sdk/client-secrets-manager');
    client ??= new sdk.SecretsManagerClient(clientSettings);
    try {
      return (await client.send(new sdk.GetSecretValueCommand({ SecretId: arn }))).SecretString;
    } catch (error) {
      if (error instanceof sdk.ResourceNotFoundException) return '{}';
      throw storeError(error);
    }
  };

  return {
    async read() {
      if (known && now() - known.at < freshMilliseconds) return known.value;
      const value = parseSecret((await ask()) ?? '');
      // Not kept while it is empty: whoever has just entered it tries it at once.
      known = Object.keys(value).length > 0 ? { at: now(), value } : undefined;
      return value;
    },
  };
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
