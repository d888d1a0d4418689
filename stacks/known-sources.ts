import type { Config, SourceConfig } from '../config/config.ts';
import type { Connector, Requirements } from '../connectors/connector.ts';
import { connectors as allConnectors } from '../connectors/index.ts';
import { DeploymentError } from './deployment-error.ts';

/** A source, and what a deployment must give to it. */
export interface KnownSource {
  /** Its name in the configuration. */
  readonly name: string;
  readonly source: SourceConfig;
  readonly requirements: Requirements;
}

/**
 * The sources of a configuration in its order, each with what its connector requires. One that is tried on a schedule keeps what came of
 * it, whatever its connector says.
 *
 * @throws DeploymentError `connector-unknown`
 */
export const knownSources = (
  { sources }: Config,
  connectors: readonly Connector[] = allConnectors,
): readonly KnownSource[] =>
  Object.entries(sources).map(([name, source]) => {
    const connector = connectors.find((candidate) => candidate.name === source.connector);
    if (!connector) {
      const message = `Source ${name} uses connector ${source.connector}, which nobody knows.`;
      throw new DeploymentError('connector-unknown', message);
    }
    const requirements = connector.requires(source.options);
    return { name, source, requirements: source.check ? { ...requirements, state: true } : requirements };
  });

/** Whether a source makes pseudonyms, or seals what it keeps or what the vendor keeps for it. */
export const needsGatewayKey = ({ source, requirements }: Omit<KnownSource, 'name'>): boolean =>
  source.serve.includes('proxy') || requirements.state === true || requirements.cursors === true;
