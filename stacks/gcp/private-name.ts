import type { ComputeNetwork } from '@cdktf/provider-google/lib/compute-network/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { Config } from '../../config/config.ts';
import { DnsManagedZone, DnsRecordSet } from './google.ts';
import { gatewayLabels } from './labels.ts';

/** A name that one network alone resolves so. */
export interface PrivateName {
  readonly config: Config;
  readonly network: ComputeNetwork;
  /** Of the zone, in its project. */
  readonly name: string;
  /** What the zone is about, and takes from all others. */
  readonly domain: string;
  /** The name itself, in that domain. It may begin with `*.`. */
  readonly host: string;
  readonly addresses: string[];
  readonly dependsOn: ITerraformDependable[];
}

/** Seconds that an answer may be kept. */
const ttl = 300;

/** Makes a zone that only this network sees, with the one name in it. A zone costs $0.20 a month (cloud.google.com/dns/pricing, November 2026). */
export const privateName = (scope: Construct, id: string, props: PrivateName): ITerraformDependable => {
  const { config, network, name, domain, host, addresses, dependsOn } = props;
  const zone = new DnsManagedZone(scope, id, {
    name,
    description: `${domain}, as gateway ${config.gateway} sees it`,
    dnsName: `${domain}.`,
    visibility: 'private',
    privateVisibilityConfig: { networks: [{ networkUrl: network.id }] },
    labels: gatewayLabels(config),
    dependsOn,
  });
  return new DnsRecordSet(scope, `${id}-name`, {
    managedZone: zone.name,
    name: `${host}.`,
    type: 'A',
    ttl,
    rrdatas: addresses,
  });
};
