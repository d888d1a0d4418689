import type { ComputeNetwork } from '@cdktf/provider-google/lib/compute-network/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { NetworkConfig } from '../../config/config.ts';
import { egressPorts } from '../egress-hosts.ts';
import { allowList, type Opening, routePorts } from './allow-list.ts';
import type { GatewayScope } from './gateway-scope.ts';
import {
  ComputeNetworkFirewallPolicy,
  ComputeNetworkFirewallPolicyAssociation,
  ComputeNetworkFirewallPolicyRule,
} from './google.ts';
import { serviceRange } from './network-ranges.ts';
import { googleRange } from './private-google.ts';

/** What nobody has on the internet: RFC 1918, and the shared address space of RFC 6598. */
const privateRanges = ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16'];
const everywhere = '0.0.0.0/0';

/** Smaller comes first. Google puts rules of its own after 2,147,483,643. */
const firstPriority = 1_000;
const lastPriority = 2_000_000_000;

/**
 * The firewall of a network: what is not opened does not leave, and nothing comes in. Rules are free; those with names are of Cloud NGFW
 * Standard and cost $0.0193 for each GiB to the internet (cloud.google.com/firewall/pricing, November 2026).
 *
 * Names are resolved in any case: the name server of a network is not behind its firewall
 * (docs.cloud.google.com/firewall/docs/firewalls#always-allowed).
 *
 * @throws DeploymentError `egress-unsupported`
 */
export const egressFirewall = (
  scope: Construct,
  gateway: GatewayScope,
  settings: NetworkConfig,
  network: ComputeNetwork,
): ITerraformDependable => {
  const { config, api } = gateway;
  const policy = new ComputeNetworkFirewallPolicy(scope, 'NetworkFirewall', {
    name: `${config.gateway}-egress`,
    description: `What may leave the network of gateway ${config.gateway}, and that nothing comes in`,
    dependsOn: [api('compute')],
  });
  const allowed = openings(gateway, settings).map(
    (opening, index) =>
      new ComputeNetworkFirewallPolicyRule(scope, `NetworkAllow-${index}`, {
        firewallPolicy: policy.name,
        priority: firstPriority + index,
        direction: 'EGRESS',
        action: 'allow',
        description: opening.description,
        match: {
          ...(opening.ranges && { destIpRanges: opening.ranges }),
          ...(opening.names && { destFqdns: opening.names }),
          layer4Configs: [{ ipProtocol: 'tcp', ports: opening.ports.map(String) }],
        },
      }),
  );
  const denied = (['EGRESS', 'INGRESS'] as const).map(
    (direction, index) =>
      new ComputeNetworkFirewallPolicyRule(scope, `NetworkDeny-${direction.toLowerCase()}`, {
        firewallPolicy: policy.name,
        priority: lastPriority + index,
        direction,
        action: 'deny',
        description: direction === 'EGRESS' ? 'Nothing else leaves' : 'Nothing comes in',
        match: {
          ...(direction === 'EGRESS' ? { destIpRanges: [everywhere] } : { srcIpRanges: [everywhere] }),
          layer4Configs: [{ ipProtocol: 'all' }],
        },
      }),
  );
  return new ComputeNetworkFirewallPolicyAssociation(scope, 'NetworkFirewallAssociation', {
    name: `${config.gateway}-egress`,
    firewallPolicy: policy.name,
    attachmentTarget: network.id,
    // A policy without its rules would let everything out.
    dependsOn: [...allowed, ...denied],
  });
};

const openings = (gateway: GatewayScope, settings: NetworkConfig): readonly Opening[] => {
  const ports = routePorts(gateway.config);
  return [
    { description: "Google's own APIs", ranges: [googleRange], ports: [443] },
    ...(ports.length > 0 ? [{ description: 'Load balancers of the routes', ranges: [serviceRange], ports }] : []),
    ...(settings.allowList ? allowList(gateway, settings) : [anywhere(gateway, settings)]),
  ];
};

/** Without a list of names: on the ports of the sources, to the customer's network, and with egress nat to the internet too. */
const anywhere = ({ config, sources }: GatewayScope, { egress }: NetworkConfig): Opening => ({
  description:
    egress === 'nat'
      ? 'The internet, on the ports of the sources'
      : "The customer's network, on the ports of the sources",
  ranges: egress === 'nat' ? [everywhere] : privateRanges,
  ports: egressPorts(config, sources),
});
