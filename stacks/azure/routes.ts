import type { Construct } from 'constructs';
import type { Route } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';
import { PrivateDnsARecord, PrivateDnsZone, PrivateDnsZoneVirtualNetworkLink } from './azurerm.ts';
import type { GatewayScope } from './gateway-scope.ts';

/** As many addresses a name of a private zone may have (learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits). */
const mostAddresses = 20;

/** So long the gate goes on calling an address that was taken away, in seconds. */
const timeToLive = 60;

/**
 * Lets the gate find the systems of the customer's network by their names: for each host of `network.routes` a private DNS zone of exactly
 * that name, with all its addresses, known in the gateway's network alone. It costs $0.50 a month
 * (azure.microsoft.com/pricing/details/dns, November 2026).
 *
 * There is no load balancer, as there is on the other clouds. Azure's takes machines of its own network alone for backends, no addresses
 * behind a peering or a line (learn.microsoft.com/azure/load-balancer/backend-pool-management, limitations); Application Gateway takes
 * addresses but costs over $180 a month. Instead all addresses are given, and a connection tries one after the other until
 * one answers, as Node does by itself (nodejs.org/api/net.html#netconnect, autoSelectFamily). Ports stay as they are.
 *
 * A zone of the host's own name hides no other names of its domain, though all below it. A network of the customer's that has DNS servers of
 * its own finds the name only if they ask Azure's, 168.63.129.16 (learn.microsoft.com/azure/dns/private-dns-privatednszone).
 *
 * @param networkId resource id of the virtual network: made here, or the customer's
 * @throws DeploymentError `route-unsupported`
 */
export const privateNames = (scope: Construct, gateway: GatewayScope, networkId: string): void => {
  const routes = Object.entries(gateway.config.network?.routes ?? {});
  const hosts = Map.groupBy(routes, ([, { host }]) => host.toLowerCase());
  for (const [host, [first, ...others]] of hosts) {
    const [name, route] = first!;
    for (const other of others) checkSamePlace([name, route], other);
    checkCount(name, route);
    privateName(scope, gateway, { name, host, addresses: route.addresses, networkId });
  }
};

const checkSamePlace = (
  [name, route]: readonly [string, Route],
  [otherName, other]: readonly [string, Route],
): void => {
  if ([...route.addresses].sort().join() === [...other.addresses].sort().join()) return;
  throw new DeploymentError(
    'route-unsupported',
    `Routes ${name} and ${otherName} lead ${route.host} to different addresses. On Azure a route is a name and its addresses, whatever the ` +
      'port: give both the same addresses, or two hosts.',
  );
};

const checkCount = (name: string, { addresses }: Route): void => {
  if (addresses.length <= mostAddresses) return;
  throw new DeploymentError(
    'route-unsupported',
    `Route ${name} has ${addresses.length} addresses, and a name on Azure has ${mostAddresses} at most. Write fewer.`,
  );
};

interface PrivateName {
  readonly name: string;
  readonly host: string;
  readonly addresses: readonly string[];
  readonly networkId: string;
}

const privateName = (
  scope: Construct,
  { resourceGroup, tags }: GatewayScope,
  { name, host, addresses, networkId }: PrivateName,
): void => {
  const resourceGroupName = resourceGroup.name;
  const zone = new PrivateDnsZone(scope, `Zone-${name}`, { name: host, resourceGroupName, tags });
  new PrivateDnsZoneVirtualNetworkLink(scope, `ZoneLink-${name}`, {
    name: 'gateway',
    resourceGroupName,
    privateDnsZoneName: zone.name,
    virtualNetworkId: networkId,
    registrationEnabled: false,
    tags,
  });
  new PrivateDnsARecord(scope, `ZoneAddresses-${name}`, {
    name: '@',
    resourceGroupName,
    zoneName: zone.name,
    ttl: timeToLive,
    records: [...addresses],
    tags,
  });
};
