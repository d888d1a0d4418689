import type { Digests } from '../digests.ts';
import type { SourceArchive } from '../server/archive.ts';
import { appIdentity } from './app-identity.ts';
import { appRun } from './app-run.ts';
import { type AppSize, containerApp } from './container-app.ts';
import { azureRelay } from './deployed-relay.ts';
import type { AppRun, BuiltGateway } from './gateway-scope.ts';
import { azureNames } from './names.ts';
import { uploadPackage } from './packages.ts';
import { grant, packageReader } from './permissions.ts';
import { publicUrl } from './public-url.ts';
import { relayName } from './relay-names.ts';
import type { RelayPlaces } from './relay-places.ts';
import { container } from './storage-account.ts';

/** What a relay is made from. */
export interface RelayProps {
  readonly places: RelayPlaces;
  readonly archive: SourceArchive;
  readonly digests: Digests;
}

/** A relay that was made. */
export interface BuiltRelay {
  /** Where agents and registrars call it. */
  readonly url: string;
  /** Resource id of its app. */
  readonly appId: string;
  readonly run: AppRun;
}

/**
 * An agent says every 20 seconds that it is there, so that there is never none: with at least one the time in between is charged at the rate
 * for idle ones, an eighth of the other for CPU (learn.microsoft.com/azure/container-apps/billing). It does little, and starts seldom.
 *
 * Its URL is open: however many calls come that nobody signed, there are no more than two containers, $0.65 a day each, besides $0.40 for a million
 * calls (azure.microsoft.com/pricing/details/container-apps, November 2026). Agents that are kept out meanwhile work on with the access that they have.
 */
const size: AppSize = { cpu: 0.25, memory: '0.5Gi', minReplicas: 1, maxReplicas: 2 };

/**
 * The app that agents and registrars call, with an identity of its own. It is open to everyone, as those of sources are: each call is proved
 * to the handler, by a signature, a code or a registrar's token.
 */
export const buildRelay = (gateway: BuiltGateway, { places, archive, digests }: RelayProps): BuiltRelay => {
  const { config, deployment, storageAccount, tags } = gateway;
  const { scope } = places;
  const names = azureNames(config.gateway, deployment);
  const identity = appIdentity(scope, gateway, relayName, tags);
  const packages = container(scope, 'Packages', storageAccount, names.packageContainer(relayName));
  const uploaded = uploadPackage(scope, storageAccount, packages, relayName, archive);
  const url = publicUrl(gateway, { name: relayName, source: {} });
  const run = appRun(scope, gateway, {
    identity,
    url,
    environment: {
      SALLYPORT_BUNDLE: uploaded.url,
      SALLYPORT_BUNDLE_SHA256: archive.sha256,
      ...digests,
      SALLYPORT_RELAY: JSON.stringify(azureRelay({ gateway: config.gateway, relay: config.relay!, deployment })),
    },
    tags,
    dependsOn: [
      uploaded.blob,
      grant(scope, 'PackageRole', packageReader, packages.id, identity),
      ...places.allowRelay(identity),
    ],
  });
  return { url, appId: containerApp(scope, gateway, { name: relayName, run, size }), run };
};
