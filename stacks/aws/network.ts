import type { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { AwsDeployment, Config } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';
import { egressHosts, egressPorts } from '../egress-hosts.ts';
import type { KnownSource } from '../known-sources.ts';
import type { KnownSync } from '../known-syncs.ts';
import { ec2 } from './cdk.ts';
import { dnsFirewall } from './dns-firewall.ts';
import { privateEndpoints } from './endpoints.ts';
import { refusedFlows } from './refused-flows.ts';
import { gatewayRoutes, type RoutesProps } from './routes.ts';
import { type MadeEgress, makeVpc, vpcRange } from './vpc.ts';

/** Where functions are put. */
export interface FunctionNetwork {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Whether functions go out by IPv6. */
  readonly isIpv6: boolean;
  /** The address that sources see, if there is one that stays. */
  readonly egressAddress: string | undefined;
}

/** What a gateway's network is made from. */
export interface NetworkProps {
  readonly config: Config;
  readonly deployment: AwsDeployment | undefined;
  readonly sources: readonly KnownSource[];
  readonly syncs: readonly KnownSync[];
}

/**
 * The network of a gateway: the customer's own if the deployment names one, else one that is made as `network` says; `undefined` without
 * either, for then functions go out as Lambda lets them.
 *
 * A function in a network can still be called at its URL, and that it streams its answer there too is in no document of AWS, neither so nor
 * otherwise: it has not been seen to work. Its log does not go through the network.
 *
 * @throws DeploymentError `network-missing`
 */
export const gatewayNetwork = (scope: Construct, props: NetworkProps): FunctionNetwork | undefined => {
  const { config, deployment } = props;
  if (deployment?.vpc) return existingNetwork(scope, props, deployment.vpc);
  if (!config.network) return undefined;
  const { egress } = config.network;
  if (egress !== 'existing') return madeNetwork(scope, props, config.network, egress);
  throw new DeploymentError(
    'network-missing',
    'network.egress is existing, but deploy.aws.vpc names no network. Name it there, or write egress: ipv6.',
  );
};

const existingNetwork = (
  scope: Construct,
  props: NetworkProps,
  vpc: NonNullable<AwsDeployment['vpc']>,
): FunctionNetwork => {
  const ports = egressPorts(props.config, calling(props));
  const group =
    vpc.securityGroup ??
    functionsGroup(scope, vpc.id, [...anywhere('0.0.0.0/0', ports), ...anywhere('::/0', ports)]).attrGroupId;
  const place = { vpcId: vpc.id, subnetIds: vpc.subnets, functionsGroup: group };
  addRoutes(scope, props, place);
  return { subnetIds: vpc.subnets, securityGroupIds: [group], isIpv6: false, egressAddress: undefined };
};

const madeNetwork = (
  scope: Construct,
  props: NetworkProps,
  { allowList, routes }: NonNullable<Config['network']>,
  egress: MadeEgress,
): FunctionNetwork => {
  const { config, deployment, sources, syncs } = props;
  const { gateway } = config;
  const vpc = makeVpc(scope, gateway, egress);
  const isIpv6 = egress === 'ipv6';
  const ports = egressPorts(config, calling(props));
  // To S3 and to networks that the customer joins with this one, both of them by IPv4, lead routes; to the internet none does but by NAT.
  const rules = isIpv6 ? [...anywhere('::/0', ports), ...anywhere(vpcRange, ports)] : anywhere('0.0.0.0/0', ports);
  const group = functionsGroup(scope, vpc.vpcId, rules).attrGroupId;
  refusedFlows(scope, { vpcId: vpc.vpcId, deployment });
  const hasRelay = config.relay !== undefined;
  privateEndpoints(scope, { vpc, egress, sources, syncs, hasRelay, functionsGroup: group });
  addRoutes(scope, props, { vpcId: vpc.vpcId, subnetIds: vpc.subnetIds, functionsGroup: group });
  if (allowList) {
    const inside = Object.values(routes).map(({ host }) => host.toLowerCase());
    const hosts = [...new Set([...egressHosts(config, calling(props)), ...inside])];
    dnsFirewall(scope, { gateway, vpcId: vpc.vpcId, hosts, isIpv6, hasSyncs: syncs.length > 0 });
  }
  return { subnetIds: vpc.subnetIds, securityGroupIds: [group], isIpv6, egressAddress: vpc.egressAddress };
};

/** Whatever has a function of its own. */
const calling = ({ sources, syncs }: NetworkProps) => [...sources, ...syncs];

const addRoutes = (
  scope: Construct,
  { config: { gateway, network }, deployment }: NetworkProps,
  place: Pick<RoutesProps, 'vpcId' | 'subnetIds' | 'functionsGroup'>,
): void => gatewayRoutes(scope, { ...place, gateway, topicArn: deployment?.alarmTopic, routes: network?.routes ?? {} });

/** Lets nobody in: calls reach a function by Lambda, not by its network. */
const functionsGroup = (
  scope: Construct,
  vpcId: string,
  securityGroupEgress: readonly CfnSecurityGroup.EgressProperty[],
): CfnSecurityGroup =>
  new ec2.CfnSecurityGroup(scope, 'FunctionsGroup', {
    groupDescription: 'Functions of the gateway: nobody comes in',
    vpcId,
    securityGroupEgress: [...securityGroupEgress],
  });

const anywhere = (range: string, ports: readonly number[]): readonly CfnSecurityGroup.EgressProperty[] =>
  ports.map((port) => ({
    ipProtocol: 'tcp',
    fromPort: port,
    toPort: port,
    ...(range.includes(':') ? { cidrIpv6: range } : { cidrIp: range }),
    description: `Port ${port}`,
  }));
