import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { egressOutput } from '../terraform/outputs.ts';
import { NatGateway, NatGatewayPublicIpAssociation, PublicIp, SubnetNatGatewayAssociation } from './azurerm.ts';
import type { GatewayScope } from './gateway-scope.ts';

/**
 * A NAT gateway with one address, in no zone of its own: Azure picks one, which works in every location, those without zones too. One that
 * spans zones (StandardV2, at the same price) the provider does not know.
 *
 * @param scope the stack, for its outputs
 */
export const natGateway = (
  scope: Construct,
  { config, deployment, resourceGroup, tags }: GatewayScope,
  subnetId: string,
): readonly ITerraformDependable[] => {
  const name = `${config.gateway}-nat`;
  const place = { name, resourceGroupName: resourceGroup.name, location: deployment.location, tags };
  const address = new PublicIp(scope, 'NatAddress', { ...place, sku: 'Standard', allocationMethod: 'Static' });
  egressOutput(scope, address.ipAddress);
  const { id } = new NatGateway(scope, 'Nat', { ...place, skuName: 'Standard' });
  return [
    new NatGatewayPublicIpAssociation(scope, 'NatAddressOfGateway', {
      natGatewayId: id,
      publicIpAddressId: address.id,
    }),
    new SubnetNatGatewayAssociation(scope, 'SubnetNat', { subnetId, natGatewayId: id }),
  ];
};
