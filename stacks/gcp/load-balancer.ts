import type { ComputeNetwork } from '@cdktf/provider-google/lib/compute-network/index.js';
import type { ComputeRegionHealthCheck as HealthCheck } from '@cdktf/provider-google/lib/compute-region-health-check/index.js';
import type { ComputeSubnetwork } from '@cdktf/provider-google/lib/compute-subnetwork/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { Route } from '../../config/config.ts';
import type { GatewayScope } from './gateway-scope.ts';
import {
  ComputeForwardingRule,
  ComputeNetworkEndpoint,
  ComputeNetworkEndpointGroup,
  ComputeRegionBackendService,
  ComputeRegionHealthCheck,
  ComputeRegionTargetTcpProxy,
} from './google.ts';
import { gatewayLabels } from './labels.ts';

/** Where the routes are made. */
export interface RouteScope extends GatewayScope {
  readonly network: ComputeNetwork;
  readonly subnetwork: ComputeSubnetwork;
  readonly proxies: ComputeSubnetwork;
}

/** What one load balancer is made from. */
interface LoadBalancerProps {
  /** Of the route. */
  readonly name: string;
  readonly route: Route;
  /** Where it is called. */
  readonly ipAddress: string;
}

/** The load balancer of one route: what comes in at its address on the route's port goes to one of the route's addresses that answer. */
export const loadBalancer = (
  scope: Construct,
  within: RouteScope,
  { name, route, ipAddress }: LoadBalancerProps,
): ITerraformDependable => {
  const { config, deployment, network, subnetwork, proxies } = within;
  const { region } = deployment;
  const common = { name: `${config.gateway}-${name}`, region };
  const health = new ComputeRegionHealthCheck(scope, `Route-${name}-health`, {
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

const backendSettings = (health: HealthCheck) => ({
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
    new ComputeNetworkEndpoint(scope, `Route-${name}-endpoint-${ipAddress.replaceAll('.', '-')}`, {
      networkEndpointGroup: group.name,
      ipAddress,
      port,
      zone,
    });
  }
  return group;
};
