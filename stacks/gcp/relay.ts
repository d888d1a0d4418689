import type { CloudRunV2Service as Service } from '@cdktf/provider-google/lib/cloud-run-v2-service/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Digests } from '../digests.ts';
import type { SourceArchive } from '../server/archive.ts';
import { gcpRelay } from './deployed-relay.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { CloudRunV2Service, ServiceAccount, StorageBucketIamMember } from './google.ts';
import { gatewayLabels } from './labels.ts';
import { gcpNames } from './names.ts';
import type { GatewayNetwork } from './network.ts';
import { prefixCondition } from './objects.ts';
import { type Packages, packagePrefix, uploadPackage } from './packages.ts';
import { publicUrl } from './public-url.ts';
import { relayName } from './relay-name.ts';
import { allowRelay } from './relay-permissions.ts';
import type { RelayPlaces } from './relay-places.ts';
import { serviceConfig } from './service.ts';

/** What a relay is made from. */
export interface RelayProps {
  readonly gateway: GatewayScope;
  readonly places: RelayPlaces;
  readonly archive: SourceArchive;
  readonly digests: Digests;
  readonly packages: Packages;
  /** `undefined` if services go out as Cloud Run lets them. */
  readonly network: GatewayNetwork | undefined;
}

/**
 * Sixteen agents make one call a second, and a container takes 20 at a time. Its URL is open: however many calls come that nobody signed, there are no
 * more containers than these, about $2 a day each, besides $0.40 for a million calls that they take (cloud.google.com/run/pricing, November 2026). Agents that are
 * kept out meanwhile work on with the access that they have.
 */
const mostContainers = 2;

/** Where agents and registrars call the relay. */
export const relayUrl = ({ config, deployment }: GatewayScope): string =>
  publicUrl({ gateway: config.gateway, name: relayName, source: {}, deployment });

/**
 * The service that agents and registrars call, with an account of its own. Cloud Run lets everyone in, also in the platform profile: agents
 * have no identity of Google's, and each call is proved to the handler, by a signature, a code or a registrar's token.
 */
export const buildRelay = (props: RelayProps): Service => {
  const { gateway, places, archive, digests, packages, network } = props;
  const { config, deployment, api } = gateway;
  const { scope } = places;
  const account = new ServiceAccount(scope, 'Account', {
    accountId: gcpNames(config.gateway, deployment).account(relayName),
    displayName: `Relay of gateway ${config.gateway}`,
    dependsOn: [api('iam')],
  });
  const uploaded = uploadPackage(scope, packages, relayName, archive);
  const ready: readonly ITerraformDependable[] = [
    uploaded.object,
    new StorageBucketIamMember(scope, 'ReadPackages', {
      bucket: packages.bucket.name,
      role: 'roles/storage.objectViewer',
      member: account.member,
      condition: {
        title: 'readpackages',
        expression: prefixCondition(packages.bucket.nameInput!, packagePrefix(relayName)),
      },
    }),
    ...allowRelay(places, account),
    // Tokens are asked for at the one, and those for a mailbox are narrowed at the other.
    api('iamcredentials'),
    api('sts'),
    ...(network?.ready ?? []),
  ];
  return new CloudRunV2Service(
    scope,
    'Service',
    serviceConfig(gateway, {
      name: relayName,
      description: `Serves the agents of gateway ${config.gateway}`,
      labels: gatewayLabels(config),
      email: account.email,
      environment: {
        SALLYPORT_HOST: 'gcp',
        SALLYPORT_PUBLIC_URL: relayUrl(gateway),
        SALLYPORT_BUNDLE: uploaded.location,
        SALLYPORT_BUNDLE_SHA256: archive.sha256,
        ...digests,
        SALLYPORT_RELAY: JSON.stringify(gcpRelay({ gateway: config.gateway, relay: config.relay!, deployment })),
      },
      access: network?.accessOf(relayName),
      audiences: undefined,
      maximum: mostContainers,
      ready,
    }),
  );
};
