import { shortName } from '../terraform/short-name.ts';
import { type NamedPlace, placeOf } from './names.ts';

/** What the app and the identity of a relay are called after the gateway's name. No source may be called so beside a relay. */
export const relayName = 'relay';

/** The names of what a relay has on Azure beside its app, its identity and its package, which are called as a source's. */
export interface RelayNames {
  readonly storageAccount: string;
  /** The vault of the key that certificates of agents are signed with. */
  readonly authorityVault: string;
  /** The vault of the key by which agents know the gate. */
  readonly gateKeyVault: string;
}

/** The names of the secrets in these two vaults. */
export const relaySecrets = { authority: 'authority', gateKey: 'gate-key' } as const;

/** The container of the registry. */
export const registryContainer = 'registry';

/** What the names of the containers for mailboxes begin with. */
export const mailboxPrefix = 'mailbox-';

/** The container of a slot's mailbox. */
export const mailboxContainer = (slot: number): string => `${mailboxPrefix}${slot}`;

/** The queue of a slot's agent. */
export const agentQueue = (slot: number): string => `agent-${slot}`;

/** Lengths as `azureNames` has them. What is within the hash tells a vault from that of a source of this name. */
export const relayNames = (gateway: string, deployment: NamedPlace): RelayNames => {
  const within = placeOf(gateway, deployment);
  return {
    storageAccount: shortName([gateway, relayName], { length: 24, separator: '', within }),
    authorityVault: shortName([gateway, relayName, 'authority'], { length: 24, within }),
    gateKeyVault: shortName([gateway, relayName, 'key'], { length: 24, within }),
  };
};
