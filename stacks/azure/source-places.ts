import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { type KnownSource, needsGatewayKey, needsRelay } from '../known-sources.ts';
import type { SourceArchive } from '../server/archive.ts';
import { azureRelayOfSource } from './deployed-relay.ts';
import type { GatewayKey } from './gateway-key.ts';
import type { BuiltGateway, SourceRun } from './gateway-scope.ts';
import { azureNames } from './names.ts';
import { uploadPackage } from './packages.ts';
import { grant, packageReader } from './permissions.ts';
import type { RelayPlaces } from './relay-places.ts';
import { sourceSecret } from './secrets.ts';
import { container } from './storage-account.ts';

/** Something that a source reads or keeps: the variables that tell its handler where it is, and what must be there first. */
export interface Place {
  readonly environment: Readonly<Record<string, string>>;
  readonly dependsOn: readonly ITerraformDependable[];
}

/** What the places of a source are made from. */
export interface PlacesProps {
  readonly known: KnownSource;
  readonly package: SourceArchive;
  /** The gateway's key; `undefined` if no source needs it. */
  readonly key: GatewayKey | undefined;
  /** `undefined` if there is no relay. */
  readonly relay: RelayPlaces | undefined;
  readonly identity: SourceRun['identity'];
}

/**
 * Everything that one source may reach, each with the one role that its identity needs on it: its package to read, its secret to read, and
 * if it needs them the gateway's key, its own state, and what leads to agents. It has no other role anywhere.
 */
export const sourcePlaces = (scope: Construct, gateway: BuiltGateway, props: PlacesProps): readonly Place[] => {
  const { known, key, relay } = props;
  const { secret, state } = known.requirements;
  return [
    packagePlace(scope, gateway, props),
    ...(secret.length > 0 ? [secretPlace(scope, gateway, props)] : []),
    ...(key && needsGatewayKey(known) ? [keyPlace(scope, props, key)] : []),
    ...(key && state ? [statePlace(scope, gateway, props, key)] : []),
    ...(relay && needsRelay(known) ? [relayPlace(scope, gateway, props, relay)] : []),
  ];
};

const packagePlace = (scope: Construct, gateway: BuiltGateway, { known, identity, ...props }: PlacesProps): Place => {
  const { config, deployment, storageAccount } = gateway;
  const name = azureNames(config.gateway, deployment).packageContainer(known.name);
  const packages = container(scope, 'Packages', storageAccount, name);
  const { url, blob } = uploadPackage(scope, storageAccount, packages, known.name, props.package);
  return {
    environment: { SALLYPORT_BUNDLE: url, SALLYPORT_BUNDLE_SHA256: props.package.sha256 },
    dependsOn: [blob, grant(scope, 'PackageRole', packageReader, packages.id, identity)],
  };
};

const secretPlace = (scope: Construct, gateway: BuiltGateway, { known, identity }: PlacesProps): Place => {
  const { url, granted } = sourceSecret(scope, gateway, known.name, identity);
  return { environment: { SALLYPORT_SECRET: url }, dependsOn: [granted] };
};

const keyPlace = (scope: Construct, { identity }: PlacesProps, key: GatewayKey): Place => ({
  environment: { SALLYPORT_KEY_SECRET: key.secretUrl, SALLYPORT_KEY_STATE: key.stateUrl },
  dependsOn: key.allow(scope, identity),
});

const statePlace = (
  scope: Construct,
  { config, deployment, storageAccount }: BuiltGateway,
  { known, identity }: PlacesProps,
  { stateWriter }: GatewayKey,
): Place => {
  const name = azureNames(config.gateway, deployment).stateContainer(known.name);
  const state = container(scope, 'State', storageAccount, name);
  return {
    environment: { SALLYPORT_STATE: state.url },
    dependsOn: [grant(scope, 'StateRole', stateWriter, state.id, identity)],
  };
};

const relayPlace = (
  scope: Construct,
  { config, deployment }: BuiltGateway,
  { identity }: PlacesProps,
  { allowSource }: RelayPlaces,
): Place => {
  const told = azureRelayOfSource({ gateway: config.gateway, relay: config.relay!, deployment });
  return { environment: { SALLYPORT_RELAY: JSON.stringify(told) }, dependsOn: allowSource(scope, identity) };
};
