import { isIP } from 'node:net';
import type { Config, NetworkConfig } from '../../config/config.ts';
import { DeploymentError } from '../deployment-error.ts';
import { type EgressTarget, egressTargets } from '../egress-hosts.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { isWithin, privateDomains } from './private-google.ts';

/** Where one rule of the firewall lets out to, by TCP. */
export interface Opening {
  readonly description: string;
  /** Ranges or names: one of them. */
  readonly ranges?: string[];
  readonly names?: string[];
  readonly ports: readonly number[];
}

/** So many names fit into a rule (provider's page of google_compute_network_firewall_policy_rule, `dest_fqdns`). */
const namesOfRule = 100;

/**
 * What the firewall of a network with an allow-list lets out to: the hosts of the sources and of what syncs call, of the vendor's
 * issuers and of the configuration, each on its own port. Google's APIs have a rule of their own.
 *
 * One list for all services: rules of such policies are aimed at secure tags, which do not hold for Cloud Run
 * (docs.cloud.google.com/run/docs/configuring/vpc-direct-vpc#limitations). The handler's own list is the source's alone.
 *
 * Google looks the names up itself, now and then, and keeps 32 addresses of each: a host behind so many that answers differ is better let
 * out to without this list (docs.cloud.google.com/firewall/docs/fqdn-objects-overview).
 *
 * @throws DeploymentError `egress-unsupported` for what its rules can not say
 */
export const allowList = (
  gateway: Pick<GatewayScope, 'config' | 'sources' | 'syncs'>,
  settings: NetworkConfig,
): readonly Opening[] => {
  const google = privateDomains(gateway, settings);
  const targets = egressTargets(gateway.config, [...gateway.sources, ...gateway.syncs]).filter(
    ({ host }) => !google.some((domain) => isWithin(host, domain)),
  );
  targets.forEach(checkTarget);
  const ports = [...new Set(targets.map(({ port }) => port))].sort((a, b) => a - b);
  return ports.flatMap((port) => openings(port, hostsOn(port, targets)));
};

const hostsOn = (port: number, targets: readonly EgressTarget[]): readonly string[] =>
  targets.filter((target) => target.port === port).map(({ host }) => host);

const openings = (port: number, hosts: readonly string[]): readonly Opening[] => {
  const description = `What the configuration names, on port ${port}`;
  const addresses = hosts.filter((host) => isIP(host) === 4).map((address) => `${address}/32`);
  const names = hosts.filter((host) => isIP(host) === 0);
  const pages = Array.from({ length: Math.ceil(names.length / namesOfRule) }, (_, page) =>
    names.slice(page * namesOfRule, (page + 1) * namesOfRule),
  );
  return [
    ...(addresses.length > 0 ? [{ description, ranges: addresses, ports: [port] }] : []),
    ...pages.map((page) => ({ description, names: page, ports: [port] })),
  ];
};

const checkTarget = ({ host }: EgressTarget): void => {
  if (host.startsWith('*.')) {
    throw new DeploymentError(
      'egress-unsupported',
      `Google Cloud's firewall knows no wildcards, so the allow-list can not have ${host}. Name each host in network.hosts, or write ` +
        'allowList: false; the handler then still calls nothing else.',
    );
  }
  if (isIP(host) === 6) {
    throw new DeploymentError(
      'egress-unsupported',
      `The network on Google Cloud has IPv4 alone, and ${host} is an address of IPv6. Give the source its name or its IPv4 address.`,
    );
  }
};

/** Ports that a list of routes is called on, each once. */
export const routePorts = ({ network }: Pick<Config, 'network'>): readonly number[] => [
  ...new Set(Object.values(network?.routes ?? {}).map(({ port }) => port)),
];
