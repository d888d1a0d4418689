import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { type KnownSource, needsGatewayKey, needsRelay } from '../known-sources.ts';
import type { SourceArchive } from '../server/archive.ts';
import { azureRelayOfSource } from './deployed-relay.ts';
import type { GatewayKey } from './gateway-key.ts';
import type { AppRun, BuiltGateway } from './gateway-scope.ts';
import { azureNames } from './names.ts';
import { uploadPackage } from './packages.ts';
import { grant, packageReader, secretReader } from './permissions.ts';
import type { RelayPlaces } from './relay-places.ts';
import { type EnteredSecret, enteredSecret } from './secrets.ts';
import { type Container, container } from './storage-account.ts';
import { sourceTags } from './tags.ts';

/** Something that a source or a sync reads or keeps: the variables that tell its handler where it is, and what must be there first. */
export interface Place {
  readonly environment: Readonly<Record<string, string>>;
  readonly dependsOn: readonly ITerraformDependable[];
}

/** Whose places they are. */
export interface PlaceHolder {
  /** The name of the source or sync. */
  readonly name: string;
  readonly package: SourceArchive;
  readonly identity: AppRun['identity'];
}

/** What the places of a source are made from. */
export interface PlacesProps extends Pick<PlaceHolder, 'package' | 'identity'> {
  readonly known: KnownSource;
  /** The gateway's key; `undefined` if no source needs it. */
  readonly key: GatewayKey | undefined;
  /** `undefined` if there is no relay. */
  readonly relay: RelayPlaces | undefined;
}

/** The places of a source, and those of them that its syncs use too: `undefined` if it has none. */
export interface SourcePlaces {
  readonly places: readonly Place[];
  readonly secret: EnteredSecret | undefined;
  readonly state: Container | undefined;
}

/**
 * Everything that one source may reach, each with the one role that its identity needs on it: its package to read, its secret to read, and
 * if it needs them the gateway's key, its own state, and what leads to agents. It has no other role anywhere.
 */
export const sourcePlaces = (scope: Construct, gateway: BuiltGateway, props: PlacesProps): SourcePlaces => {
  const { known, identity, key, relay } = props;
  const { name, requirements } = known;
  const { config, deployment, storageAccount } = gateway;
  const names = azureNames(config.gateway, deployment);
  const secret =
    requirements.secret.length > 0 ? enteredSecret(scope, gateway, name, sourceTags(config, name)) : undefined;
  const state =
    key && requirements.state ? container(scope, 'State', storageAccount, names.stateContainer(name)) : undefined;
  return {
    secret,
    state,
    places: [
      packagePlace(scope, gateway, { ...props, name }),
      ...(secret ? [secretPlace(scope, secret, identity)] : []),
      ...(key && needsGatewayKey(known) ? [keyPlace(scope, identity, key)] : []),
      ...(key && state ? [statePlace(scope, state, identity, key)] : []),
      ...(relay && needsRelay(known) ? [relayPlace(scope, gateway, identity, relay)] : []),
    ],
  };
};

type Identity = PlaceHolder['identity'];

/** The package to run from. */
export const packagePlace = (
  scope: Construct,
  { config, deployment, storageAccount }: BuiltGateway,
  { name, identity, ...props }: PlaceHolder,
): Place => {
  const packages = container(
    scope,
    'Packages',
    storageAccount,
    azureNames(config.gateway, deployment).packageContainer(name),
  );
  const { url, blob } = uploadPackage(scope, storageAccount, packages, name, props.package);
  return {
    environment: { SALLYPORT_BUNDLE: url, SALLYPORT_BUNDLE_SHA256: props.package.sha256 },
    dependsOn: [blob, grant(scope, 'PackageRole', packageReader, packages.id, identity)],
  };
};

/** Its own secret, to read. */
export const secretPlace = (scope: Construct, { url, vaultId }: EnteredSecret, identity: Identity): Place => ({
  environment: { SALLYPORT_SECRET: url },
  dependsOn: [grant(scope, 'SecretRole', secretReader, vaultId, identity)],
});

/** The gateway's key, to read and to make. */
export const keyPlace = (scope: Construct, identity: Identity, key: GatewayKey): Place => ({
  environment: { SALLYPORT_KEY_SECRET: key.secretUrl, SALLYPORT_KEY_STATE: key.stateUrl },
  dependsOn: key.allow(scope, identity),
});

/** Its own state. */
export const statePlace = (
  scope: Construct,
  state: Container,
  identity: Identity,
  { stateWriter }: GatewayKey,
): Place => ({
  environment: { SALLYPORT_STATE: state.url },
  dependsOn: [grant(scope, 'StateRole', stateWriter, state.id, identity)],
});

/** What leads to agents. */
export const relayPlace = (
  scope: Construct,
  { config, deployment }: BuiltGateway,
  identity: Identity,
  { allowSource }: RelayPlaces,
): Place => {
  const told = azureRelayOfSource({ gateway: config.gateway, relay: config.relay!, deployment });
  return { environment: { SALLYPORT_RELAY: JSON.stringify(told) }, dependsOn: allowSource(scope, identity) };
};
