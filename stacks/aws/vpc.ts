import type { Construct } from 'constructs';
import type { Egress } from '../../config/config.ts';
import { core, ec2 } from './cdk.ts';

/** What a network is made of, for those that put something into it. */
export interface Vpc {
  readonly vpcId: string;
  /** Private, in two zones. */
  readonly subnetIds: readonly string[];
  /** Of the private subnets. */
  readonly routeTableId: string;
  /** The address that sources see, if there is one that stays. */
  readonly egressAddress: string | undefined;
}

/** How a network that is made lets out. */
export type MadeEgress = Exclude<Egress, 'existing'>;

/**
 * Of RFC 6598, which AWS takes for a VPC and few networks use: it can be joined with the customer's. Small, for functions of the same subnet
 * and security group share their interfaces.
 */
export const vpcRange = '100.64.0.0/24';
const privateRanges = ['100.64.0.0/26', '100.64.0.64/26'];
const publicRange = '100.64.0.128/28';

/**
 * A network that nobody can come in through: two private subnets in two zones, and a way out.
 *
 * - `none`: no gateway of any kind.
 * - `ipv6`: an egress-only internet gateway and no internet gateway; nothing of it costs anything while it stands
 *   (docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html).
 * - `nat`: one NAT gateway, which can not do without an internet gateway and a public subnet; there is nothing else in it. $0.045 to $0.052 an
 *   hour, about $35 a month, and its address $0.005 an hour (aws.amazon.com/vpc/pricing, November 2026). One, and a zonal one: a regional gateway
 *   is charged in each zone that it spreads to. If its zone fails, so does the way out.
 *
 * Not CDK's `Vpc`: it looks up zones when the account is known, so that a synthesis would need the cloud, and it has a route table for
 * each subnet. Where Lambda is not in one of the region's first two zones (a zone of us-east-1, for example), the deployment fails, and `deploy.aws.vpc`
 * says where else to be.
 */
export const makeVpc = (scope: Construct, gateway: string, egress: MadeEgress): Vpc => {
  const vpc = new ec2.CfnVPC(scope, 'Vpc', {
    cidrBlock: vpcRange,
    // Endpoints and zones of our own have private names.
    enableDnsHostnames: true,
    enableDnsSupport: true,
    tags: [{ key: 'Name', value: `${gateway}-gateway` }],
  });
  const vpcId = vpc.attrVpcId;
  const ipv6 = egress === 'ipv6' ? ipv6Range(scope, vpc) : undefined;
  const routeTableId = new ec2.CfnRouteTable(scope, 'PrivateRoutes', { vpcId }).attrRouteTableId;
  const subnetIds = privateRanges.map((cidrBlock, index) => {
    const id = `Private${index + 1}`;
    const subnet = new ec2.CfnSubnet(scope, id, {
      vpcId,
      cidrBlock,
      availabilityZone: zone(index),
      mapPublicIpOnLaunch: false,
      ...(ipv6 && { ipv6CidrBlock: core.Fn.select(index, ipv6.ranges), assignIpv6AddressOnCreation: true }),
    });
    if (ipv6) subnet.addResourceDependency(ipv6.block);
    associate(scope, id, subnet.attrSubnetId, routeTableId);
    return subnet.attrSubnetId;
  });
  if (ipv6) ipv6Egress(scope, vpcId, routeTableId);
  const egressAddress = egress === 'nat' ? natEgress(scope, vpcId, routeTableId) : undefined;
  return { vpcId, subnetIds, routeTableId, egressAddress };
};

const associate = (scope: Construct, subnet: string, subnetId: string, routeTableId: string): void => {
  new ec2.CfnSubnetRouteTableAssociation(scope, `${subnet}Routes`, { subnetId, routeTableId });
};

/** A range of IPv6 that AWS gives, cut into one for each subnet. */
const ipv6Range = (scope: Construct, vpc: InstanceType<typeof ec2.CfnVPC>) => ({
  block: new ec2.CfnVPCCidrBlock(scope, 'Ipv6Range', { vpcId: vpc.attrVpcId, amazonProvidedIpv6CidrBlock: true }),
  ranges: core.Fn.cidr(core.Fn.select(0, vpc.attrIpv6CidrBlocks), privateRanges.length, '64'),
});

const zone = (index: number): string => core.Fn.select(index, core.Fn.getAzs());

const ipv6Egress = (scope: Construct, vpcId: string, routeTableId: string): void => {
  const { attrId } = new ec2.CfnEgressOnlyInternetGateway(scope, 'EgressOnly', { vpcId });
  new ec2.CfnRoute(scope, 'Ipv6Out', {
    routeTableId,
    destinationIpv6CidrBlock: '::/0',
    egressOnlyInternetGatewayId: attrId,
  });
};

/** @returns the address that sources see, which they can let in */
const natEgress = (scope: Construct, vpcId: string, privateTableId: string): string => {
  const internet = new ec2.CfnInternetGateway(scope, 'Internet');
  const attachment = new ec2.CfnVPCGatewayAttachment(scope, 'InternetAttachment', {
    vpcId,
    internetGatewayId: internet.attrInternetGatewayId,
  });
  const subnet = new ec2.CfnSubnet(scope, 'Public', {
    vpcId,
    cidrBlock: publicRange,
    availabilityZone: zone(0),
    mapPublicIpOnLaunch: false,
  });
  const { attrRouteTableId } = new ec2.CfnRouteTable(scope, 'PublicRoutes', { vpcId });
  associate(scope, 'PublicSubnet', subnet.attrSubnetId, attrRouteTableId);
  const out = new ec2.CfnRoute(scope, 'PublicOut', {
    routeTableId: attrRouteTableId,
    destinationCidrBlock: '0.0.0.0/0',
    gatewayId: internet.attrInternetGatewayId,
  });
  const address = new ec2.CfnEIP(scope, 'Address', { domain: 'vpc' });
  const nat = new ec2.CfnNatGateway(scope, 'Nat', {
    subnetId: subnet.attrSubnetId,
    allocationId: address.attrAllocationId,
  });
  for (const each of [out, address]) each.addResourceDependency(attachment);
  nat.addResourceDependency(out);
  new ec2.CfnRoute(scope, 'Out', {
    routeTableId: privateTableId,
    destinationCidrBlock: '0.0.0.0/0',
    natGatewayId: nat.attrNatGatewayId,
  });
  return address.attrPublicIp;
};
