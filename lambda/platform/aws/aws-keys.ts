import { setTimeout as sleep } from 'node:timers/promises';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AdministeredKeyStore } from '../key-store.ts';
import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';
import { clientSettings, shortCall } from './client-settings.ts';
import { requestToken } from './request-token.ts';

/** Secrets Manager answers with the last value a moment after it was put; a second in all is ample. */
const readAgainMilliseconds = [0, 100, 300, 600] as const;

interface Version {
  readonly id: string;
  readonly text: string;
}

/**
 * A gateway's key in AWS Secrets Manager. The deployment makes the secret without a value; the first function that needs the key
 * puts it there.
 *
 * Of several writers one wins: the token of the request is made from the version that is to be followed.
 *
 * @param arn of the secret; without one the deployment made no place for a key
 * @throws PlatformError `key-missing`, `key-denied`, `key-unreachable`
 */
export const awsKeys = (arn: string | undefined): AdministeredKeyStore => {
  // The region of the secret, not that of whoever asks: an administrator may sit elsewhere.
  const region = arn?.split(':')[3];
  let client: SecretsManagerClient | undefined;

  const manager = async () => {
    const sdk = await import('@aws-sdk/client-secrets-manager');
    client ??= new sdk.SecretsManagerClient({ ...clientSettings, ...(region && { region }) });
    return { sdk, client };
  };

  const current = async (): Promise<Version | undefined> => {
    if (!arn) throw missing();
    const { sdk, client } = await manager();
    try {
      const { VersionId = '', SecretString } = await client.send(
        new sdk.GetSecretValueCommand({ SecretId: arn }),
        shortCall(),
      );
      return { id: VersionId, text: SecretString ?? '' };
    } catch (error) {
      // A secret that is there but has no value yet is "not found" as well; putting one tells the two apart.
      if (error instanceof sdk.ResourceNotFoundException) return undefined;
      throw storeError(error);
    }
  };

  /** Puts the text that follows a version; `false` if another one follows it already. */
  const put = async (text: string, after: string): Promise<boolean> => {
    const { sdk, client } = await manager();
    const ClientRequestToken = requestToken(arn!, after);
    try {
      await client.send(
        new sdk.PutSecretValueCommand({ SecretId: arn, SecretString: text, ClientRequestToken }),
        shortCall(),
      );
      return true;
    } catch (error) {
      if (error instanceof sdk.ResourceExistsException) return false;
      throw storeError(error);
    }
  };

  const readAgain = async (): Promise<string> => {
    for (const milliseconds of readAgainMilliseconds) {
      await sleep(milliseconds);
      const found = await current();
      if (found) return found.text;
    }
    throw new PlatformError(
      'key-unreachable',
      'another function has put the key, but it can not be read yet: try again',
    );
  };

  return {
    read: async () => (await current())?.text,
    async readOrCreate(make) {
      const found = await current();
      if (found) return found.text;
      const text = make();
      return (await put(text, '')) ? text : readAgain();
    },
    async replace(before, next) {
      const found = await current();
      if (found?.text !== before || !(await put(next, found.id))) throw changed();
    },
  };
};

const missing = () =>
  new PlatformError('key-missing', "there is no secret for the gateway's key: deploy the gateway again");

const changed = () =>
  new PlatformError('key-changed', 'the key of this gateway was changed by someone else just now: look at it again');

/** Errors of GetSecretValue and PutSecretValue (docs.aws.amazon.com/secretsmanager/latest/apireference/). */
const causes: Readonly<Record<string, readonly [PlatformErrorCode, string]>> = {
  AccessDeniedException: [
    'key-denied',
    "the gateway's key may not be read or written: grant secretsmanager:GetSecretValue and PutSecretValue, and kms:Decrypt and GenerateDataKey for a key of your own",
  ],
  DecryptionFailure: ['key-denied', "the gateway's key can not be decrypted: correct the policy of its KMS key"],
  CredentialsProviderError: ['key-denied', 'there are no AWS credentials: sign in, or set AWS_PROFILE'],
  EncryptionFailure: ['key-denied', "the gateway's key can not be encrypted: correct the policy of its KMS key"],
  InvalidRequestException: ['key-missing', "the secret of the gateway's key is scheduled for deletion: restore it"],
};

const storeError = (error: unknown): PlatformError => {
  const name = error instanceof Error ? error.name : 'unknown';
  if (name === 'ResourceNotFoundException') return missing();
  const [code, sentence] = causes[name] ?? ['key-unreachable', 'AWS Secrets Manager can not be reached, or failed'];
  return new PlatformError(code, sentence, { detail: { cause: name }, cause: error });
};
