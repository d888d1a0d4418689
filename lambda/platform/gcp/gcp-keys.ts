import type { AdministeredKeyStore } from '../key-store.ts';
import { pointedKeys } from '../pointed-keys.ts';
import type { RestClient } from '../rest-client.ts';
import { statesBelow } from '../states-below.ts';
import { gcpState } from './gcp-state.ts';
import { secretManager } from './secret-manager.ts';

/** Where a gateway's key lies on Google Cloud; `undefined` where the deployment made no place. */
export interface GcpKeysOptions {
  /** `projects/<project>/secrets/<secret>` */
  readonly secret: string | undefined;
  /** Name of the bucket with the pointer to the version that counts. */
  readonly bucket: string | undefined;
  /** Where in the bucket. @default - at the top */
  readonly folder?: string | undefined;
}

/**
 * A gateway's key in Google Secret Manager. The deployment makes the secret without a version; the first process that needs the key adds
 * one.
 *
 * @throws PlatformError `key-missing`, `key-invalid`, `key-denied`, `key-unreachable`
 */
export const gcpKeys = (client: RestClient, { secret: name, bucket, folder }: GcpKeysOptions): AdministeredKeyStore => {
  const secret = secretManager({ client, name, kind: 'key' });
  const versions = {
    read: async (version: string | undefined) => {
      // The pointer may hold whatever somebody wrote into it.
      if (version !== undefined && !/^[1-9]\d{0,14}$/.test(version)) return undefined;
      const found = await secret.access(version === undefined ? 'latest' : Number(version));
      return found && { version: String(found.number), text: found.text };
    },
    add: async (text: string) => String(await secret.add(text)),
  };
  const states = gcpState(client, bucket);
  return pointedKeys({ versions, pointer: folder === undefined ? states : statesBelow(states, folder) });
};
