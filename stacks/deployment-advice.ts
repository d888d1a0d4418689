import type { Config } from '../config/config.ts';
import { hasIpv6 } from '../connectors/ipv6-hosts.ts';
import { objectCloud, objectForms } from '../connectors/location.ts';
import type { Advice } from './advice.ts';
import { registrarHosts } from './egress-hosts.ts';
import { type CloudHost, cloudNames } from './form-text.ts';
import { adviceOnChecks, adviceOnRuns } from './job-advice.ts';
import { type KnownSource, needsRelay } from './known-sources.ts';
import { type KnownSync, knownSyncs, syncNeedsRelay } from './known-syncs.ts';

/**
 * What is not wrong with a configuration, but can not work where it is deployed to, or may surprise.
 *
 * @example adviceOn(config, knownSources(config)).filter(({ kind }) => kind === 'problem')
 */
export const adviceOn = (
  config: Config,
  sources: readonly KnownSource[],
  syncs: readonly KnownSync[] = knownSyncs(config),
): readonly Advice[] => [
  ...sources.flatMap((source) => adviceOnObjects(config, source)),
  ...adviceOnEgress(config, sources, syncs),
  ...sources.flatMap(adviceOnChecks),
  ...syncs.flatMap(adviceOnRuns),
  ...adviceOnTelemetry(config, [...sources, ...syncs]),
  ...adviceOnRelay(config, sources, syncs),
];

/** A synthesis for that cloud stops at such an object: stacks/check-object-cloud.ts. */
const adviceOnObjects = ({ deploy }: Config, { name, requirements }: KnownSource): readonly Advice[] =>
  (Object.keys(deploy) as readonly CloudHost[]).flatMap((host) => {
    const foreign = requirements.objects.filter((object) => objectCloud(object) !== host);
    if (foreign.length === 0) return [];
    const lie = foreign.length > 1 ? 'which lie' : 'which lies';
    const sentence = `Source ${name} reads ${foreign.join(', ')}, ${lie} in another cloud: deployed to ${cloudNames[host]}, the gateway can prove itself there to nobody. Copy it, and write ${objectForms[host]}.`;
    return [{ kind: 'problem', sentence }];
  });

/** What a sync calls for its source is said of that. */
const ownHosts = ({ requirements, sourceRequirements }: KnownSync): readonly string[] =>
  requirements.hosts.filter((host) => !sourceRequirements.hosts.includes(host));

const adviceOnEgress = (
  config: Config,
  sources: readonly KnownSource[],
  syncs: readonly KnownSync[],
): readonly Advice[] => {
  const { network } = config;
  const routed = new Set(Object.values(network?.routes ?? {}).map(({ host }) => host));
  const calling = [
    ...sources.map(({ name, requirements }) => ({ caller: `Source ${name}`, called: requirements.hosts })),
    ...syncs.map((sync) => ({ caller: `Sync ${sync.name}`, called: ownHosts(sync) })),
    { caller: 'The relay', called: registrarHosts(config) },
  ]
    .map(({ caller, called }) => ({ caller, hosts: [...new Set(called)].filter((host) => !routed.has(bare(host))) }))
    .filter(({ hosts }) => hosts.length > 0);
  if (network?.egress === 'none')
    return calling.map(({ caller, hosts }) => ({
      kind: 'unknown',
      sentence: `${caller} calls ${hosts.join(', ')}, and network.egress is none: it is reached if it is in your own network, and not on the internet.`,
    }));
  if (network?.egress !== 'ipv6') return [];
  return calling.flatMap(({ caller, hosts }): readonly Advice[] => {
    const without = hosts.filter((host) => hasIpv6(host) === false);
    const unsure = hosts.filter((host) => hasIpv6(host) === undefined);
    return [
      ...(without.length > 0
        ? [
            {
              kind: 'problem' as const,
              sentence: `${caller} calls ${without.join(', ')}, which ${without.length > 1 ? 'have' : 'has'} no IPv6: with network.egress: ipv6 it can not be reached. Write egress: nat.`,
            },
          ]
        : []),
      ...(unsure.length > 0
        ? [
            {
              kind: 'unknown' as const,
              sentence: `${caller} calls ${unsure.join(', ')}: see whether it has IPv6 (dig AAAA ${bare(unsure[0]!)}), or write egress: nat.`,
            },
          ]
        : []),
    ];
  });
};

const adviceOnTelemetry = (
  { monitoring, relay }: Config,
  all: readonly Pick<KnownSource, 'name' | 'requirements'>[],
): readonly Advice[] => {
  const open = all.filter(({ requirements }) => requirements.secret.length === 0).map(({ name }) => name);
  const names = [...open, ...(relay ? ['the relay'] : [])];
  if (!monitoring.telemetry || names.length === 0) return [];
  const sentence = `Without a secret there is no place for headers: a collector that asks for a key takes no telemetry from ${names.join(', ')}.`;
  return [{ kind: 'note', sentence }];
};

/** Each agent's queue is there whether something is put on it or not, and so is the function that agents call every few seconds. */
const adviceOnRelay = (
  { relay }: Config,
  sources: readonly KnownSource[],
  syncs: readonly KnownSync[],
): readonly Advice[] => {
  if (!relay) return [];
  if (sources.some(needsRelay) || syncs.some(syncNeedsRelay)) return sources.flatMap(adviceOnAgentsObjects);
  const sentence =
    'There is a relay, and no source says via: relay: agents would have nothing to do. Write it at a source that is behind them, or leave out relay.';
  return [{ kind: 'note', sentence }];
};

const adviceOnAgentsObjects = ({ name, byAgents }: KnownSource): readonly Advice[] => {
  const objects = byAgents?.objects ?? [];
  if (objects.length === 0) return [];
  const sentence = `Source ${name} reads ${objects.join(', ')} through agents, which can prove themselves to no cloud. Leave out via, or name a file on the machine of the agent.`;
  return [{ kind: 'problem', sentence }];
};

const bare = (host: string): string => host.replace(/:\d+$/, '');
