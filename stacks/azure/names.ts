import type { AzureDeployment } from '../../config/config.ts';
import { shortName } from '../terraform/short-name.ts';

/** The names of what a gateway has on Azure, which follow from its configuration alone. A sync's are a source's where nothing is said. */
export interface AzureNames {
  readonly resourceGroup: string;
  /** Of the environment and of what else all sources share, where a name is the resource group's alone. */
  readonly gateway: string;
  readonly storageAccount: string;
  /** The vault of the gateway's key. */
  readonly keyVault: string;
  /** What tells this gateway's custom roles from others, whose names are the whole tenant's. */
  readonly roles: string;
  readonly app: (source: string) => string;
  readonly identity: (source: string) => string;
  /** The vault of the source's secret. */
  readonly vault: (source: string) => string;
  readonly packageContainer: (source: string) => string;
  readonly stateContainer: (source: string) => string;
  /** The vault of the keys that a sync signs tokens of users with. */
  readonly signingVault: (sync: string) => string;
  readonly syncContainer: (sync: string) => string;
}

/** What the names of a gateway follow from, beside its own. */
export type NamedPlace = Pick<AzureDeployment, 'subscriptionId' | 'resourceGroup'>;

const groupName = (gateway: string, { resourceGroup = `${gateway}-gateway` }: NamedPlace): string => resourceGroup;

/**
 * What tells this gateway's names from others', where they are the whole world's: two gateways of one name may be in two groups of a
 * subscription. Azure does not look at the case of a group's name.
 */
export const placeOf = (gateway: string, place: NamedPlace): string =>
  `${place.subscriptionId}/${groupName(gateway, place).toLowerCase()}`;

/** The name of the secret in the vault of a source or sync, in that of the gateway's key, and in that of keys for sign-in. */
export const secretNames = { source: 'source', key: 'key', signing: 'signing' } as const;

/** The container with the pointer to the version of the gateway's key that counts. */
export const keyContainer = 'gateway-key';

/** What the names of all containers for state of sources begin with, and no other's. */
export const statePrefix = 'state-';

/**
 * Lengths as learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules says: container apps 2–32, vaults 3–24,
 * storage accounts 3–24 without hyphens, containers 3–63, identities 3–128. Names of vaults and storage accounts are the whole world's.
 */
export const azureNames = (gateway: string, place: NamedPlace): AzureNames => {
  const within = placeOf(gateway, place);
  return {
    resourceGroup: groupName(gateway, place),
    gateway: `${gateway}-gateway`,
    storageAccount: shortName([gateway], { length: 24, separator: '', within }),
    keyVault: shortName([gateway], { length: 24, within }),
    roles: shortName([gateway], { length: 64, within }),
    app: (source) => shortName([gateway, source], { length: 32 }),
    identity: (source) => `${gateway}-${source}`,
    vault: (source) => shortName([gateway, source], { length: 24, within }),
    packageContainer: (source) => `package-${source}`,
    stateContainer: (source) => `${statePrefix}${source}`,
    signingVault: (sync) => shortName([gateway, sync, 'signing'], { length: 24, within }),
    // What is kept of users must not be deleted for its age, as that of sources is.
    syncContainer: (sync) => `sync-${sync}`,
  };
};
