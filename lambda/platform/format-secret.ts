import { PlatformError } from './platform-error.ts';

/**
 * What Azure Key Vault takes, the narrowest of the stores (learn.microsoft.com/azure/key-vault/secrets/about-secrets: 25 KB; Secrets Manager and
 * Secret Manager take 64 KiB). The same everywhere, so that a source can move.
 */
const maximumBytes = 25_000;

/**
 * The text that a source's secret is stored as.
 *
 * @throws PlatformError `secret-invalid` if it is too long
 */
export const formatSecret = (fields: Readonly<Record<string, string>>): string => {
  const text = JSON.stringify(fields);
  const bytes = Buffer.byteLength(text);
  if (bytes <= maximumBytes) return text;
  throw new PlatformError(
    'secret-invalid',
    `the secret of this source would have ${bytes} bytes, of ${maximumBytes} at most: remove the fields that it does not need`,
  );
};
