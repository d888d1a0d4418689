import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { NetworkConfig } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';
import { stockImage } from '../server/image.ts';
import { NetworkSecurityGroup, Subnet, SubnetNetworkSecurityGroupAssociation, VirtualNetwork } from './azurerm.ts';
import { egressFirewall } from './firewall.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { natGateway } from './nat-gateway.ts';
import { addresses } from './network-addresses.ts';
import { networkRules } from './network-rules.ts';
import { privateNames } from './routes.ts';

/** Where an environment is put. */
export interface GatewayNetwork {
  /** Delegated to `Microsoft.App/environments`. */
  readonly subnetId: string;
  /** What the environment must wait for: a subnet is there before its rules and its way out are. */
  readonly dependsOn: readonly ITerraformDependable[];
  /** Resource id of the firewall, if there is one. */
  readonly firewallId?: string;
}

/**
 * The network of a gateway's environment, as `network` says, or the customer's own subnet, as it is; `undefined` if there is neither.
 *
 * An environment in a network costs about $25 a month while nothing runs, for Container Apps makes a load balancer and public addresses of
 * its own for it (learn.microsoft.com/azure/container-apps/custom-virtual-networks#managed-resources). On top of that come
 * - `none`: nothing. Rules of the subnet let out to Azure's own services and to the customer's network, no further.
 * - `nat`: $36.50 a month for a NAT gateway with one address, and $0.045 a GB.
 * - `nat` with `allowList`: $296 a month for a firewall in its place, and $0.065 a GB; see `egressFirewall`.
 * (azure.microsoft.com/pricing/details/azure-nat-gateway, …/azure-firewall, …/ip-addresses, …/load-balancer, November 2026)
 *
 * The vendor's calls come in by the environment's public address and not by the subnet
 * (learn.microsoft.com/azure/container-apps/firewall-integration), into which nothing else can come.
 *
 * @throws DeploymentError `egress-unsupported`, `image-unreachable` or `route-unsupported`
 */
export const gatewayNetwork = (scope: Construct, gateway: GatewayScope): GatewayNetwork | undefined => {
  const { subnet } = gateway.deployment;
  if (subnet !== undefined) {
    privateNames(scope, gateway, subnet.replace(/\/subnets\/[^/]+$/, ''));
    return { subnetId: subnet, dependsOn: [] };
  }
  const { network } = gateway.config;
  return network && ownNetwork(scope, gateway, network);
};

const ownNetwork = (scope: Construct, gateway: GatewayScope, network: NetworkConfig): GatewayNetwork => {
  checkEgress(gateway, network);
  const { config, tags } = gateway;
  const place = { resourceGroupName: gateway.resourceGroup.name, location: gateway.deployment.location, tags };
  const { id, name } = new VirtualNetwork(scope, 'Network', {
    ...place,
    name: `${config.gateway}-network`,
    addressSpace: [addresses.network],
  });
  const subnet = new Subnet(scope, 'Subnet', {
    name: 'apps',
    resourceGroupName: place.resourceGroupName,
    virtualNetworkName: name,
    addressPrefixes: [addresses.apps],
    // What goes there stays in Azure's network, past NAT and firewall, and costs nothing: their routes win over all others.
    serviceEndpoints: ['Microsoft.KeyVault', 'Microsoft.Storage'],
    delegation: [
      {
        name: 'environment',
        serviceDelegation: {
          name: 'Microsoft.App/environments',
          actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'],
        },
      },
    ],
  });
  const rules = new NetworkSecurityGroup(scope, 'Rules', {
    ...place,
    name: `${config.gateway}-apps`,
    securityRule: networkRules(gateway, network),
  });
  const guarded = new SubnetNetworkSecurityGroupAssociation(scope, 'SubnetRules', {
    subnetId: subnet.id,
    networkSecurityGroupId: rules.id,
  });
  privateNames(scope, gateway, id);
  const { dependsOn, ...rest } = wayOut(scope, gateway, network, { id: subnet.id, name });
  return { ...rest, subnetId: subnet.id, dependsOn: [guarded, ...dependsOn] };
};

const checkEgress = ({ deployment }: GatewayScope, { egress }: NetworkConfig): void => {
  if (egress === 'existing') {
    throw new DeploymentError(
      'egress-unsupported',
      'network.egress is existing, but deploy.azure.subnet names no subnet. Name it, or write egress: nat, which costs $36.50 a month.',
    );
  }
  if (egress === 'ipv6') {
    throw new DeploymentError(
      'egress-unsupported',
      'Container Apps go out by IPv4 alone, so that network.egress can not be ipv6 on Azure. Write nat, which costs $36.50 a month, or leave ' +
        'network away: the apps then go out by the addresses of Container Apps, at no cost.',
    );
  }
  const image = deployment.image ?? stockImage;
  if (egress === 'none' && image.startsWith('docker.io/')) {
    throw new DeploymentError(
      'image-unreachable',
      `With network.egress none nothing can be fetched from Docker Hub, where ${image} is. Copy it into a registry of yours on Azure, az acr ` +
        'import, and name it: deploy: { azure: { image: <registry>.azurecr.io/node@sha256:… } }',
    );
  }
};

interface NamedSubnet {
  readonly id: string;
  /** The name of its network. */
  readonly name: string;
}

const wayOut = (
  scope: Construct,
  gateway: GatewayScope,
  { egress, allowList }: NetworkConfig,
  subnet: NamedSubnet,
): Omit<GatewayNetwork, 'subnetId'> => {
  if (egress === 'none') return { dependsOn: [] };
  return allowList ? egressFirewall(scope, gateway, subnet) : { dependsOn: natGateway(scope, gateway, subnet.id) };
};
