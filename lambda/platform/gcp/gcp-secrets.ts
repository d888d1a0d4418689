import { type KeptSecretOptions, keptSecret } from '../kept-secret.ts';
import type { Secrets } from '../platform.ts';
import type { RestClient } from '../rest-client.ts';
import { secretManager } from './secret-manager.ts';

/**
 * A source's secret in Google Secret Manager: its last version. It has none until an administrator enters it.
 *
 * @param name `projects/<project>/secrets/<secret>`; without one the source has none
 * @throws PlatformError `secret-invalid`, `secret-denied` or `secret-unreachable`
 */
export const gcpSecrets = (client: RestClient, name: string | undefined, options: KeptSecretOptions): Secrets => {
  if (!name) return { read: async () => ({}) };
  const secret = secretManager({ client, name, kind: 'secret' });
  return keptSecret(async () => (await secret.access('latest'))?.text ?? '{}', options);
};
