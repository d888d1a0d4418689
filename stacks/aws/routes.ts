import type { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { NetworkConfig, Route } from '../../config/config.ts';
import { metricAlarm } from './alarm.ts';
import { core, ec2, elb, route53 } from './cdk.ts';

/** What the routes of a gateway are made from. */
export interface RoutesProps {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  /** The security group of the functions, which alone may use them. */
  readonly functionsGroup: string;
  readonly gateway: string;
  /** ARN of the SNS topic that hears of addresses that do not answer. */
  readonly topicArn: string | undefined;
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
 * The name leads to the balancer, whose address is in the gateway's network (100.64.0.0/24 unless it is the customer's own): that is the range which
 * `privateAddresses` of a source must name.
 *
 * One each, for without TLS of its own it can not tell two names on one port apart: $0.0225 to $0.027 an hour, about $18 a month, and $0.50 for the zone
 * (aws.amazon.com/elasticloadbalancing/pricing, aws.amazon.com/route53/pricing, November 2026).
 */
export const gatewayRoutes = (scope: Construct, { routes, ...place }: RoutesProps): void => {
  for (const [name, route] of Object.entries(routes)) {
    const part = new Construct(scope, `Route-${name}`);
    const balanced = balancedRoute(part, place, route);
    privateName(part, place.vpcId, route.host.toLowerCase(), balanced.balancer);
    const { gateway, topicArn } = place;
    if (topicArn !== undefined) silenceAlarm(part, { ...balanced, gateway, name, host: route.host, topicArn });
  }
};

/** A load balancer, and the addresses that it leads to. */
interface Balanced {
  readonly balancer: InstanceType<typeof elb.CfnLoadBalancer>;
  readonly targets: InstanceType<typeof elb.CfnTargetGroup>;
}

const balancedRoute = (
  scope: Construct,
  { vpcId, subnetIds, functionsGroup }: Omit<RoutesProps, 'routes'>,
  { host, port, addresses }: Route,
): Balanced => {
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
  return { balancer, targets };
};

const onPort = (port: number): Pick<CfnSecurityGroup.IngressProperty, 'ipProtocol' | 'fromPort' | 'toPort'> => ({
  ipProtocol: 'tcp',
  fromPort: port,
  toPort: port,
});

/** A zone for the one name: the others of its domain stay what they are. */
const privateName = (scope: Construct, vpcId: string, host: string, balancer: Balanced['balancer']): void => {
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

interface SilenceProps extends Balanced {
  readonly gateway: string;
  readonly name: string;
  readonly host: string;
  readonly topicArn: string;
}

/** docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html */
const silenceAlarm = (scope: Construct, props: SilenceProps): void => {
  const { gateway, name, host, topicArn, balancer, targets } = props;
  metricAlarm(scope, 'SilenceAlarm', {
    namespace: 'AWS/NetworkELB',
    metricName: 'UnHealthyHostCount',
    dimensions: {
      LoadBalancer: balancer.attrLoadBalancerFullName,
      TargetGroup: targets.attrTargetGroupFullName,
    },
    statistic: 'Maximum',
    name: `${gateway}-route-${name}-silent`,
    description:
      `An address of ${host} does not take connections from gateway ${gateway}. See whether the system runs, and whether its network lets ` +
      'the load balancer of the route in.',
    threshold: 1,
    minutes: 5,
    topicArn,
  });
};
