import { beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Config, NetworkConfig } from '../../../config/config.ts';
import { DeploymentError } from '../../../stacks/deployment-error.ts';
import { bearer, source } from '../aws/configurations.ts';
import { configuration, resourceId } from './configurations.ts';
import { type Attempt, admits } from './security-group.ts';
import { counts, type Resource, resources, type Synthesized, synthesize } from './synthesize.ts';

const image = `acme.azurecr.io/base/node@sha256:${'a'.repeat(64)}`;
const subnet = resourceId('acme-network', 'Microsoft.Network/virtualNetworks/acme/subnets/gateways');
const bi = { host: 'bi.acme.internal', port: 8443, addresses: ['10.20.0.10', '10.20.0.11'] };
const sources = {
  people: source({ hosts: ['graph.microsoft.com', '192.0.2.7:8443'] }),
  teams: source({ hosts: ['teams.example:9443'] }),
};

const networked = (network: Partial<NetworkConfig>, azure = {}, ofSources: Config['sources'] = sources): Config =>
  configuration(bearer, ofSources, azure, {
    network: { egress: 'nat', allowList: false, hosts: [], routes: {}, ...network },
  });

/** What is the network's of all that a gateway has. */
const isNetwork = (type: string): boolean =>
  /^azurerm_(virtual_network|subnet|network|nat|public_ip|firewall|route|private)/.test(type);

const networkCounts = (gateway: Synthesized): Record<string, number> =>
  Object.fromEntries(Object.entries(counts(gateway)).filter(([type]) => isNetwork(type)));

const own = {
  azurerm_virtual_network: 1,
  azurerm_subnet: 1,
  azurerm_network_security_group: 1,
  azurerm_subnet_network_security_group_association: 1,
};
const nat = {
  ...own,
  azurerm_public_ip: 1,
  azurerm_nat_gateway: 1,
  azurerm_nat_gateway_public_ip_association: 1,
  azurerm_subnet_nat_gateway_association: 1,
};
const firewall = {
  ...own,
  azurerm_subnet: 3,
  azurerm_public_ip: 2,
  azurerm_firewall: 1,
  azurerm_firewall_policy: 1,
  azurerm_firewall_policy_rule_collection_group: 1,
  azurerm_route_table: 1,
  azurerm_subnet_route_table_association: 1,
};
const names = {
  azurerm_private_dns_zone: 1,
  azurerm_private_dns_zone_virtual_network_link: 1,
  azurerm_private_dns_a_record: 1,
};

const rows: { readonly title: string; readonly config: Config; readonly made: Record<string, number> }[] = [
  { title: 'no network', config: configuration(bearer, sources), made: {} },
  { title: 'network without a way out', config: networked({ egress: 'none' }, { image }), made: own },
  { title: 'network with NAT', config: networked({}), made: nat },
  {
    title: 'network with an allow-list and routes',
    config: networked({ allowList: true, hosts: ['*.keys.example'], routes: { bi } }),
    made: { ...firewall, ...names },
  },
  {
    title: 'network of the customer with routes',
    config: networked({ egress: 'existing', routes: { bi } }, { subnet }),
    made: names,
  },
];

describe('the network of a gateway', () => {
  test.each(rows)('$title', async ({ title, config, made }) => {
    const gateway = synthesize(config);
    expect(networkCounts(gateway)).toEqual(made);
    const types = Object.entries(gateway.document.resource).filter(([type]) => isNetwork(type));
    if (types.length === 0) return;
    await expect(stringify(Object.fromEntries(types), { aliasDuplicateObjects: false })).toMatchFileSnapshot(
      `__snapshots__/network/${title.replaceAll(' ', '-')}.yaml`,
    );
  });

  test('says which address sources see, where there is one', () => {
    const addressOf = (config: Config) => synthesize(config).document.output['egressAddress']?.value;
    expect(addressOf(networked({}))).toBe('${azurerm_public_ip.NatAddress.ip_address}');
    expect(addressOf(networked({ allowList: true }))).toBe(
      '${azurerm_public_ip.AzureFirewallSubnetAddress.ip_address}',
    );
    expect(addressOf(networked({ egress: 'none' }, { image }))).toBeUndefined();
  });

  test('is what the environment is put into, when its rules and its way out are there', () => {
    const [environment] = resources(synthesize(networked({})), 'azurerm_container_app_environment');
    expect(environment).toMatchObject({
      infrastructure_subnet_id: '${azurerm_subnet.Subnet.id}',
      internal_load_balancer_enabled: false,
    });
    expect(environment!.depends_on).toEqual(
      expect.arrayContaining([
        'azurerm_subnet_network_security_group_association.SubnetRules',
        'azurerm_subnet_nat_gateway_association.SubnetNat',
        'azurerm_nat_gateway_public_ip_association.NatAddressOfGateway',
      ]),
    );
    const [filtered] = resources(synthesize(networked({ allowList: true })), 'azurerm_container_app_environment');
    expect(filtered!.depends_on).toContain('azurerm_subnet_route_table_association.SubnetRoutes');
  });

  test('is the subnet of the customer, as it is, if there is one', () => {
    const [environment] = resources(
      synthesize(networked({ egress: 'existing' }, { subnet })),
      'azurerm_container_app_environment',
    );
    expect(environment!.infrastructure_subnet_id).toBe(subnet);
    const [unsaid] = resources(
      synthesize(configuration(bearer, sources, { subnet })),
      'azurerm_container_app_environment',
    );
    expect(unsaid!.infrastructure_subnet_id).toBe(subnet);
  });

  test.each<[string, Config, string]>([
    ['egress-unsupported', networked({ egress: 'ipv6' }), 'Write nat, which costs $36.50 a month'],
    ['egress-unsupported', networked({ egress: 'existing' }), 'deploy.azure.subnet names no subnet'],
    ['image-unreachable', networked({ egress: 'none' }), 'Copy it into a registry of yours on Azure'],
    [
      'egress-unsupported',
      networked({ allowList: true }, {}, { odd: source({ hosts: ['odd.example:64443'] }) }),
      'odd.example is called at 64443',
    ],
    [
      'route-unsupported',
      networked({ routes: { bi, again: { ...bi, host: 'BI.acme.internal', port: 443, addresses: ['10.20.0.12'] } } }),
      'Routes bi and again lead bi.acme.internal to different addresses',
    ],
    [
      'route-unsupported',
      networked({
        routes: { bi: { ...bi, addresses: Array.from({ length: 21 }, (_, index) => `10.20.0.${index + 1}`) } },
      }),
      'has 21 addresses, and a name on Azure has 20 at most',
    ],
  ])('is refused: %s', (code, config, sentence) => {
    const refusal = refusalOf(() => synthesize(config));
    expect(refusal.code).toBe(code);
    expect(refusal.message).toContain(sentence);
  });
});

const refusalOf = (attempt: () => unknown): DeploymentError => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof DeploymentError) return error;
    throw error;
  }
  throw new Error('it was not refused');
};

describe('the rules of the subnet', () => {
  const apps = '10.83.0.0/24';
  const out = (to: string, port = 443, protocol: Attempt['protocol'] = 'Tcp'): Attempt => ({
    direction: 'Outbound',
    from: apps,
    to,
    port,
    protocol,
  });
  const into = (from: string, port = 443): Attempt => ({
    direction: 'Inbound',
    from,
    to: apps,
    port,
    protocol: 'Tcp',
  });
  const always: [Attempt, boolean][] = [
    [into('Internet'), false],
    [into('VirtualNetwork'), false],
    [into('AzureLoadBalancer'), false],
    [into('AzureLoadBalancer', 31_000), true],
    [into(apps, 5000), true],
    [out(apps, 5000), true],
    [out('168.63.129.16', 53, 'Udp'), true],
    [out('MicrosoftContainerRegistry'), true],
    [out('AzureActiveDirectory'), true],
    [out('Storage'), true],
    [out('Storage', 445), false],
    [out('AzureKeyVault'), true],
    [out('VirtualNetwork', 8443), true],
    [out('VirtualNetwork', 22), false],
    [out('Internet', 22), false],
    [out('Internet', 443, 'Udp'), false],
  ];
  const groups: Record<string, Resource> = {};
  beforeAll(() => {
    for (const [name, config] of Object.entries({
      none: networked({ egress: 'none' }, { image }),
      nat: networked({}),
      list: networked({ allowList: true }, { image: image.replace('acme.azurecr.io', 'registry.acme.example:5000') }),
    }))
      groups[name] = resources(synthesize(config), 'azurerm_network_security_group')[0]!;
  });

  test.each(
    ['none', 'nat', 'list'].flatMap((name) => always.map(([attempt, verdict]) => ({ name, attempt, verdict }))),
  )(
    '$name: $attempt.direction $attempt.protocol from $attempt.from to $attempt.to at $attempt.port: $verdict',
    ({ name, attempt, verdict }) => {
      expect(admits(groups[name]!, attempt)).toBe(verdict);
    },
  );

  test.each<[string, Attempt, boolean]>([
    ['none', out('Internet'), false],
    ['none', out('AzureCloud'), false],
    ['none', out('AzureContainerRegistry'), true],
    ['nat', out('Internet'), true],
    ['nat', out('Internet', 8443), true],
    ['nat', out('Internet', 9443), true],
    ['nat', out('Internet', 9444), false],
    ['nat', out('Internet', 5000), false],
    ['list', out('Internet', 9443), true],
    ['list', out('Internet', 5000), true],
  ])('%s: %o: %s', (name, attempt, verdict) => {
    expect(admits(groups[name]!, attempt)).toBe(verdict);
  });

  test('have names and priorities that Azure takes', () => {
    for (const { security_rule: rules } of Object.values(groups)) {
      for (const direction of ['Inbound', 'Outbound']) {
        const same = rules.filter((rule: Resource) => rule.direction === direction);
        expect(new Set(same.map((rule: Resource) => rule.priority)).size).toBe(same.length);
      }
      expect(new Set(rules.map((rule: Resource) => rule.name)).size).toBe(rules.length);
    }
  });
});

describe('routes', () => {
  test("are known under their own names alone, with all their addresses, in the gateway's network", () => {
    const gateway = synthesize(networked({ routes: { bi, again: { ...bi, port: 443 } } }));
    expect(networkCounts(gateway)).toMatchObject(names);
    expect(resources(gateway, 'azurerm_private_dns_zone')[0]).toMatchObject({ name: 'bi.acme.internal' });
    expect(resources(gateway, 'azurerm_private_dns_a_record')[0]).toMatchObject({ name: '@', records: bi.addresses });
    const [link] = resources(gateway, 'azurerm_private_dns_zone_virtual_network_link');
    expect(link).toMatchObject({
      virtual_network_id: '${azurerm_virtual_network.Network.id}',
      registration_enabled: false,
    });
  });

  test("are known in the customer's network, if the gateway is in it", () => {
    const gateway = synthesize(networked({ egress: 'existing', routes: { bi } }, { subnet }));
    const [link] = resources(gateway, 'azurerm_private_dns_zone_virtual_network_link');
    expect(link!.virtual_network_id).toBe(resourceId('acme-network', 'Microsoft.Network/virtualNetworks/acme'));
  });
});
