import type { Config } from '../config/config.ts';
import { type Dashboard, dashboardAddress, dashboardPort, startDashboard } from '../examples/dashboard/server.ts';
import { exampleSecret, madeUp } from './example-secret.ts';

/** The example's dashboard while it runs, and the configuration that leads to it. */
export interface ExampleDashboard {
  readonly config: Config;
  /** The sync that goes there; `undefined` if none does, and nothing runs. */
  readonly sync: string | undefined;
  /** Whether the configuration file does not lead there: another program has the port that it names. */
  readonly isMoved: boolean;
  stop(): Promise<void>;
}

/**
 * Starts the dashboard of the example, if a sync of the configuration goes there. Any other configuration is left alone: nobody's destination is
 * written to because somebody tries the gate.
 *
 * @param directory the folder of the configuration file
 */
export const startExampleDashboard = async (config: Config, directory: string): Promise<ExampleDashboard> => {
  const [name, sync] = Object.entries(config.sync).find(([, { to }]) => isDashboard(to.options)) ?? [];
  if (!name || !sync) return { config, sync: undefined, isMoved: false, stop: async () => undefined };
  const dashboard = await startStandIn(await loginFor(directory, name));
  const to = { ...sync.to, options: { ...sync.to.options, localServer: dashboard.url } };
  return {
    config: { ...config, sync: { ...config.sync, [name]: { ...sync, to } } },
    sync: name,
    isMoved: dashboard.url !== dashboardAddress,
    stop: dashboard.stop,
  };
};

const isDashboard = ({ localServer }: { readonly localServer?: unknown }): boolean => localServer === dashboardAddress;

interface Login {
  readonly user: string;
  readonly password: string;
}

/** Another local host may have one running already: then any other port does. */
const startStandIn = async (login: Login): Promise<Dashboard> => {
  try {
    return await startDashboard({ port: dashboardPort, login });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return startDashboard({ port: 0, login });
  }
};

/** Whom the stand-in lets in: who knows the sync's secret on this machine, which is made up if there is none. */
const loginFor = async (directory: string, sync: string): Promise<Login> => {
  const secret = exampleSecret(directory, sync);
  const { username, password } = await secret.read();
  if (username && password) return { user: username, password };
  const login = { user: 'gate', password: madeUp() };
  secret.write({ username: login.user, password: login.password });
  return login;
};
