import { join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { connectorNamed } from '../connectors/index.ts';
import { ensureExampleData } from '../examples/data.ts';
import type { AuthorizationOptions } from '../examples/helpdesk/authorization.ts';
import { type Helpdesk, helpdeskAddress, helpdeskPort, startHelpdesk } from '../examples/helpdesk/server.ts';
import { exampleSecret, madeUp } from './example-secret.ts';
import { startProgress } from './terminal/progress.ts';
import { count } from './terminal/table.ts';

/** The example's systems while they run, and the configuration that leads to them. */
export interface ExampleSources {
  readonly config: Config;
  /** Whether the configuration file does not lead to them: another program has the port that it names. */
  readonly isMoved: boolean;
  stop(): Promise<void>;
}

/**
 * Makes the systems of the example, if the configuration names them: its database, and the API of its help desk. Any other
 * configuration is left alone.
 *
 * @param directory the folder of the configuration file
 */
export const startExampleSources = async (
  config: Config,
  directory: string,
  stop: AbortSignal,
): Promise<ExampleSources> => {
  await makeDatabase(config, directory, stop);
  const [name, source] = Object.entries(config.sources).find(([, { options }]) => isHelpdesk(options)) ?? [];
  if (!name || !source) return { config, isMoved: false, stop: async () => undefined };
  const helpdesk = await startStandIn(await accessFor(directory, name));
  const options = { ...source.options, localServer: helpdesk.url };
  return {
    config: { ...config, sources: { ...config.sources, [name]: { ...source, options } } },
    isMoved: helpdesk.url !== helpdeskAddress,
    stop: helpdesk.stop,
  };
};

/** The example's database is not checked in: it is made when a source needs it for the first time. */
const makeDatabase = async (config: Config, directory: string, stop: AbortSignal): Promise<void> => {
  const data = resolve(import.meta.dirname, '../examples/data');
  const files = Object.values(config.sources).flatMap(
    ({ connector, options }) => connectorNamed(connector)!.requires(options).files,
  );
  if (!files.some((file) => resolve(directory, file) === join(data, 'people.sqlite'))) return;
  let current = { words: 'Making example data', share: 0 };
  const progress = startProgress(process.stdout, () => current);
  try {
    await ensureExampleData(data, (done, total) => {
      stop.throwIfAborted();
      current = { words: `Making example data: ${count(done)} of ${count(total)} people`, share: done / total };
    });
  } catch (error) {
    progress.end('The example data was not made.');
    throw error;
  }
  progress.end('Example data is there: 100,000 people with their teams');
};

const isHelpdesk = ({ localServer }: { readonly localServer?: unknown }): boolean => localServer === helpdeskAddress;

/** Another local host may have one running already: then any other port does. */
const startStandIn = async (access: AuthorizationOptions): Promise<Helpdesk> => {
  try {
    return await startHelpdesk({ port: helpdeskPort, ...access });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return startHelpdesk({ port: 0, ...access });
  }
};

/** Whom the stand-in lets in: who knows the source's secret on this machine, which is made up if there is none. */
const accessFor = async (directory: string, source: string): Promise<AuthorizationOptions> => {
  const secret = exampleSecret(directory, source);
  const { token, client_id: id, client_secret: own } = await secret.read();
  if (token || (id && own)) return { token, ...(id && own && { client: { id, secret: own } }) };
  const client = { id: 'gate', secret: madeUp() };
  secret.write({ client_id: client.id, client_secret: client.secret });
  return { client };
};
