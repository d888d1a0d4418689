import type { Config, SourceConfig, SyncConfig } from '../config/config.ts';
import { collectorHeaders } from '../connectors/collector-headers.ts';
import type { Connector, IdentityUse, Requirements, SecretField } from '../connectors/connector.ts';
import type { Destination, DestinationRequirements } from '../connectors/destination.ts';
import { connectors as allConnectors } from '../connectors/index.ts';
import { DeploymentError } from './deployment-error.ts';
import { keysHosts } from './egress-hosts.ts';
import { needsRelay, reachedFromGate } from './known-sources.ts';

/** A sync, and what a deployment must give to it. */
export interface KnownSync {
  /** Its name in the configuration. */
  readonly name: string;
  readonly sync: SyncConfig;
  /** The source whose users they are: the one that `sync.from` names. */
  readonly source: SourceConfig;
  /**
   * All that its function calls, reads and proves itself to: for its source, for its destination and for those who call it. The secret is its own: that of
   * its source is another one.
   */
  readonly requirements: Requirements;
  /** What of it is its source's: `secret` and `state` are places of that source. */
  readonly sourceRequirements: Requirements;
}

/** What a signed call of the source's side is proved with (standardwebhooks.com: `whsec_` and 24 to 64 bytes in base64). */
export const webhookSecret: SecretField = {
  name: 'webhook_secret',
  description:
    "What the source's side signs its calls with, as Standard Webhooks says: whsec_ and at least 24 random bytes in base64",
  required: true,
};

/**
 * The syncs of a configuration in its order, each with what it requires.
 *
 * @throws DeploymentError `connector-unknown` or `destination-unknown`
 * @example knownSyncs(loadConfig('sallyport.yaml', connectors)).map(({ name, requirements }) => [name, requirements.hosts])
 */
export const knownSyncs = (config: Config, connectors: readonly Connector[] = allConnectors): readonly KnownSync[] =>
  Object.entries(config.sync).map(([name, sync]) => {
    const source = config.sources[sync.from]!;
    const connector = connectors.find((candidate) => candidate.name === source.connector);
    if (!connector) {
      const message = `Source ${sync.from} of sync ${name} uses connector ${source.connector}, which nobody knows.`;
      throw new DeploymentError('connector-unknown', message);
    }
    const sourceRequirements = reachedFromGate(source, connector);
    const destination = destinationRequirements(name, sync, connectors);
    return {
      name,
      sync,
      source,
      sourceRequirements,
      requirements: merged(config, sync, sourceRequirements, destination),
    };
  });

/** Whether a sync reaches its source or its destination through agents. */
export const syncNeedsRelay = ({ sync, source }: Pick<KnownSync, 'sync' | 'source'>): boolean =>
  needsRelay({ source }) || sync.to.via === 'relay';

/** Whether anybody calls a sync: everything that comes in is proved in its handler, so that its URL is open. */
export const hasUrl = ({ sync }: Pick<KnownSync, 'sync'>): boolean =>
  sync.webhook !== undefined || sync.signIn !== undefined;

const destinationRequirements = (
  name: string,
  { to }: SyncConfig,
  connectors: readonly Connector[],
): DestinationRequirements => {
  const destination = connectors.find((connector) => connector.destination?.name === to.destination)?.destination;
  if (!destination) {
    const message = `Sync ${name} goes to destination ${to.destination}, which nobody knows.`;
    throw new DeploymentError('destination-unknown', message);
  }
  // The schema of this very destination has checked the options.
  const required = (destination as Destination).requires(to.options);
  return to.via === 'relay' ? { ...required, hosts: [] } : required;
};

/** A sync always keeps what it knows of each user. No list of fields to enter is whole without what webhooks are proved with. */
const merged = (
  { monitoring }: Config,
  { webhook, signIn }: SyncConfig,
  source: Requirements,
  destination: DestinationRequirements,
): Requirements => {
  const fields = [...destination.secret, ...(webhook ? [webhookSecret] : [])];
  const identity = bothIdentities(source.identity, destination.identity);
  return {
    hosts: [...new Set([...source.hosts, ...destination.hosts, ...keysHosts(signIn?.servers ?? [])])],
    files: source.files,
    objects: source.objects,
    secret: monitoring.telemetry && fields.length > 0 ? [...fields, collectorHeaders] : fields,
    ...(destination.entries && {
      entries: destination.entries.map((entry) => (webhook ? [...entry, webhookSecret.name] : entry)),
    }),
    state: true,
    ...(identity && { identity }),
  };
};

const bothIdentities = (...uses: readonly (IdentityUse | undefined)[]): IdentityUse | undefined => {
  const used = uses.filter((use) => use !== undefined);
  if (used.length === 0) return undefined;
  const each = <Item>(items: (use: IdentityUse) => readonly Item[]): readonly Item[] => [
    ...new Set(used.flatMap(items)),
  ];
  const serviceAccounts = each((use) => use.serviceAccounts ?? []);
  return {
    audiences: each(({ audiences }) => audiences),
    roles: each(({ roles }) => roles),
    ...(serviceAccounts.length > 0 && { serviceAccounts }),
  };
};
