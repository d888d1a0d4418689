import type { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { NetworkConfig, Route } from '../../config/config.ts';
import { core, ec2, elb, route53 } from './cdk.ts';

/** What the routes of a gateway are made from. */
export interface RoutesProps {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** The security group of the functions, which alone may use them. */
  readonly functionsGroup: string;
  readonly routes: NetworkConfig['routes'];
}

/**
 * Ways to systems in the customer's network, each under the name that its certificate has: an internal Network Load Balancer, which passes
 * TLS on as it is and leaves out addresses that do not answer, and a private zone for just that name.
 *
 * The network must be joined with the customer's (peering, a transit gateway, VPN); the routes for that are the customer's to add. Addresses are of
 * RFC 1918 or 6598: a load balancer takes no others outside of its own network
 * (docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html).
 *
 * One each, for without TLS of its own it can not tell two names on one port apart: $0.0225 to $0.027 an hour, about $18 a month, and $0.50 for the zone
 * (aws.amazon.com/elasticloadbalancing/pricing, aws.amazon.com/route53/pricing, November 2026).
 */
export const gatewayRoutes = (scope: Construct, { routes, ...place }: RoutesProps): void => {
  for (const [name, route] of Object.entries(routes)) {
    balancedRoute(new Construct(scope, `Route-${name}`), place, route);
  }
};

const balancedRoute = (
  scope: Construct,
  place: Omit<RoutesProps, 'routes'>,
  { host, port, addresses }: Route,
): void => {
  const { vpcId, subnetIds, functionsGroup } = place;
  const group = new ec2.CfnSecurityGroup(scope, 'Group', {
    groupDescription: `From functions to ${host}`,
    vpcId,
    securityGroupIngress: [{ ...onPort(port), sourceSecurityGroupId: functionsGroup, description: 'Functions' }],
    securityGroupEgress: addresses.map((address) => ({
      ...onPort(port),
      cidrIp: `${address}/32`,
      description: `An address of ${host}`,
    })),
  });
  const targets = new elb.CfnTargetGroup(scope, 'Targets', {
    targetType: 'ip',
    protocol: 'TCP',
    port,
    vpcId,
    // Outside of the balancer's own network an address belongs to no zone.
    targets: addresses.map((id) => ({ id, port, availabilityZone: 'all' })),
    healthCheckProtocol: 'TCP',
    healthCheckIntervalSeconds: 10,
    healthyThresholdCount: 2,
    unhealthyThresholdCount: 2,
    // The system sees the balancer, which its firewall must let in, and not functions whose addresses change.
    targetGroupAttributes: [{ key: 'preserve_client_ip.enabled', value: 'false' }],
  });
  const balancer = new elb.CfnLoadBalancer(scope, 'Balancer', {
    type: 'network',
    scheme: 'internal',
    ipAddressType: 'ipv4',
    subnets: [...subnetIds],
    securityGroups: [group.attrGroupId],
    loadBalancerAttributes: [{ key: 'load_balancing.cross_zone.enabled', value: 'true' }],
  });
  core.Validations.of(balancer).acknowledge({
    id: 'AwsSolutions-ELB2',
    reason: 'A Network Load Balancer logs the connections of TLS listeners only, and this one passes TLS on as it is.',
  });
  new elb.CfnListener(scope, 'Listener', {
    loadBalancerArn: balancer.attrLoadBalancerArn,
    protocol: 'TCP',
    port,
    defaultActions: [{ type: 'forward', targetGroupArn: targets.attrTargetGroupArn }],
  });
  privateName(scope, vpcId, host.toLowerCase(), balancer);
};

const onPort = (port: number): Pick<CfnSecurityGroup.IngressProperty, 'ipProtocol' | 'fromPort' | 'toPort'> => ({
  ipProtocol: 'tcp',
  fromPort: port,
  toPort: port,
});

type Balancer = InstanceType<typeof elb.CfnLoadBalancer>;

/** A zone for the one name: the others of its domain stay what they are. */
const privateName = (scope: Construct, vpcId: string, host: string, balancer: Balancer): void => {
  const zone = new route53.CfnHostedZone(scope, 'Zone', {
    name: host,
    vpcs: [{ vpcId, vpcRegion: core.Stack.of(scope).region }],
  });
  new route53.CfnRecordSet(scope, 'Name', {
    hostedZoneId: zone.attrId,
    name: host,
    type: 'A',
    aliasTarget: { dnsName: balancer.attrDnsName, hostedZoneId: balancer.attrCanonicalHostedZoneId },
  });
};
