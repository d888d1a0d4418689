import type { NetworkSecurityGroupSecurityRule } from '@cdktf/provider-azurerm/lib/network-security-group/index.js';
import type { NetworkConfig } from '../../config/config.ts';
import { egressPorts } from '../egress-hosts.ts';
import { stockImage } from '../server/image.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { imageHost, registryOf } from './image-registry.ts';
import { addresses } from './network-addresses.ts';

interface Rule {
  readonly name: string;
  readonly direction?: 'Inbound';
  readonly access?: 'Deny';
  readonly protocol: '*' | 'Tcp';
  readonly from?: string;
  readonly to: string;
  /** @default - all */
  readonly ports?: readonly string[];
}

const https = { protocol: 'Tcp', ports: ['443'] } as const;

/** All that comes in is what the environment says to itself, and the questions of its load balancer whether it lives. */
const inbound: readonly Rule[] = [
  { name: 'own', direction: 'Inbound', protocol: '*', from: addresses.apps, to: addresses.apps },
  {
    name: 'probes',
    direction: 'Inbound',
    protocol: 'Tcp',
    from: 'AzureLoadBalancer',
    to: addresses.apps,
    ports: ['30000-32767'],
  },
  { name: 'nobody-in', direction: 'Inbound', access: 'Deny', protocol: '*', from: '*', to: '*' },
];

/**
 * What an environment of workload profiles can not be without (learn.microsoft.com/azure/container-apps/firewall-integration), and where
 * the gateway keeps its things.
 *
 * Its page does not name Event Hubs, through which the identity of an app gets its tokens
 * (github.com/Azure/bicep-ptn-aiml-landing-zone/issues/39, github.com/microsoft/azure-container-apps/issues/893).
 *
 * Names of tags go without a location: those of locations are not the ones that resources have (`GermanyWC`), and other people's accounts
 * are in the same location too. Whom the gate sends what is decided by its handler, not here.
 */
const azure: readonly Rule[] = [
  { name: 'own', protocol: '*', from: addresses.apps, to: addresses.apps },
  { name: 'names', protocol: '*', to: '168.63.129.16', ports: ['53'] },
  { name: 'system-images', ...https, to: 'MicrosoftContainerRegistry' },
  { name: 'system-images-front', ...https, to: 'AzureFrontDoor.FirstParty' },
  { name: 'identity', ...https, to: 'AzureActiveDirectory' },
  { name: 'identity-events', ...https, to: 'EventHub' },
  { name: 'logs', ...https, to: 'AzureMonitor' },
  { name: 'packages-and-state', ...https, to: 'Storage' },
  { name: 'secrets', ...https, to: 'AzureKeyVault' },
];

/** A sync starts its own job. */
const management: Rule = { name: 'management', ...https, to: 'AzureResourceManager' };

const registry: Rule = { name: 'image', ...https, to: 'AzureContainerRegistry' };

/**
 * The rules of the subnet: nobody in, and out to Azure's services, the customer's network (what is peered or connected) and, with `nat`, the
 * internet, by the ports of the sources and of the image. What a firewall lets through is decided there.
 */
export const networkRules = (
  { config, deployment, sources, syncs }: GatewayScope,
  { egress }: NetworkConfig,
): NetworkSecurityGroupSecurityRule[] => {
  const image = deployment.image ?? stockImage;
  const ports = [...new Set([...egressPorts(config, [...sources, ...syncs]), imageHost(image).port])].map(String);
  const outbound: readonly Rule[] = [
    ...azure,
    ...(registryOf(image) ? [registry] : []),
    ...(syncs.length > 0 ? [management] : []),
    { name: 'own-network', protocol: 'Tcp', to: 'VirtualNetwork', ports },
    ...(egress === 'nat' ? [{ name: 'internet', protocol: 'Tcp', to: 'Internet', ports } as const] : []),
    { name: 'nothing-else', access: 'Deny', protocol: '*', to: '*' },
  ];
  return [...inbound.map(written), ...outbound.map(written)];
};

/** Names and priorities count per direction. The provider wants every field, those that a rule does not use empty. */
const written = (
  { name, direction, access, protocol, from = addresses.apps, to, ports }: Rule,
  index: number,
): NetworkSecurityGroupSecurityRule => ({
  name: `${direction ? 'in' : 'out'}-${name}`,
  description: '',
  priority: 100 + 10 * index,
  direction: direction ?? 'Outbound',
  access: access ?? 'Allow',
  protocol,
  sourceAddressPrefix: access ? '*' : from,
  sourceAddressPrefixes: [],
  sourceApplicationSecurityGroupIds: [],
  sourcePortRange: '*',
  sourcePortRanges: [],
  destinationAddressPrefix: to,
  destinationAddressPrefixes: [],
  destinationApplicationSecurityGroupIds: [],
  destinationPortRange: ports ? '' : '*',
  destinationPortRanges: ports ? [...ports] : [],
});
