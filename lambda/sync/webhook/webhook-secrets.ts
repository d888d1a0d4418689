import { PlatformError } from '../../platform/platform-error.ts';

/** Base64 of 24 to 64 bytes after the prefix (Standard Webhooks 1.0.0, "Signature scheme"). */
const pattern = /^whsec_([A-Za-z0-9+/]{32,86}={0,2})$/;

/**
 * The keys in the field `webhook_secret` of a sync's secret: one, or two with a space between them while one takes the place of the other.
 *
 * Throws PlatformError `secret-missing` or `secret-invalid`.
 *
 * @example webhookSecrets({ webhook_secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })
 */
export const webhookSecrets = ({ webhook_secret: field }: Readonly<Record<string, string>>): readonly Uint8Array[] => {
  if (field === undefined) throw missing();
  const secrets = field.split(' ').map(keyIn);
  if (secrets.length > 2) throw invalid();
  return secrets;
};

const keyIn = (secret: string): Uint8Array => {
  const text = pattern.exec(secret)?.[1];
  if (text === undefined) throw invalid();
  const key = Buffer.from(text, 'base64');
  // A text that says more or less than its bytes was cut off, or changed.
  if (key.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) throw invalid();
  return key;
};

const missing = () =>
  new PlatformError(
    'secret-missing',
    "the sync's secret has no webhook_secret: run sallyport secrets set for the sync",
  );

const invalid = () =>
  new PlatformError(
    'secret-invalid',
    'webhook_secret of the sync is not whsec_ and the Base64 of 24 to 64 bytes, or two of that with a space between them: enter it again',
  );
