import type { Construct } from 'constructs';
import { core, resolver } from './cdk.ts';
import { dualStackSuffix } from './dual-stack-suffix.ts';

/** What a network's allow list is made from. */
export interface DnsFirewallProps {
  readonly gateway: string;
  readonly vpcId: string;
  /** Names that may be looked up. A `*.` in front stands for all below. */
  readonly hosts: readonly string[];
  /** Whether AWS is called by the names that have addresses of both kinds. */
  readonly isIpv6: boolean;
  /** Whether functions call Lambda: a sync's wakes itself up. */
  readonly hasSyncs: boolean;
}

/**
 * Lets a network look up these names and those of AWS's own APIs, and no other: Route 53 Resolver DNS Firewall. It is asked for each name,
 * and who gets no answer has no address to call. It does not see a call to an address that somebody knows without its name: the handler is what
 * judges addresses.
 *
 * It fails closed: that is how a VPC is without a setting of its own
 * (docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall-vpc-configuration.html). The names to which an allowed one leads
 * (CNAME) are allowed with it: who runs a service points it elsewhere without asking.
 *
 * $0.0005 a month for each name and $0.60 for a million questions (aws.amazon.com/route53/pricing, November 2026); Network Firewall would cost
 * over $250 a month for each zone.
 */
export const dnsFirewall = (scope: Construct, props: DnsFirewallProps): void => {
  const { gateway, vpcId, hosts } = props;
  const list = (id: string, name: string, domains: readonly string[]): string =>
    new resolver.CfnFirewallDomainList(scope, id, { name: `${gateway}-${name}`, domains: [...domains] }).attrId;
  const allowed = list('AllowedHosts', 'allowed-hosts', [...hosts, ...awsHosts(scope, props)]);
  const group = new resolver.CfnFirewallRuleGroup(scope, 'AllowList', {
    name: `${gateway}-allow-list`,
    firewallRules: [
      {
        priority: 100,
        action: 'ALLOW',
        firewallDomainListId: allowed,
        firewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
      },
      {
        priority: 200,
        action: 'BLOCK',
        blockResponse: 'NODATA',
        firewallDomainListId: list('AllHosts', 'all-hosts', ['*']),
      },
    ],
  });
  new resolver.CfnFirewallRuleGroupAssociation(scope, 'AllowListAssociation', {
    name: `${gateway}-allow-list`,
    vpcId,
    firewallRuleGroupId: group.attrId,
    priority: 101,
    mutationProtection: 'DISABLED',
  });
};

/** The services that functions call. A bucket is a name below S3's. */
const awsHosts = (scope: Construct, { isIpv6, hasSyncs }: DnsFirewallProps): readonly string[] => {
  const { region, urlSuffix } = core.Stack.of(scope);
  const services = ['secretsmanager', 'sqs', 'sts', ...(hasSyncs ? ['lambda'] : [])];
  if (!isIpv6) {
    return ['s3', '*.s3', ...services].map((name) => `${name}.${region}.${urlSuffix}`);
  }
  return [
    ...['s3', '*.s3'].map((name) => `${name}.dualstack.${region}.${urlSuffix}`),
    ...services.map((name) => `${name}.${region}.${dualStackSuffix(region)}`),
  ];
};
