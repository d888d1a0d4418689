import { isIPv4, isIPv6 } from 'node:net';
import type {
  FirewallPolicyRuleCollectionGroupNetworkRuleCollectionRule as AddressesRule,
  FirewallPolicyRuleCollectionGroupApplicationRuleCollectionRule as NamesRule,
} from '@cdktf/provider-azurerm/lib/firewall-policy-rule-collection-group/index.js';
import { DeploymentError } from '../deployment-error.ts';
import { type EgressTarget, egressTargets } from '../egress-hosts.ts';
import { stockImage } from '../server/image.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { imageHost } from './image-registry.ts';
import { addresses } from './network-addresses.ts';

/**
 * What an environment can not be without when it goes out by a firewall (learn.microsoft.com/azure/container-apps/use-azure-firewall): the
 * platform's own images, what its nodes are made of, and tokens for the identities of apps. The last one the page does not name: tokens
 * and the events of jobs go through Event Hubs whose names nobody knows before
 * (github.com/microsoft/azure-container-apps/issues/893, github.com/Azure/bicep-ptn-aiml-landing-zone/issues/39).
 *
 * Key Vault and Storage are not among them: the subnet reaches those by service endpoints, past the firewall.
 */
const platform: readonly string[] = [
  'mcr.microsoft.com',
  '*.data.mcr.microsoft.com',
  'packages.aks.azure.com',
  'acs-mirror.azureedge.net',
  'login.microsoft.com',
  'login.microsoftonline.com',
  '*.login.microsoft.com',
  '*.login.microsoftonline.com',
  '*.identity.azure.net',
  '*.servicebus.windows.net',
];

/** Where an image that anyone may pull comes from (docs.docker.com/desktop/setup/allow-list). */
const dockerHub: readonly string[] = [
  'auth.docker.io',
  'registry-1.docker.io',
  'production.cloudflare.docker.com',
  'production.cloudfront.docker.com',
  'docker-images-prod.6aa30f8b08e16409b46e0173d6de2f56.r2.cloudflarestorage.com',
];

/** Where a sync starts its own job. */
const management: readonly string[] = ['management.azure.com'];

/** The firewall knows no application by a port above (Azure's API and provider). */
const lastPort = 64_000;

/**
 * What the firewall lets out by the name that a TLS connection asks for. A protocol that does not begin with TLS, as those of databases do
 * not, has no such name: a system that speaks one and is out in the internet is let out to by its address, if the configuration has that.
 *
 * @throws DeploymentError `egress-unsupported`
 */
export const namesRules = ({ config, deployment, sources, syncs }: GatewayScope): NamesRule[] => {
  const named = egressTargets(config, [...sources, ...syncs]).filter(({ host }) => !isIPv4(host) && !isIPv6(host));
  return [
    namesRule('platform', 443, platform),
    ...(syncs.length > 0 ? [namesRule('management', 443, management)] : []),
    imageRule(deployment.image ?? stockImage),
    ...byPort(named).map(([port, hosts]) => namesRule(`targets-${port}`, port, hosts)),
  ];
};

/** What it lets out by address, or by the tag of a service: where the log goes, and targets that have no name. */
export const addressesRules = ({ config, sources, syncs }: GatewayScope): AddressesRule[] => {
  const numbered = egressTargets(config, [...sources, ...syncs]).filter(({ host }) => isIPv4(host));
  return [
    addressesRule('logs', 443, ['AzureMonitor']),
    ...byPort(numbered).map(([port, hosts]) => addressesRule(`targets-${port}`, port, hosts)),
  ];
};

const imageRule = (image: string): NamesRule => {
  const { host, port } = imageHost(image);
  return namesRule('image', port, imageHosts(host));
};

/** Layers of an image in a registry of Azure are in a storage account that it names, perhaps in another location than the gateway's. */
const imageHosts = (registry: string): readonly string[] => {
  if (registry === 'docker.io') return dockerHub;
  return registry.endsWith('.azurecr.io') ? [registry, '*.blob.core.windows.net'] : [registry];
};

const byPort = (targets: readonly EgressTarget[]): (readonly [number, readonly string[]])[] =>
  [...Map.groupBy(targets, ({ port }) => port)]
    .map(([port, same]) => [port, same.map(({ host }) => host)] as const)
    .sort(([a], [b]) => a - b);

const from = { sourceAddresses: [addresses.apps] };

const namesRule = (name: string, port: number, hosts: readonly string[]): NamesRule => {
  if (port > lastPort) {
    throw new DeploymentError(
      'egress-unsupported',
      `Azure Firewall lets out to no name at a port above ${lastPort}, and ${hosts.join(', ')} is called at ${port}. Write allowList: false: ` +
        'the handler calls no other host all the same.',
    );
  }
  return { ...from, name, destinationFqdns: [...hosts], protocols: [{ type: 'Https', port }] };
};

const addressesRule = (name: string, port: number, to: readonly string[]): AddressesRule => ({
  ...from,
  name,
  destinationAddresses: [...to],
  destinationPorts: [String(port)],
  protocols: ['TCP'],
});
