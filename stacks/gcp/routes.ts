import type { ComputeNetwork } from '@cdktf/provider-google/lib/compute-network/index.js';
import type { ComputeSubnetwork } from '@cdktf/provider-google/lib/compute-subnetwork/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { NetworkConfig, Route } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { ComputeAddress, ComputeSubnetwork as Subnetwork } from './google.ts';
import { gatewayLabels } from './labels.ts';
import { loadBalancer, type RouteScope } from './load-balancer.ts';
import { proxyRange } from './network-ranges.ts';
import { privateName } from './private-name.ts';

/**
 * The ways to systems in the customer's network: for each an internal proxy load balancer, the only kind that calls addresses outside of
 * Google Cloud ("hybrid" endpoint groups), and in this network alone the name of its host. It passes on bytes; the source's certificate
 * is checked by the handler.
 *
 * The customer attaches a VPN or an interconnect to the network, or peers it with one that has it, and lets the load balancers' addresses
 * in: `proxyRange`. Health is asked from there too (docs.cloud.google.com/load-balancing/docs/health-check-concepts).
 *
 * About $18 a month for up to five routes, and $0.025 an hour for each proxy that their calls need (cloud.google.com/vpc/network-pricing,
 * Cloud Load Balancing, November 2026).
 *
 * @throws DeploymentError `route-unsupported` for two routes to one port of a host
 */
export const networkRoutes = (
  scope: Construct,
  gateway: GatewayScope,
  { routes }: NetworkConfig,
  network: ComputeNetwork,
  subnetwork: ComputeSubnetwork,
): readonly ITerraformDependable[] => {
  const named = Object.entries(routes);
  if (named.length === 0) return [];
  const proxies = new Subnetwork(scope, 'NetworkProxies', {
    name: `${gateway.config.gateway}-proxies`,
    network: network.id,
    region: gateway.deployment.region,
    ipCidrRange: proxyRange,
    purpose: 'REGIONAL_MANAGED_PROXY',
    role: 'ACTIVE',
  });
  const within: RouteScope = { ...gateway, network, subnetwork, proxies };
  const hosts = [...new Set(named.map(([, { host }]) => host.toLowerCase()))];
  return hosts.flatMap((host) => hostRoutes(scope, within, host, routesTo(host, named)));
};

/** A route and its name in the configuration. */
type NamedRoute = readonly [name: string, route: Route];

/** The routes to one host, each by a port of its own. */
const routesTo = (host: string, routes: readonly NamedRoute[]): readonly NamedRoute[] => {
  const found = routes.filter(([, route]) => route.host.toLowerCase() === host);
  const ports = found.map(([, { port }]) => port);
  const twin = found.find(([, { port }], index) => ports.indexOf(port) !== index);
  if (!twin) return found;
  const [name, { port }] = twin;
  const message = `Route ${name} leads to port ${port} of ${host}, as another one does. Write one route with the addresses of both.`;
  throw new DeploymentError('route-unsupported', message);
};

/** A host has one address, whatever its ports. */
const hostRoutes = (
  scope: Construct,
  within: RouteScope,
  host: string,
  routes: readonly NamedRoute[],
): readonly ITerraformDependable[] => {
  const { config, deployment, network, subnetwork, api } = within;
  const [first] = routes[0]!;
  const address = new ComputeAddress(scope, `Route-${first}-address`, {
    name: `${config.gateway}-${first}`,
    region: deployment.region,
    addressType: 'INTERNAL',
    purpose: 'SHARED_LOADBALANCER_VIP',
    subnetwork: subnetwork.id,
    labels: gatewayLabels(config),
  });
  const rules = routes.map(([routeName, route]) =>
    loadBalancer(scope, within, { name: routeName, route, ipAddress: address.address }),
  );
  const record = privateName(scope, `Route-${first}-zone`, {
    config,
    network,
    name: `${config.gateway}-route-${first}`,
    domain: host,
    host,
    addresses: [address.address],
    dependsOn: [api('dns')],
  });
  return [...rules, record];
};
