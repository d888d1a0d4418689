import type { AdministeredKeyStore } from '../../lambda/platform/key-store.ts';
import type { Platform } from '../../lambda/platform/platform.ts';
import type { Configured } from '../configured-source.ts';
import type { HostName } from '../host-name.ts';
import type { SourceHost } from '../source-host.ts';

/** What is different from a source on this machine. */
export interface DeployedSource
  extends Pick<SourceHost, 'where' | 'secrets'>,
    Pick<Platform, 'keys' | 'state' | 'identity'> {
  readonly keys: AdministeredKeyStore;
  /** Whether the source may use the gateway's key: one that may not knows no place of it. */
  readonly hasKey: boolean;
  /** What the deployment tells the source. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of a sync: has its job `resume` begin soon. Throws PlatformError `wake-missing`, `wake-denied` or `wake-unreachable`. */
  wake(): Promise<void>;
}

/** Finds a source or a sync where it is deployed. Throws CommandError if it is not, or nobody may ask. */
export type FindDeployed = (configured: Pick<Configured, 'name' | 'config'>) => Promise<DeployedSource>;

/** Of each cloud, its own code is loaded alone. */
const clouds: Readonly<Record<Exclude<HostName, 'local'>, () => Promise<FindDeployed>>> = {
  aws: async () => (await import('./aws-source.ts')).awsSource,
  gcp: async () => (await import('./gcp-source.ts')).gcpSource,
  azure: async () => (await import('./azure-source.ts')).azureSource,
};

/**
 * The source as it is deployed to a cloud. What runs there says in its environment where its secret, the gateway's key and its state are.
 *
 * @throws CommandError if it is not deployed, or nobody may ask
 */
export const deployedSource = async (
  configured: Pick<Configured, 'name' | 'config'>,
  host: Exclude<HostName, 'local'>,
): Promise<DeployedSource> => (await clouds[host]())(configured);
