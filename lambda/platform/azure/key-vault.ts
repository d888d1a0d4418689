import { PlatformError, type PlatformErrorCode } from '../platform-error.ts';
import type { RestAnswer, RestClient } from '../rest-client.ts';
import { type FailureCause, isGood, restFailure } from '../rest-failure.ts';

/** A version of a secret. */
export interface VaultedVersion {
  readonly version: string;
  readonly text: string;
  /** Milliseconds since 1970, to the second; `undefined` if the vault does not say. */
  readonly madeAt: number | undefined;
}

/** One secret in Azure Key Vault. */
export interface VaultedSecret {
  /** @returns the last version, if none is named; `undefined` if there is no such version, or no version at all */
  get(version?: string): Promise<VaultedVersion | undefined>;
  /** @returns the version that was made */
  set(text: string): Promise<string>;
}

/** What `keyVault` is told of a secret. */
export interface VaultedSecretOptions {
  readonly client: RestClient;
  /** `https://<vault>.vault.azure.net/secrets/<name>`; `undefined` if the deployment made no vault. */
  readonly url: string | undefined;
  /** What the errors speak of: their codes begin with it. */
  readonly kind: 'secret' | 'key';
}

const apiVersion = 'api-version=7.4';

/** A token for vaults is sent to vaults alone: of the public cloud, and of those of China and of the US government. */
const form =
  /^https:\/\/[a-z0-9-]{3,24}\.vault\.(azure\.net|azure\.cn|usgovcloudapi\.net)\/secrets\/[0-9A-Za-z-]{1,127}$/;

const versionForm = /^[0-9a-f]{32}$/;

/**
 * A secret by the REST API of Key Vault (learn.microsoft.com/rest/api/keyvault/secrets).
 *
 * Methods throw PlatformError `<kind>-missing`, `<kind>-invalid`, `<kind>-denied`, `<kind>-unreachable`.
 */
export const keyVault = ({ client, url, kind }: VaultedSecretOptions): VaultedSecret => {
  const place = (): string => {
    if (url !== undefined && form.test(url)) return url;
    throw new PlatformError(`${kind}-missing`, missingOf[kind]);
  };
  const failed = (answer: RestAnswer): PlatformError =>
    restFailure(answer, causesOf(kind), [
      `${kind}-unreachable`,
      'Azure Key Vault can not be reached, or failed: try again',
    ]);
  const nonsense = () =>
    new PlatformError(`${kind}-unreachable`, 'Azure Key Vault answered without a version of the secret: try again');

  return {
    async get(version) {
      // A version comes from where others may write: what has not its form could lead to another secret.
      if (version !== undefined && !versionForm.test(version)) return undefined;
      const path = version === undefined ? place() : `${place()}/${version}`;
      const answer = await client.call({ method: 'GET', url: `${path}?${apiVersion}` });
      if (answer.status === 404) return undefined;
      if (!isGood(answer)) throw failed(answer);
      return versionIn(answer.text) ?? Promise.reject(nonsense());
    },
    async set(text) {
      const answer = await client.call({
        method: 'PUT',
        url: `${place()}?${apiVersion}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ value: text, contentType: kind === 'key' ? 'text/plain' : 'application/json' }),
      });
      if (!isGood(answer)) throw failed(answer);
      return versionIn(answer.text)?.version ?? Promise.reject(nonsense());
    },
  };
};

const versionIn = (text: string): VaultedVersion | undefined => {
  try {
    const { id, value, attributes } = JSON.parse(text);
    const [, version] = /\/secrets\/[^/]+\/([0-9a-f]{32})$/.exec(String(id)) ?? [];
    if (version === undefined || typeof value !== 'string') return undefined;
    const seconds = attributes?.created;
    return { version, text: value, madeAt: typeof seconds === 'number' ? seconds * 1_000 : undefined };
  } catch {
    // A parser's own message quotes the text.
    return undefined;
  }
};

const missingOf = {
  secret: 'there is no such vault in Azure: deploy the gateway again',
  key: "there is no vault for the gateway's key: deploy the gateway again",
} as const;

/** Errors of Key Vault, by inner code or by status (learn.microsoft.com/azure/key-vault/general/rest-error-codes). */
const causesOf = (kind: 'secret' | 'key'): Readonly<Record<string, FailureCause>> => {
  const what = kind === 'key' ? "the gateway's key" : 'the secret of this source';
  const denied: PlatformErrorCode = `${kind}-denied`;
  const roles =
    kind === 'key' ? 'get and set of secrets' : 'Key Vault Secrets User, or Key Vault Secrets Officer to enter it,';
  return {
    // The names of vaults are those of hosts.
    ENOTFOUND: [`${kind}-missing`, missingOf[kind]],
    SecretDisabled: [`${kind}-invalid`, `the last version of ${what} is disabled: enable it, or enter a new one`],
    ForbiddenByFirewall: [
      denied,
      `the firewall of the vault lets nobody to ${what} from here: open it, or go in from its network`,
    ],
    ForbiddenByConnection: [denied, `the vault lets nobody to ${what} from a public network: go in from its own`],
    Conflict: [`${kind}-invalid`, `${what} was deleted and can still be recovered: recover it, or purge it`],
    ObjectIsDeletedButRecoverable: [
      `${kind}-invalid`,
      `${what} was deleted and can still be recovered: recover it, or purge it`,
    ],
    401: [denied, 'Azure does not accept the sign-in: sign in again, to the tenant of the vault'],
    403: [
      denied,
      `${what} may not be read or written: assign ${roles} at the vault; that takes some minutes to be seen`,
    ],
  };
};
