import type { CloudRunV2ServiceTemplateVpcAccess } from '@cdktf/provider-google/lib/cloud-run-v2-service/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { Config, NetworkConfig } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';
import { egressFirewall } from './firewall.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { ComputeNetwork, ComputeSubnetwork } from './google.ts';
import { publicEgress } from './nat.ts';
import { serviceRange } from './network-ranges.ts';
import { privateGoogle } from './private-google.ts';
import { networkRoutes } from './routes.ts';
import { serviceName } from './service-name.ts';

/** The network that the services of a gateway go out by. */
export interface GatewayNetwork {
  /**
   * How the service of a source goes out: with everything, by this network. Its name is a network tag, which the customer's own rules for
   * what goes out may name. (Rules for what comes in can not, and nothing does:
   * docs.cloud.google.com/run/docs/configuring/vpc-direct-vpc.)
   */
  accessOf(source: string): CloudRunV2ServiceTemplateVpcAccess;
  /** What must stand before a service can fetch what it runs, and what goes after it. Every service depends on it. */
  readonly ready: readonly ITerraformDependable[];
}

/**
 * The gateway's network: the customer's own subnetwork as it is, or one that is made, or none, in which case services go out as Cloud Run
 * lets them. Nothing comes in through it: calls come from Google's front end, which is not in it.
 *
 * A subnetwork of another project (Shared VPC) must be open to `service-<projectNumber>@serverless-robot-prod.iam.gserviceaccount.com`
 * (docs.cloud.google.com/run/docs/configuring/shared-vpc-direct-vpc). One that is made can be deleted only one or two hours after the
 * last service left it (docs.cloud.google.com/run/docs/configuring/vpc-direct-vpc#direct-vpc-ip-allocation): a `terraform destroy` that
 * fails there is to be repeated then.
 *
 * @throws DeploymentError `egress-unsupported` or `route-unsupported`
 */
export const gatewayNetwork = (scope: Construct, gateway: GatewayScope): GatewayNetwork | undefined => {
  const { config, deployment } = gateway;
  const { network } = config;
  if (deployment.subnetwork !== undefined) return existingNetwork(config, deployment.subnetwork);
  if (!network || network.egress === 'existing') return undefined;
  if (network.egress === 'ipv6') {
    throw new DeploymentError(
      'egress-unsupported',
      'Google Cloud has no way out by IPv6 that lets nobody in. Write network: { egress: nat } instead, or none.',
    );
  }
  return madeNetwork(scope, gateway, network);
};

/** A load balancer belongs to a network, and a subnetwork's name does not tell in which one it is. */
const existingNetwork = ({ gateway, network }: Config, subnetwork: string): GatewayNetwork => {
  const [route] = Object.keys(network?.routes ?? {});
  if (route === undefined) return access(gateway, subnetwork, []);
  throw new DeploymentError(
    'route-unsupported',
    `Route ${route} can not be made in a network that is there already. Give its host a name in a private zone of that network, and remove ` +
      'network.routes; or remove deploy.gcp.subnetwork, and a network is made.',
  );
};

const access = (gateway: string, subnetwork: string, ready: readonly ITerraformDependable[]): GatewayNetwork => ({
  accessOf: (source) => ({
    // Otherwise only what goes to private addresses would take this way.
    egress: 'ALL_TRAFFIC',
    networkInterfaces: [{ subnetwork, tags: [serviceName(gateway, source)] }],
  }),
  ready,
});

/**
 * A network of the gateway's own. Its ways out are the routes that are made here and no others, and what its firewall lets through of
 * that. A VPN or an interconnect of the customer's may be attached to it, or it to a peering or a hub.
 */
const madeNetwork = (scope: Construct, gateway: GatewayScope, settings: NetworkConfig): GatewayNetwork => {
  const { config, deployment, api } = gateway;
  const network = new ComputeNetwork(scope, 'Network', {
    name: `${config.gateway}-gateway`,
    description: `Ways out of the services of gateway ${config.gateway}`,
    autoCreateSubnetworks: false,
    // Also with egress nat, so that a change of egress is a change of routes, and not of a flag that counts only at first.
    deleteDefaultRoutesOnCreate: true,
    // Otherwise a VPC firewall rule that somebody adds would be asked before ours.
    networkFirewallPolicyEnforcementOrder: 'BEFORE_CLASSIC_FIREWALL',
    dependsOn: [api('compute')],
  });
  const subnetwork = new ComputeSubnetwork(scope, 'NetworkServices', {
    name: `${config.gateway}-services`,
    network: network.id,
    region: deployment.region,
    ipCidrRange: serviceRange,
    privateIpGoogleAccess: true,
  });
  const ready = [
    egressFirewall(scope, gateway, settings, network),
    ...privateGoogle(scope, gateway, settings, network),
    ...(settings.egress === 'nat' ? publicEgress(scope, gateway, network, subnetwork) : []),
    ...networkRoutes(scope, gateway, settings, network, subnetwork),
  ];
  return access(config.gateway, subnetwork.id, ready);
};
