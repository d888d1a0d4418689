import type { ComputeNetwork } from '@cdktf/provider-google/lib/compute-network/index.js';
import type { ComputeRegionHealthCheck } from '@cdktf/provider-google/lib/compute-region-health-check/index.js';
import type { ComputeSubnetwork } from '@cdktf/provider-google/lib/compute-subnetwork/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { NetworkConfig, Route } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';
import type { GatewayScope } from './gateway-scope.ts';
import {
  ComputeAddress,
  ComputeForwardingRule,
  ComputeNetworkEndpoint,
  ComputeNetworkEndpointGroup,
  ComputeRegionBackendService,
  ComputeRegionTargetTcpProxy,
  ComputeRegionHealthCheck as HealthCheck,
  ComputeSubnetwork as Subnetwork,
} from './google.ts';
import { gatewayLabels } from './labels.ts';
import { proxyRange } from './network-ranges.ts';
import { privateName } from './private-name.ts';

/** Where the routes are made. */
interface RouteScope extends GatewayScope {
  readonly network: ComputeNetwork;
  readonly subnetwork: ComputeSubnetwork;
  readonly proxies: ComputeSubnetwork;
}

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
  checkPorts(named);
  const proxies = new Subnetwork(scope, 'NetworkProxies', {
    name: `${gateway.config.gateway}-proxies`,
    network: network.id,
    region: gateway.deployment.region,
    ipCidrRange: proxyRange,
    purpose: 'REGIONAL_MANAGED_PROXY',
    role: 'ACTIVE',
  });
  const within: RouteScope = { ...gateway, network, subnetwork, proxies };
  return [...byHost(named)].flatMap(([host, [first, ...others]]) =>
    hostRoutes(scope, within, host, [first!, ...others]),
  );
};

type NamedRoute = [name: string, route: Route];

const byHost = (routes: readonly NamedRoute[]): Map<string, NamedRoute[]> =>
  Map.groupBy(routes, ([, { host }]) => host.toLowerCase());

const checkPorts = (routes: readonly NamedRoute[]): void => {
  for (const [host, others] of byHost(routes)) {
    const ports = others.map(([, { port }]) => port);
    const [twin] = others.filter(([, { port }], index) => ports.indexOf(port) !== index);
    if (!twin) continue;
    const message = `Route ${twin[0]} leads to port ${twin[1].port} of ${host}, as another one does. Write one route with the addresses of both.`;
    throw new DeploymentError('route-unsupported', message);
  }
};

/** A host has one address, whatever its ports. */
const hostRoutes = (
  scope: Construct,
  within: RouteScope,
  host: string,
  routes: readonly NamedRoute[],
): readonly ITerraformDependable[] => {
  const { config, deployment, network, subnetwork, api } = within;
  const name = `${config.gateway}-${routes[0]![0]}`;
  const address = new ComputeAddress(scope, `Route-${routes[0]![0]}-address`, {
    name,
    region: deployment.region,
    addressType: 'INTERNAL',
    purpose: 'SHARED_LOADBALANCER_VIP',
    subnetwork: subnetwork.id,
    labels: gatewayLabels(config),
  });
  const rules = routes.map((route) => loadBalancer(scope, within, route, address.selfLink));
  const record = privateName(scope, `Route-${routes[0]![0]}-zone`, {
    config,
    network,
    name,
    domain: host,
    host,
    addresses: [address.address],
    dependsOn: [api('dns')],
  });
  return [...rules, record];
};

const loadBalancer = (
  scope: Construct,
  within: RouteScope,
  [name, route]: NamedRoute,
  ipAddress: string,
): ITerraformDependable => {
  const { config, deployment, network, subnetwork, proxies } = within;
  const { region } = deployment;
  const common = { name: `${config.gateway}-${name}`, region };
  const health = new HealthCheck(scope, `Route-${name}-health`, {
    ...common,
    checkIntervalSec: 10,
    timeoutSec: 5,
    tcpHealthCheck: { port: route.port },
  });
  const backend = new ComputeRegionBackendService(scope, `Route-${name}-backend`, {
    ...common,
    ...backendSettings(health),
    backend: [
      {
        group: endpoints(scope, within, name, route).id,
        balancingMode: 'CONNECTION',
        maxConnectionsPerEndpoint: 1_000,
        capacityScaler: 1,
      },
    ],
  });
  const proxy = new ComputeRegionTargetTcpProxy(scope, `Route-${name}-proxy`, {
    ...common,
    backendService: backend.id,
  });
  return new ComputeForwardingRule(scope, `Route-${name}`, {
    ...common,
    loadBalancingScheme: 'INTERNAL_MANAGED',
    ipProtocol: 'TCP',
    portRange: String(route.port),
    ipAddress,
    target: proxy.id,
    network: network.id,
    subnetwork: subnetwork.id,
    labels: gatewayLabels(config),
    // Terraform can not tell that load balancers live in the subnetwork of proxies.
    dependsOn: [proxies],
  });
};

const backendSettings = (health: ComputeRegionHealthCheck) => ({
  loadBalancingScheme: 'INTERNAL_MANAGED',
  protocol: 'TCP',
  healthChecks: [health.id],
  // How long a connection may be still, 30 seconds if nothing is said: less than a query of an import can take.
  timeoutSec: 3_600,
});

/** The zone says from where an endpoint is near; it works from all. Every region has a zone b. */
const endpoints = (scope: Construct, within: RouteScope, name: string, { addresses, port }: Route) => {
  const { config, deployment, network } = within;
  const zone = `${deployment.region}-b`;
  const group = new ComputeNetworkEndpointGroup(scope, `Route-${name}-endpoints`, {
    name: `${config.gateway}-${name}`,
    network: network.id,
    networkEndpointType: 'NON_GCP_PRIVATE_IP_PORT',
    defaultPort: port,
    zone,
  });
  for (const ipAddress of addresses) {
    new ComputeNetworkEndpoint(scope, `Route-${name}-endpoint-${ipAddress}`, {
      networkEndpointGroup: group.name,
      ipAddress,
      port,
      zone,
    });
  }
  return group;
};
