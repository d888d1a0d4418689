import { isIP } from 'node:net';
import type { Config, Registrar, VendorIdentity } from '../config/config.ts';
import type { KnownSource } from './known-sources.ts';

/** A system that a gateway calls. */
export interface EgressTarget {
  /** A name, in lower case, or an address. `*.` in front of a name stands for all below. */
  readonly host: string;
  readonly port: number;
}

type Needs = readonly Pick<KnownSource, 'requirements'>[];

/**
 * All that a gateway calls besides the cloud's own APIs: the hosts of its sources, the issuers of the vendor and of registrars with the
 * hosts of their keys, where telemetry goes, and the further hosts of `network.hosts`. Each once, in the order of their names.
 *
 * @example egressTargets(config, knownSources(config)) // [{ host: 'graph.microsoft.com', port: 443 }, …]
 */
export const egressTargets = (config: Config, sources: Needs): readonly EgressTarget[] => {
  const { vendor, monitoring, network } = config;
  const called = [
    ...sources.flatMap(({ requirements }) => requirements.hosts),
    ...issuerHosts(vendor.identity),
    ...registrarHosts(config),
    ...platformHosts(config),
    ...(monitoring.telemetry ? [authority(monitoring.telemetry.endpoint)] : []),
    ...(network?.hosts ?? []),
  ];
  const targets = new Map(called.map((each) => [each.toLowerCase().replace(/:443$/, ''), target(each)]));
  return [...targets.keys()].sort().map((key) => targets.get(key)!);
};

/**
 * The names among them, for a network that lets out by name. An address has none: there the ports alone decide.
 *
 * @example egressHosts(config, knownSources(config)) // ['graph.microsoft.com', 'login.microsoftonline.com']
 */
export const egressHosts = (config: Config, sources: Needs): readonly string[] => [
  ...new Set(
    egressTargets(config, sources)
      .map(({ host }) => host)
      .filter((host) => isIP(host) === 0),
  ),
];

/** The ports that a gateway calls, for a network that lets out by port: 443, which the cloud's own APIs have, and those of its targets and routes. */
export const egressPorts = (config: Config, sources: Needs): readonly number[] => {
  const ports = [
    443,
    ...egressTargets(config, sources).map(({ port }) => port),
    ...Object.values(config.network?.routes ?? {}).map(({ port }) => port),
  ];
  return [...new Set(ports)].sort((a, b) => a - b);
};

/** Where Google has the keys of its tokens, and Entra; their issuers are called otherwise. */
const googleKeys = 'www.googleapis.com';
const entraKeys = 'login.microsoftonline.com';

/**
 * Where the handler asks for the keys of the vendor's tokens. Those of an issuer of the vendor's own may be at another host than the
 * issuer: only its discovery document says, and `network.hosts` must name that host.
 */
const issuerHosts = ({ jwt, googleServiceAccount, entraWorkload, awsRole }: VendorIdentity): readonly string[] => [
  ...(jwt ? [keysHost(jwt.issuer)] : []),
  ...(googleServiceAccount ? [googleKeys] : []),
  ...(entraWorkload ? [entraKeys] : []),
  ...(awsRole?.issuer ? [authority(awsRole.issuer)] : []),
];

/** Where the relay's function asks for the keys of registrars' tokens; what was said of an issuer of the vendor's own is true of these. */
export const registrarHosts = ({ relay }: Pick<Config, 'relay'>): readonly string[] =>
  keysHosts(relay?.registrars ?? []);

/** Where the keys of the tokens of these servers are asked for, each as `host` or, if the port is not 443, `host:port`. */
export const keysHosts = (servers: readonly Pick<Registrar, 'issuer'>[]): readonly string[] =>
  servers.map(({ issuer }) => keysHost(issuer).replace(/:443$/, ''));

/** The handler knows these two issuers by their names, whatever the vendor's identity is called. */
const keysHost = (issuer: string): string => {
  if (issuer === 'https://accounts.google.com') return googleKeys;
  return issuer.startsWith('https://sts.windows.net/') ? entraKeys : authority(issuer);
};

/**
 * In profile platform on Google Cloud or Azure the vendor's calls carry tokens of that platform, whatever identity they were exchanged for;
 * the handler verifies them.
 */
const platformHosts = ({ vendor, deploy }: Config): readonly string[] =>
  vendor.profile === 'bearer' ? [] : [...(deploy.gcp ? [googleKeys] : []), ...(deploy.azure ? [entraKeys] : [])];

/** `host:port` of a URL, also where the port is that of its scheme. */
const authority = (url: string): string => {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || (protocol === 'http:' ? '80' : '443')}`;
};

const target = (authorityOrHost: string): EgressTarget => {
  const [, bracketed, name, port = '443'] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(authorityOrHost) ?? [];
  const host = bracketed ?? name ?? authorityOrHost;
  return { host: host.toLowerCase(), port: Number(port) };
};
