import { dirname, resolve } from 'node:path';
import { closest } from '../config/closest.ts';
import type { Config, SourceConfig } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import type { Authentication } from '../connectors/authentication/authentication.ts';
import type { Connector, Requirements } from '../connectors/connector.ts';
import { connectorNamed, connectors } from '../connectors/index.ts';
import { requirementsOf } from '../stacks/known-sources.ts';
import { CommandError, exitCode } from './exit-code.ts';

/** What has a place of its own where the gate runs, with a secret and a state: a source, or a sync. */
export interface Configured {
  readonly name: string;
  readonly config: Config;
  /** The folder of the configuration file. */
  readonly directory: string;
  readonly requirements: Requirements;
  /**
   * How what it calls is proved to who calls; `undefined` where the connector sees to it itself, as with databases.
   *
   * @param isLocal whether it is asked for this machine, where a system may have another address
   */
  authentication(isLocal: boolean): Authentication | undefined;
  /** The word for what it calls: a connector or a destination. */
  readonly kind: string;
  /** A command of ours that calls it, which alone shows whether what is entered is accepted: `pull hr`. */
  readonly trial: string;
}

/** One source of a configuration, with what is known of it from there alone. */
export interface ConfiguredSource extends Configured {
  readonly source: SourceConfig;
  readonly connector: Connector;
}

/**
 * The source of that name in a configuration file.
 *
 * @throws ConfigError; CommandError with the names that there are
 */
export const configuredSource = (file: string, name: string): ConfiguredSource =>
  sourceIn(loadConfig(file, connectors), file, name);

/**
 * The same of a configuration that was read already.
 *
 * @throws CommandError with the names that there are
 */
export const sourceIn = (config: Config, file: string, name: string): ConfiguredSource => {
  const source = Object.hasOwn(config.sources, name) ? config.sources[name] : undefined;
  if (!source) throw unknownName(file, 'source', name, Object.keys(config.sources));
  const connector = connectorNamed(source.connector)!;
  return {
    name,
    config,
    directory: dirname(resolve(file)),
    source,
    connector,
    requirements: requirementsOf(config, source, connector),
    authentication: (isLocal) => connector.authentication?.(source.options, { local: isLocal }),
    kind: source.connector,
    trial: `${source.serve.includes('import') ? 'pull' : 'preview'} ${name}`,
  };
};

/** Nothing of that kind has that name. */
export const unknownName = (file: string, kind: string, name: string, known: readonly string[]): CommandError => {
  const meant = closest(name, known);
  const hint = meant ? ` Did you mean ${meant}?` : '';
  return new CommandError(exitCode.usage, `${file} has no ${kind} ${name}; it has ${known.join(', ')}.${hint}`);
};
