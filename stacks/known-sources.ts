import type { Config, SourceConfig } from '../config/config.ts';
import { collectorHeaders } from '../connectors/collector-headers.ts';
import type { Connector, Requirements } from '../connectors/connector.ts';
import { connectors as allConnectors } from '../connectors/index.ts';
import { DeploymentError } from './deployment-error.ts';

/** A source, and what a deployment must give to it. */
export interface KnownSource {
  /** Its name in the configuration. */
  readonly name: string;
  readonly source: SourceConfig;
  readonly requirements: Requirements;
  /** What agents call and read for it, if it is behind them. */
  readonly byAgents?: ReadByAgents | undefined;
}

/** Of what a connector requires, that which is found where an agent is. */
export type ReadByAgents = Pick<Requirements, 'hosts' | 'files' | 'objects'>;

/**
 * What a source requires: what its connector says, and what comes with the configuration around it. One that is tried on a schedule keeps
 * what came of it. With a collector of telemetry, a source that has a secret may have its headers there; one that has none gets no secret
 * for them, for secrets cost something each month. One behind agents is called from where they are, and its files lie there; its tokens are
 * kept, and the gate's own identity is proved, where the gate is.
 */
export const requirementsOf = ({ monitoring }: Config, source: SourceConfig, connector: Connector): Requirements => {
  const required = reachedFromGate(source, connector);
  const { secret } = required;
  return {
    ...required,
    ...(source.check && { state: true }),
    ...(monitoring.telemetry && secret.length > 0 && { secret: [...secret, collectorHeaders] }),
  };
};

/** What its connector says, but for what is found where an agent is. */
export const reachedFromGate = (source: SourceConfig, connector: Connector): Requirements => ({
  ...connector.requires(source.options),
  ...(needsRelay({ source }) && { hosts: [], files: [], objects: [] }),
});

const readByAgents = (source: SourceConfig, connector: Connector): ReadByAgents => {
  const { hosts, files, objects } = connector.requires(source.options);
  return { hosts, files, objects };
};

/**
 * The sources of a configuration in its order, each with what it requires.
 *
 * @throws DeploymentError `connector-unknown`
 */
export const knownSources = (
  config: Config,
  connectors: readonly Connector[] = allConnectors,
): readonly KnownSource[] =>
  Object.entries(config.sources).map(([name, source]) => {
    const connector = connectors.find((candidate) => candidate.name === source.connector);
    if (!connector) {
      const message = `Source ${name} uses connector ${source.connector}, which nobody knows.`;
      throw new DeploymentError('connector-unknown', message);
    }
    const requirements = requirementsOf(config, source, connector);
    return { name, source, requirements, ...(needsRelay({ source }) && { byAgents: readByAgents(source, connector) }) };
  });

/** Whether a source makes pseudonyms, or seals what it keeps or what the vendor keeps for it. */
export const needsGatewayKey = ({ source, requirements }: Omit<KnownSource, 'name'>): boolean =>
  source.serve.includes('proxy') || requirements.state === true || requirements.cursors === true;

/** Whether a source is reached through agents: its function then needs their queues and mailboxes, and the key by which they know the gate. */
export const needsRelay = ({ source }: Pick<KnownSource, 'source'>): boolean => source.via === 'relay';
