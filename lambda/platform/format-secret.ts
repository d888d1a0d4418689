import { PlatformError } from './platform-error.ts';

/** What Secrets Manager takes (docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html). The same everywhere, so that a source can move. */
const maximumBytes = 65_536;

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
