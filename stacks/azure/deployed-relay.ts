import type { AzureRelay, RelayConfig } from '../../config/config.ts';
import { secretUrl } from './key-vault.ts';
import type { NamedPlace } from './names.ts';
import { relayNames, relaySecrets } from './relay-names.ts';

/** What a relay's places follow from. */
export interface RelaySubject {
  readonly gateway: string;
  readonly relay: RelayConfig;
  readonly deployment: NamedPlace;
}

/**
 * Where the places of a relay are on Azure, as its own app is told it. It follows from the configuration alone.
 *
 * @example JSON.stringify(azureRelay({ gateway: 'acme', relay, deployment })) // SALLYPORT_RELAY of acme-relay
 */
export const azureRelay = ({ gateway, relay, deployment }: RelaySubject): AzureRelay => {
  const { storageAccount, authorityVault, gateKeyVault } = relayNames(gateway, deployment);
  return {
    host: 'azure',
    account: storageAccount,
    slots: relay.agents.maximum,
    authority: secretUrl(authorityVault, relaySecrets.authority),
    gateKey: secretUrl(gateKeyVault, relaySecrets.gateKey),
  };
};

/** The same as the app of a source behind agents is told it: of the authority nothing. */
export const azureRelayOfSource = (subject: RelaySubject): AzureRelay => {
  const { authority, ...rest } = azureRelay(subject);
  return rest;
};
