import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseSecret } from '../parse-secret.ts';
import type { Secrets } from '../platform.ts';

/** A new value is seen after at most so long; within it, a warm function asks the store once. */
const freshMilliseconds = 60_000;

/**
 * A source's secret in AWS Secrets Manager.
 *
 * The client is loaded at first use: an import whose source needs no secret starts without it.
 *
 * @param arn of the secret; without one the source has none
 * @throws SecretInvalid, or the client's exception when the store can not be reached
 */
export const awsSecrets = (arn: string | undefined, now: () => number): Secrets => {
  if (!arn) return { read: async () => ({}) };
  let client: SecretsManagerClient | undefined;
  let known: { readonly at: number; readonly value: Readonly<Record<string, string>> } | undefined;
  return {
    async read() {
      if (known && now() - known.at < freshMilliseconds) return known.value;
      const sdk = await import('@aws-sdk/client-secrets-manager');
      client ??= new sdk.SecretsManagerClient({});
      const { SecretString } = await client.send(new sdk.GetSecretValueCommand({ SecretId: arn }));
      known = { at: now(), value: parseSecret(SecretString ?? '') };
      return known.value;
    },
  };
};
