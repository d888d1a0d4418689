import type { ComputeNetwork } from '@cdktf/provider-google/lib/compute-network/index.js';
import type { ComputeSubnetwork } from '@cdktf/provider-google/lib/compute-subnetwork/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { egressOutput } from '../terraform/outputs.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { ComputeAddress, ComputeRoute, ComputeRouter, ComputeRouterNat } from './google.ts';
import { gatewayLabels } from './labels.ts';

/**
 * The way to the internet: by one address that stays the same, so that an administrator can let it, and only it, into a source. Nobody
 * comes in by it.
 *
 * While nobody calls, about $4.70 a month: $3.65 for the address, which costs the same if Google picks it, and $1 for the gateway; then
 * $0.045 for each GiB (cloud.google.com/nat/pricing, cloud.google.com/vpc/network-pricing, November 2026). What goes to Google's own
 * APIs does not pass it.
 *
 * Google's page warns of 30 seconds and more until the first connection of a new instance gets through
 * (docs.cloud.google.com/run/docs/configuring/vpc-direct-vpc#limitations).
 *
 * @param scope the stack, for its outputs
 */
export const publicEgress = (
  scope: Construct,
  { config: { gateway, ...config }, deployment: { region } }: GatewayScope,
  network: ComputeNetwork,
  subnetwork: ComputeSubnetwork,
): readonly ITerraformDependable[] => {
  const route = new ComputeRoute(scope, 'NetworkInternetRoute', {
    name: `${gateway}-internet`,
    network: network.id,
    destRange: '0.0.0.0/0',
    nextHopGateway: 'default-internet-gateway',
  });
  const address = new ComputeAddress(scope, 'NetworkAddress', {
    // A hyphen more than the address of any route.
    name: `${gateway}--egress`,
    description: `Where calls of gateway ${gateway} come from`,
    region,
    labels: gatewayLabels({ gateway, ...config }),
    dependsOn: [network],
  });
  egressOutput(scope, address.address);
  const router = new ComputeRouter(scope, 'NetworkRouter', { name: `${gateway}-egress`, network: network.id, region });
  const nat = new ComputeRouterNat(scope, 'NetworkNat', {
    name: `${gateway}-egress`,
    router: router.name,
    region,
    natIpAllocateOption: 'MANUAL_ONLY',
    natIps: [address.selfLink],
    sourceSubnetworkIpRangesToNat: 'LIST_OF_SUBNETWORKS',
    subnetwork: [{ name: subnetwork.id, sourceIpRangesToNat: ['PRIMARY_IP_RANGE'] }],
    // An instance begins with 32 of the address's 64,512 ports, which lets 1,000 instances live, and gets more when it needs them. Such
    // ports exclude endpoint-independent mapping, which is for callers behind the same address who speak with each other.
    enableDynamicPortAllocation: true,
    minPortsPerVm: 32,
    maxPortsPerVm: 1024,
    enableEndpointIndependentMapping: false,
    logConfig: { enable: true, filter: 'ERRORS_ONLY' },
  });
  return [route, nat];
};
