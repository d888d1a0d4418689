import { Construct } from 'constructs';
import { type KnownSync, syncNeedsRelay } from '../known-syncs.ts';
import type { GatewayKey } from './gateway-key.ts';
import type { BuiltGateway } from './gateway-scope.ts';
import { keyVault, secretUrl } from './key-vault.ts';
import { vaultAudit } from './logs.ts';
import { azureNames, secretNames } from './names.ts';
import { grant, type Role, secretReader } from './permissions.ts';
import type { RelayPlaces } from './relay-places.ts';
import { enteredSecret } from './secrets.ts';
import {
  keyPlace,
  type Place,
  type PlaceHolder,
  packagePlace,
  relayPlace,
  type SourcePlaces,
  secretPlace,
  statePlace,
} from './source-places.ts';
import { container } from './storage-account.ts';
import { syncTags } from './tags.ts';

/** What the places of a sync are made from. */
export interface SyncPlacesProps extends Pick<PlaceHolder, 'package' | 'identity'> {
  readonly known: KnownSync;
  readonly key: GatewayKey;
  /** `undefined` if there is no relay. */
  readonly relay: RelayPlaces | undefined;
  /** What its source has. */
  readonly source: Pick<SourcePlaces, 'secret' | 'state'>;
  /** `undefined` if no sync makes tokens. */
  readonly signingKeeper: Role | undefined;
}

/**
 * Everything that one sync may reach, as that of a source: its own package, secret and state, the gateway's key and what leads to agents. And besides: the
 * secret of its source and the tokens that are kept for it, and the keys for sign-in. It has no other role anywhere but to start its own job.
 */
export const syncPlaces = (scope: Construct, gateway: BuiltGateway, props: SyncPlacesProps): readonly Place[] => {
  const { known, identity, key, relay, signingKeeper } = props;
  const { name, sync, requirements } = known;
  const { config, deployment, storageAccount } = gateway;
  const names = azureNames(config.gateway, deployment);
  const state = container(scope, 'State', storageAccount, names.syncContainer(name));
  return [
    packagePlace(scope, gateway, { ...props, name }),
    ...(requirements.secret.length > 0
      ? [secretPlace(scope, enteredSecret(scope, gateway, name, syncTags(config, name)), identity)]
      : []),
    keyPlace(scope, identity, key),
    statePlace(scope, state, identity, key),
    ...ofSource(scope, props),
    ...(sync.signIn && signingKeeper ? [signingPlace(scope, gateway, props, signingKeeper)] : []),
    ...(relay && syncNeedsRelay(known) ? [relayPlace(scope, gateway, identity, relay)] : []),
  ];
};

/** A token of the source has one keeper, whoever needs it: both renew it where it is kept. */
const ofSource = (
  scope: Construct,
  { known: { sourceRequirements }, identity, key, source: { secret, state } }: SyncPlacesProps,
): readonly Place[] => [
  ...(secret && sourceRequirements.secret.length > 0
    ? [
        {
          environment: { SALLYPORT_SOURCE_SECRET: secret.url },
          dependsOn: [grant(scope, 'SourceSecretRole', secretReader, secret.vaultId, identity)],
        },
      ]
    : []),
  ...(state && sourceRequirements.state
    ? [
        {
          environment: { SALLYPORT_SOURCE_STATE: state.url },
          dependsOn: [grant(scope, 'SourceStateRole', key.stateWriter, state.id, identity)],
        },
      ]
    : []),
];

/**
 * The vault of the keys that sign tokens. It is made empty: the app makes them at first use and others in time, so that none is in a template or in Terraform's
 * state; which one counts it notes in its own state. They go with the sync, as whoever trusts what they sign must no longer.
 */
const signingPlace = (
  parent: Construct,
  gateway: BuiltGateway,
  { known: { name }, identity }: SyncPlacesProps,
  signingKeeper: Role,
): Place => {
  const { config, deployment } = gateway;
  const scope = new Construct(parent, 'Signing');
  const vault = keyVault(scope, gateway, {
    name: azureNames(config.gateway, deployment).signingVault(name),
    tags: syncTags(config, name),
    isKept: false,
  });
  vaultAudit(scope, gateway, { id: 'VaultAudit', vaultId: vault.id });
  return {
    environment: { SALLYPORT_SIGNING_KEY: secretUrl(vault.name, secretNames.signing) },
    dependsOn: [grant(scope, 'Role', signingKeeper, vault.id, identity)],
  };
};
