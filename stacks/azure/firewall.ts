import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { egressOutput } from '../terraform/outputs.ts';
import {
  Firewall,
  FirewallPolicy,
  FirewallPolicyRuleCollectionGroup,
  PublicIp,
  RouteTable,
  Subnet,
  SubnetRouteTableAssociation,
} from './azurerm.ts';
import { addressesRules, namesRules } from './firewall-rules.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { addresses } from './network-addresses.ts';

/** Azure takes no other names for the subnets of a firewall. */
const subnets = {
  data: { name: 'AzureFirewallSubnet', prefix: addresses.firewall },
  management: { name: 'AzureFirewallManagementSubnet', prefix: addresses.firewallManagement },
} as const;

/**
 * An Azure Firewall that lets out to the hosts of the sources, of the vendor's issuers and of the platform, by name, and the route to it.
 * It has an address of its own, so that there is no NAT gateway beside it.
 *
 * Of tier Basic: it knows names in rules for applications, up to 250 Mbit/s, and costs $0.395 an hour ($288 a month), $0.065 a GB, and $7.30
 * a month for the two addresses that it must have (azure.microsoft.com/pricing/details/azure-firewall, November 2026). Standard costs $912
 * and would add names in rules for other protocols (learn.microsoft.com/azure/firewall/choose-firewall-sku).
 *
 * @param scope the stack, for its outputs
 * @param subnet that of the apps, and the name of the network
 * @throws DeploymentError `egress-unsupported`
 */
export const egressFirewall = (
  scope: Construct,
  gateway: GatewayScope,
  subnet: { readonly id: string; readonly name: string },
): { readonly dependsOn: readonly ITerraformDependable[]; readonly firewallId: string } => {
  const name = `${gateway.config.gateway}-firewall`;
  const place = {
    name,
    resourceGroupName: gateway.resourceGroup.name,
    location: gateway.deployment.location,
    tags: gateway.tags,
  };
  const policy = new FirewallPolicy(scope, 'FirewallPolicy', { ...place, sku: 'Basic' });
  const rules = firewallRules(scope, gateway, policy.id);
  const data = door(scope, gateway, 'data', subnet.name);
  egressOutput(scope, data.address.ipAddress);
  const firewall = new Firewall(scope, 'Firewall', {
    ...place,
    skuName: 'AZFW_VNet',
    skuTier: 'Basic',
    firewallPolicyId: policy.id,
    ipConfiguration: [{ name: 'data', ...data.place }],
    // The tier is managed by a door of its own and takes no configuration without.
    managementIpConfiguration: { name: 'management', ...door(scope, gateway, 'management', subnet.name).place },
    // A firewall that is there before its rules lets nothing out, and would change again with each of them.
    dependsOn: [rules],
  });
  const table = new RouteTable(scope, 'Routes', {
    ...place,
    route: [
      {
        name: 'internet',
        addressPrefix: '0.0.0.0/0',
        nextHopType: 'VirtualAppliance',
        nextHopInIpAddress: firewall.ipConfiguration.get(0).privateIpAddress,
      },
    ],
  });
  const routed = new SubnetRouteTableAssociation(scope, 'SubnetRoutes', {
    subnetId: subnet.id,
    routeTableId: table.id,
  });
  return { dependsOn: [routed], firewallId: firewall.id };
};

/** Names are looked at after addresses, and what neither knows is refused. */
const firewallRules = (scope: Construct, gateway: GatewayScope, firewallPolicyId: string): ITerraformDependable =>
  new FirewallPolicyRuleCollectionGroup(scope, 'FirewallRules', {
    name: 'egress',
    firewallPolicyId,
    priority: 100,
    networkRuleCollection: [{ name: 'addresses', action: 'Allow', priority: 100, rule: addressesRules(gateway) }],
    applicationRuleCollection: [{ name: 'names', action: 'Allow', priority: 200, rule: namesRules(gateway) }],
  });

interface Door {
  readonly address: { readonly ipAddress: string };
  readonly place: { readonly subnetId: string; readonly publicIpAddressId: string };
}

/** A subnet of the firewall and the public address that goes with it. */
const door = (
  scope: Construct,
  { config, deployment, resourceGroup, tags }: GatewayScope,
  id: keyof typeof subnets,
  virtualNetworkName: string,
): Door => {
  const { name, prefix } = subnets[id];
  const subnet = new Subnet(scope, name, {
    name,
    resourceGroupName: resourceGroup.name,
    virtualNetworkName,
    addressPrefixes: [prefix],
  });
  const address = new PublicIp(scope, `${name}Address`, {
    name: `${config.gateway}-firewall-${id}`,
    resourceGroupName: resourceGroup.name,
    location: deployment.location,
    sku: 'Standard',
    allocationMethod: 'Static',
    tags,
  });
  return { address, place: { subnetId: subnet.id, publicIpAddressId: address.id } };
};
