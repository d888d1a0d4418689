import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Config, NetworkConfig, SourceConfig } from '../../../config/config.ts';
import { bearer, googleServiceAccount, many, platform, source } from '../aws/configurations.ts';
import { configuration as configurationOf, deployment } from './configurations.ts';
import { egressVerdict } from './firewall-verdict.ts';
import { countsOf, partOf } from './part-of.ts';
import { resources, type Synthesized, synthesize } from './synthesize.ts';

const none: NetworkConfig = { egress: 'none', allowList: false, hosts: [], routes: {} };
const nat: NetworkConfig = { ...none, egress: 'nat' };
const routes: NetworkConfig['routes'] = {
  bi: { host: 'bi.acme.internal', port: 443, addresses: ['10.20.0.10', '10.20.0.11'] },
  'bi-db': { host: 'BI.acme.internal', port: 5432, addresses: ['10.20.0.12'] },
  files: { host: 'files.acme.internal', port: 443, addresses: ['10.20.0.13'] },
};
const calling = (hosts: readonly string[], rest: Partial<SourceConfig> = {}): SourceConfig => source({ hosts }, rest);
const sources = {
  people: calling(['api.github.com', 'db.acme.example:5432', '203.0.113.9:636', 'gmail.googleapis.com']),
};
const check = { cron: '0 6 * * *', timeZone: 'UTC' };
const subnetwork = 'projects/acme-network/regions/europe-west1/subnetworks/private';

const configuration = (network: NetworkConfig | undefined, rest: Partial<Config> = {}): Config =>
  configurationOf(bearer, sources, {}, { network, tags: { team: 'platform' }, ...rest });

const made = {
  google_compute_network: 1,
  google_compute_subnetwork: 1,
  google_compute_network_firewall_policy: 1,
  google_compute_network_firewall_policy_association: 1,
};
const byName = { google_dns_managed_zone: 1, google_dns_record_set: 1 };
const address = { google_compute_address: 1, google_compute_router: 1, google_compute_router_nat: 1 };

interface Row {
  readonly title: string;
  readonly config: Config;
  readonly expected: Record<string, number>;
}

const rows: Row[] = [
  { title: 'no network of its own', config: configuration(undefined), expected: {} },
  {
    title: 'no way to the internet',
    config: configuration(none),
    expected: { ...made, ...byName, google_compute_route: 1, google_compute_network_firewall_policy_rule: 4 },
  },
  {
    title: 'one address to the internet',
    config: configuration(nat),
    expected: {
      ...made,
      ...byName,
      ...address,
      google_compute_route: 2,
      google_compute_network_firewall_policy_rule: 4,
    },
  },
  {
    title: 'an allow-list',
    config: configuration({ ...nat, allowList: true, hosts: ['keys.elimity.com'] }),
    expected: {
      ...made,
      ...byName,
      ...address,
      google_compute_route: 2,
      google_compute_network_firewall_policy_rule: 6,
    },
  },
  {
    title: 'routes',
    config: configuration({ ...none, routes }),
    expected: {
      ...made,
      google_compute_address: 2,
      google_compute_subnetwork: 2,
      google_compute_route: 1,
      google_compute_network_firewall_policy_rule: 5,
      google_compute_region_health_check: 3,
      google_compute_network_endpoint_group: 3,
      google_compute_network_endpoint: 4,
      google_compute_region_backend_service: 3,
      google_compute_region_target_tcp_proxy: 3,
      google_compute_forwarding_rule: 3,
      google_dns_managed_zone: 3,
      google_dns_record_set: 3,
    },
  },
  {
    title: "the customer's own subnetwork",
    config: configurationOf(bearer, sources, { subnetwork }),
    expected: {},
  },
];

describe('a network on Google Cloud', () => {
  test.each(rows)('has $title', async ({ title, config, expected }) => {
    const gateway = synthesize(config);
    const part = partOf(gateway, /^google_(compute|dns)_/);
    expect(countsOf(part)).toEqual(expected);
    const services = Object.values(resources(gateway, 'google_cloud_run_v2_service'));
    const access = services.map(({ template }) => template.vpc_access ?? null);
    const text = stringify({ ...part, access }, { aliasDuplicateObjects: false });
    await expect(text).toMatchFileSnapshot(`./__snapshots__/network/${title.replaceAll(/[ ']/g, '-')}.yaml`);
  });

  test('says which address sources see, where there is one', () => {
    const addressOf = (config: Config) => synthesize(config).template.output['egressAddress']?.value;
    expect(addressOf(configuration(nat))).toBe('${google_compute_address.NetworkAddress.address}');
    expect(addressOf(configuration(none))).toBeUndefined();
  });

  test.each(['none', 'nat'] as const)('with egress %s stands before its services, rules first', (egress) => {
    const gateway = synthesize(configuration({ ...none, egress }));
    const [association] = Object.values(resources(gateway, 'google_compute_network_firewall_policy_association'));
    const rules = Object.keys(resources(gateway, 'google_compute_network_firewall_policy_rule'));
    expect(association!.depends_on.toSorted()).toEqual(
      rules.map((rule) => `google_compute_network_firewall_policy_rule.${rule}`).toSorted(),
    );
    const [service] = Object.values(resources(gateway, 'google_cloud_run_v2_service'));
    expect(service!.template.vpc_access.egress).toBe('ALL_TRAFFIC');
    expect(service!.depends_on).toEqual(
      expect.arrayContaining([
        'google_compute_network_firewall_policy_association.NetworkFirewallAssociation',
        'google_compute_route.NetworkGoogleRoute',
        'google_dns_record_set.NetworkZone-googleapis-com-name',
        ...(egress === 'nat'
          ? ['google_compute_router_nat.NetworkNat', 'google_compute_route.NetworkInternetRoute']
          : []),
      ]),
    );
  });

  test('without egress has a route to nothing but Google', () => {
    const gateway = synthesize(configuration({ ...none, routes }));
    const [network] = Object.values(resources(gateway, 'google_compute_network'));
    expect(network).toMatchObject({ auto_create_subnetworks: false, delete_default_routes_on_create: true });
    const ranges = Object.values(resources(gateway, 'google_compute_route')).map(({ dest_range: range }) => range);
    expect(ranges).toEqual(['199.36.153.8/30']);
    const addresses = Object.values(resources(gateway, 'google_compute_address'));
    expect(addresses.map(({ address_type: type }) => type)).toEqual(['INTERNAL', 'INTERNAL']);
  });

  test('is the same for 60 sources, and has room for them', () => {
    const gateway = synthesize(configurationOf(bearer, many(60), {}, { network: nat }));
    expect(countsOf(partOf(gateway, /^google_(compute|dns)_/))).toEqual(rows[2]!.expected);
  });
});

describe('its firewall', () => {
  const github = { to: 'api.github.com', port: 443 };
  const directory = { to: '203.0.113.9', port: 636 };
  const elsewhere = { to: 'elsewhere.example', port: 443 };
  const google = { to: '199.36.153.10', port: 443 };
  const inside = { to: '10.1.2.3', port: 5432 };
  const balancer = { to: '100.64.0.9', port: 443 };
  const listed: NetworkConfig = { ...nat, allowList: true };
  const listedRoutes: NetworkConfig = { ...listed, routes };
  const closedRoutes: NetworkConfig = { ...none, allowList: true, routes };
  const known = new Map<NetworkConfig, Synthesized>();
  const gatewayWith = (network: NetworkConfig): Synthesized => {
    const gateway = known.get(network) ?? synthesize(configuration(network));
    known.set(network, gateway);
    return gateway;
  };

  test.each([
    ['none', none, google, 'allow'],
    ['none', none, { ...google, port: 80 }, 'deny'],
    ['none', none, github, 'deny'],
    ['none', none, { to: '198.51.100.1', port: 443 }, 'deny'],
    ['none', none, inside, 'allow'],
    ['none', none, { ...inside, port: 22 }, 'deny'],
    ['nat', nat, github, 'allow'],
    ['nat', nat, elsewhere, 'allow'],
    ['nat', nat, { ...elsewhere, port: 25 }, 'deny'],
    ['nat', nat, directory, 'allow'],
    ['an allow-list', listed, google, 'allow'],
    ['an allow-list', listed, github, 'allow'],
    ['an allow-list', listed, { ...github, port: 5432 }, 'deny'],
    ['an allow-list', listed, directory, 'allow'],
    ['an allow-list', listed, { ...directory, to: '203.0.113.10' }, 'deny'],
    ['an allow-list', listed, elsewhere, 'deny'],
    ['an allow-list', listed, { to: 'auth.elimity.com', port: 443 }, 'allow'],
    ['an allow-list', listed, inside, 'deny'],
    ['an allow-list', listed, balancer, 'deny'],
    ['an allow-list and routes', listedRoutes, balancer, 'allow'],
    ['an allow-list and routes', listedRoutes, { ...balancer, port: 22 }, 'deny'],
    ['none, an allow-list and routes', closedRoutes, { ...balancer, port: 5432 }, 'allow'],
    ['none, an allow-list and routes', closedRoutes, inside, 'deny'],
  ] as const)('with %s: %#', (_, network, connection, verdict) => {
    expect(egressVerdict(gatewayWith(network), connection)).toBe(verdict);
  });

  test.each([none, nat, listed])('lets nothing in: %#', (network) => {
    const rules = Object.values(resources(gatewayWith(network), 'google_compute_network_firewall_policy_rule'));
    const ingress = rules.filter(({ direction }) => direction === 'INGRESS');
    expect(ingress).toHaveLength(1);
    expect(ingress[0]).toMatchObject({ action: 'deny', match: { src_ip_ranges: ['0.0.0.0/0'] } });
    expect(new Set(rules.map(({ priority }) => priority)).size).toBe(rules.length);
  });

  test('splits a list of more names than a rule has room for', () => {
    const hosts = Array.from({ length: 250 }, (_, index) => `h${index}.acme.example`);
    const gateway = synthesize(configurationOf(bearer, { people: calling(hosts) }, {}, { network: listed }));
    const rules = Object.values(resources(gateway, 'google_compute_network_firewall_policy_rule'));
    const pages = rules.map(({ match }) => match.dest_fqdns).filter(Boolean);
    expect(pages.map(({ length }) => length)).toEqual([100, 100, 51]);
    expect(pages.flat().toSorted()).toEqual(['auth.elimity.com', ...hosts].toSorted());
  });

  test("lets a gateway with jobs look up the keys of its scheduler's tokens where Google's APIs are, and nowhere else", () => {
    const gateway = synthesize(configurationOf(bearer, { people: calling([], { check }) }, {}, { network: listed }));
    expect(egressVerdict(gateway, google)).toBe('allow');
    expect(egressVerdict(gateway, { to: 'accounts.google.com', port: 443 })).toBe('deny');
  });
});

describe('names without a way to the internet', () => {
  const zones = (config: Config): unknown[] =>
    Object.values(resources(synthesize(config), 'google_dns_managed_zone'))
      .map(({ dns_name: name }) => name)
      .sort();

  test.each([
    ['only Google’s APIs', calling([]), bearer, ['googleapis.com.']],
    [
      'those with the keys of Google’s tokens',
      calling([], { check }),
      { ...bearer, identity: { googleServiceAccount } },
      ['googleapis.com.'],
    ],
    ['a service of the customer’s', calling(['crm-x.a.run.app']), bearer, ['googleapis.com.', 'run.app.']],
    ['a host that only looks like it', calling(['crm.notrun.app']), bearer, ['googleapis.com.']],
  ] as const)('are %s', (_, people, vendor, expected) => {
    expect(zones(configurationOf(vendor, { people }, {}, { network: none }))).toEqual(expected);
  });

  test('are the public ones where the internet is', () => {
    expect(
      zones(configurationOf(bearer, { people: calling(['crm-x.a.run.app'], { check }) }, {}, { network: nat })),
    ).toEqual(['googleapis.com.']);
  });
});

describe('a network is refused', () => {
  const twice = { ...routes, twin: { host: 'bi.acme.internal', port: 443, addresses: ['10.20.0.14'] } };

  test.each([
    ['egress-unsupported', configuration({ ...none, egress: 'ipv6' }), 'egress: nat'],
    [
      'egress-unsupported',
      configuration({ ...nat, allowList: true, hosts: ['*.elimity.com'] }),
      'can not have *.elimity.com. Name each host',
    ],
    [
      'egress-unsupported',
      configurationOf(bearer, { people: calling(['[2001:db8::1]:636']) }, {}, { network: { ...nat, allowList: true } }),
      '2001:db8::1 is an address of IPv6',
    ],
    [
      'route-unsupported',
      configuration({ ...none, routes: twice }),
      'Route twin leads to port 443 of bi.acme.internal',
    ],
    [
      'route-unsupported',
      configurationOf(bearer, sources, { subnetwork }, { network: { ...none, egress: 'existing', routes } }),
      'Route bi can not be made in a network that is there already',
    ],
  ] as const)('as %s: %#', (code, config, message) => {
    expect(() => synthesize(config)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  test('but not in the platform profile, whose calls need no look at the internet', () => {
    const google = { ...googleServiceAccount, email: 'tenant-acme@vendor-prod.iam.gserviceaccount.com' };
    const config = configurationOf(platform({ googleServiceAccount: google }), sources, deployment, { network: none });
    expect(() => synthesize(config)).not.toThrow();
  });
});
