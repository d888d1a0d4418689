import type { Config, Egress } from '../config/config.ts';
import type { CloudHost } from './form-text.ts';

/** What a choice of `network` costs while it stands, whether anybody calls or not. */
export interface NetworkCost {
  readonly host: CloudHost;
  /** The choice as it is written in the configuration, or `any` for what every network of a gateway has. */
  readonly choice: Egress | 'any' | 'allowList' | 'routes';
  /** US dollars a month of 730 hours, at list prices of the cheaper regions; others cost up to a third more. */
  readonly monthly: number;
  /** What it is for, and what use costs besides. */
  readonly of: string;
  readonly source: string;
}

/** When the prices were looked at. */
export const pricesSeen = 'November 2026';

/** What the clouds ask for. A choice that is not here costs nothing while it stands. */
export const networkCosts: readonly NetworkCost[] = [
  {
    host: 'aws',
    choice: 'none',
    monthly: 7.3,
    of: 'one private endpoint for each API that sources need (Secrets Manager; STS, KMS or SQS where they are used; Lambda with a sync); the one of S3 is free. $0.01 a GB',
    source: 'aws.amazon.com/privatelink/pricing',
  },
  {
    host: 'aws',
    choice: 'ipv6',
    monthly: 0,
    of: 'an egress-only internet gateway',
    source: 'aws.amazon.com/vpc/pricing',
  },
  {
    host: 'aws',
    choice: 'nat',
    monthly: 36.5,
    of: 'a NAT gateway and its address. $0.045 a GB',
    source: 'aws.amazon.com/vpc/pricing',
  },
  {
    host: 'aws',
    choice: 'allowList',
    monthly: 0.02,
    of: 'Route 53 Resolver DNS Firewall: $0.0005 for each name, 40 of them here. $0.60 a million questions',
    source: 'aws.amazon.com/route53/pricing',
  },
  {
    host: 'aws',
    choice: 'routes',
    monthly: 16.93,
    of: 'a network load balancer and a private zone, for each route. $0.006 a unit of capacity and hour',
    source: 'aws.amazon.com/elasticloadbalancing/pricing',
  },
  {
    host: 'gcp',
    choice: 'none',
    monthly: 0.2,
    of: "a private zone for the names of Google's APIs, and $0.20 for another if a source is on Cloud Run",
    source: 'cloud.google.com/dns/pricing',
  },
  {
    host: 'gcp',
    choice: 'nat',
    monthly: 4.67,
    of: 'Cloud NAT with one address, one instance at work. $0.045 a GiB',
    source: 'cloud.google.com/nat/pricing',
  },
  {
    host: 'gcp',
    choice: 'allowList',
    monthly: 0,
    of: 'Cloud NGFW Standard: $0.0193 a GiB that rules by name look at',
    source: 'cloud.google.com/firewall/pricing',
  },
  {
    host: 'gcp',
    choice: 'routes',
    monthly: 18.25,
    of: 'an internal proxy load balancer for up to five routes, and $0.20 for the zone of each. $0.025 a proxy instance and hour',
    source: 'cloud.google.com/vpc/network-pricing',
  },
  {
    host: 'azure',
    choice: 'any',
    monthly: 25.55,
    of: 'the load balancer and addresses that Container Apps makes for an environment in a network',
    source: 'azure.microsoft.com/pricing/details/load-balancer',
  },
  {
    host: 'azure',
    choice: 'nat',
    monthly: 36.5,
    of: 'a NAT gateway with one address. $0.045 a GB',
    source: 'azure.microsoft.com/pricing/details/azure-nat-gateway',
  },
  {
    host: 'azure',
    choice: 'allowList',
    monthly: 259.15,
    of: 'Azure Firewall Basic and its two addresses, in place of the NAT gateway. $0.065 a GB',
    source: 'azure.microsoft.com/pricing/details/azure-firewall',
  },
  {
    host: 'azure',
    choice: 'routes',
    monthly: 0.5,
    of: 'a private zone for each route',
    source: 'azure.microsoft.com/pricing/details/dns',
  },
];

/**
 * What the network of a configuration costs on one cloud.
 *
 * @example costsOf(config, 'aws').reduce((sum, { monthly }) => sum + monthly, 0)
 */
export const costsOf = ({ network }: Pick<Config, 'network'>, host: CloudHost): readonly NetworkCost[] => {
  if (!network) return [];
  const chosen: readonly string[] = [
    'any',
    network.egress,
    ...(network.allowList ? ['allowList'] : []),
    ...(Object.keys(network.routes).length > 0 ? ['routes'] : []),
  ];
  return networkCosts.filter((cost) => cost.host === host && chosen.includes(cost.choice));
};
