import type { ComputeNetwork } from '@cdktf/provider-google/lib/compute-network/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { NetworkConfig } from '../../config/config.ts';
import { egressTargets } from '../egress-hosts.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { ComputeRoute } from './google.ts';
import { privateName } from './private-name.ts';

/**
 * Addresses of private.googleapis.com, which only networks of Google Cloud know. All of Google's APIs answer there, those of Workspace
 * included, which restricted.googleapis.com leaves out (docs.cloud.google.com/vpc/docs/configure-private-google-access#domain-options).
 */
export const googleRange = '199.36.153.8/30';
const googleAddresses = ['199.36.153.8', '199.36.153.9', '199.36.153.10', '199.36.153.11'];

/**
 * A domain that private.googleapis.com serves and that a source may be in. Others may have services there too, which is why it is not
 * always opened.
 */
const runDomain = 'run.app';

/**
 * The domains that are reached as Google's own, without the internet: that of its APIs always, where the keys of its tokens are too.
 * Without a way to the internet also that of services on Cloud Run, if a source is one.
 */
export const privateDomains = (
  { config, sources, syncs }: Pick<GatewayScope, 'config' | 'sources' | 'syncs'>,
  { egress }: Pick<NetworkConfig, 'egress'>,
): readonly string[] => {
  const isCalled = egressTargets(config, [...sources, ...syncs]).some(({ host }) => isWithin(host, runDomain));
  return ['googleapis.com', ...(egress === 'none' && isCalled ? [runDomain] : [])];
};

/** Whether a host is a domain or lies in it. */
export const isWithin = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

/**
 * Leads a network to Google's APIs at addresses of their own: by a route, where the network has no other, and by private zones, which cost
 * $0.20 a month each (cloud.google.com/dns/pricing, November 2026). With a way to the internet too: the names' public addresses are too many
 * for a firewall.
 */
export const privateGoogle = (
  scope: Construct,
  gateway: GatewayScope,
  settings: NetworkConfig,
  network: ComputeNetwork,
): readonly ITerraformDependable[] => {
  const { config, api } = gateway;
  const route = new ComputeRoute(scope, 'NetworkGoogleRoute', {
    name: `${config.gateway}-google`,
    network: network.id,
    destRange: googleRange,
    // What goes to these addresses stays in Google's network, whatever the hop is called.
    nextHopGateway: 'default-internet-gateway',
  });
  const records = privateDomains(gateway, settings).map((domain) => {
    const word = domain.replaceAll('.', '-');
    return privateName(scope, `NetworkZone-${word}`, {
      config,
      network,
      name: `${config.gateway}-${word}`,
      domain,
      host: `*.${domain}`,
      addresses: googleAddresses,
      dependsOn: [api('dns')],
    });
  });
  return [route, ...records];
};
