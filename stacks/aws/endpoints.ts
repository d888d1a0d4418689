import type { Construct } from 'constructs';
import { jobsOf } from '../jobs-of.ts';
import { type KnownSource, needsGatewayKey, needsRelay } from '../known-sources.ts';
import type { KnownSync } from '../known-syncs.ts';
import { core, ec2 } from './cdk.ts';
import type { MadeEgress, Vpc } from './vpc.ts';

/** What the endpoints of a network are made from. */
export interface EndpointsProps {
  readonly vpc: Vpc;
  readonly egress: MadeEgress;
  readonly sources: readonly KnownSource[];
  readonly syncs: readonly KnownSync[];
  /** Whether there is a relay, whose function has keys and lends a role. */
  readonly hasRelay: boolean;
  /** The security group of the functions. */
  readonly functionsGroup: string;
}

/**
 * Private ways to AWS's own APIs. To S3 always, which costs nothing. To others only where the network has no other way: an interface endpoint
 * costs $0.01 to $0.013 an hour, about $8 a month, in each zone (aws.amazon.com/privatelink/pricing, November 2026), so it is in one, which the
 * other reaches too. What a function writes to its log goes by Lambda and not by the network.
 *
 * They serve this account's own identities alone: credentials of another account, with which data could be carried off to it, are refused.
 */
export const privateEndpoints = (scope: Construct, props: EndpointsProps): void => {
  const { vpc, egress, functionsGroup } = props;
  const service = (name: string): string => `com.amazonaws.${core.Stack.of(scope).region}.${name}`;
  const policyDocument = ownAccount(scope);
  new ec2.CfnVPCEndpoint(scope, 'Endpoint-s3', {
    vpcId: vpc.vpcId,
    vpcEndpointType: 'Gateway',
    serviceName: service('s3'),
    routeTableIds: [vpc.routeTableId],
    policyDocument,
    // Otherwise what goes by IPv6 would pass it by (docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html#gateway-endpoint-ip-address-type).
    ...(egress === 'ipv6' && { ipAddressType: 'dualstack' }),
  });
  const needed = egress === 'none' ? neededServices(props) : [];
  if (needed.length === 0) return;
  const group = new ec2.CfnSecurityGroup(scope, 'EndpointsGroup', {
    groupDescription: 'Endpoints of AWS, for the functions alone',
    vpcId: vpc.vpcId,
    securityGroupIngress: [
      {
        ipProtocol: 'tcp',
        fromPort: 443,
        toPort: 443,
        sourceSecurityGroupId: functionsGroup,
        description: 'Functions',
      },
    ],
    // Who answers needs no rule; without any of them AWS would let out everything.
    securityGroupEgress: [nowhere],
  });
  for (const name of needed) {
    new ec2.CfnVPCEndpoint(scope, `Endpoint-${name}`, {
      vpcId: vpc.vpcId,
      vpcEndpointType: 'Interface',
      serviceName: service(name),
      subnetIds: vpc.subnetIds.slice(0, 1),
      securityGroupIds: [group.attrGroupId],
      privateDnsEnabled: true,
      policyDocument,
    });
  }
};

/** CloudFormation takes an empty list of rules for none given, and AWS's default lets out to everywhere. */
export const nowhere = {
  ipProtocol: 'icmp',
  fromPort: 252,
  toPort: 86,
  cidrIp: '255.255.255.255/32',
  description: 'Nowhere',
};

/** A sync has keys and jobs, whatever else it has, and wakes itself up. */
const neededServices = ({ sources, syncs, hasRelay }: EndpointsProps): readonly string[] => {
  const has = (needs: (source: KnownSource) => boolean): boolean => sources.some(needs);
  const hasSyncs = syncs.length > 0;
  const proving = [...sources, ...syncs].some(({ requirements }) => requirements.identity !== undefined);
  return [
    ...(hasRelay || hasSyncs || has((each) => each.requirements.secret.length > 0 || needsGatewayKey(each))
      ? ['secretsmanager']
      : []),
    ...(hasSyncs || has((each) => jobsOf(each.source).length > 0 || needsRelay(each)) ? ['sqs'] : []),
    ...(hasRelay || proving ? ['sts'] : []),
    ...(hasSyncs ? ['lambda'] : []),
  ];
};

const ownAccount = (scope: Construct) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: '*',
      Action: '*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalAccount': core.Stack.of(scope).account } },
    },
  ],
});
