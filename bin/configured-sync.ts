import { dirname, resolve } from 'node:path';
import type { Config, SyncConfig } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import type { Destination } from '../connectors/destination.ts';
import { connectors } from '../connectors/index.ts';
import { knownSyncs } from '../stacks/known-syncs.ts';
import { type Configured, type ConfiguredSource, sourceIn, unknownName } from './configured-source.ts';
import { CommandError, exitCode } from './exit-code.ts';

/** One sync of a configuration, with what is known of it from there alone. */
export interface ConfiguredSync extends Configured {
  readonly sync: SyncConfig;
  readonly destination: Destination;
  /** Where its users come from. */
  readonly from: ConfiguredSource;
}

/**
 * The sync of that name in a configuration file.
 *
 * @throws ConfigError; CommandError with the names that there are
 */
export const configuredSync = (file: string, name: string): ConfiguredSync =>
  syncIn(loadConfig(file, connectors), file, name);

/**
 * The same of a configuration that was read already.
 *
 * @throws CommandError with the names that there are
 */
export const syncIn = (config: Config, file: string, name: string): ConfiguredSync => {
  const known = knownSyncs(config).find((each) => each.name === name);
  if (!known) {
    const names = Object.keys(config.sync);
    throw names.length === 0 ? none(file) : unknownName(file, 'sync', name, names);
  }
  const { sync, requirements } = known;
  const destination = destinationNamed(sync.to.destination);
  return {
    name,
    config,
    directory: dirname(resolve(file)),
    sync,
    destination,
    from: sourceIn(config, file, sync.from),
    requirements,
    authentication: (isLocal) => destination.authentication(sync.to.options, { local: isLocal }),
    kind: destination.name,
    trial: `sync run ${name} --dry-run`,
  };
};

/** The source or the sync of that name: no two have the same. Throws as `configuredSync`. */
export const configured = (file: string, name: string): ConfiguredSource | ConfiguredSync => {
  const config = loadConfig(file, connectors);
  if (isSync(config, name)) return syncIn(config, file, name);
  const syncs = Object.keys(config.sync);
  if (syncs.length === 0 || Object.hasOwn(config.sources, name)) return sourceIn(config, file, name);
  throw unknownName(file, 'source or sync', name, [...Object.keys(config.sources), ...syncs]);
};

/** Whether a sync has that name. */
export const isSync = ({ sync }: Pick<Config, 'sync'>, name: string): boolean => Object.hasOwn(sync, name);

// What the schema of a destination gave is what its other parts take.
const destinationNamed = (name: string): Destination =>
  connectors.find(({ destination }) => destination?.name === name)!.destination as Destination;

const none = (file: string): CommandError =>
  new CommandError(exitCode.usage, `${file} has no sync. docs/sync.md shows one.`);
