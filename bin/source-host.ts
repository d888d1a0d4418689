import { join } from 'node:path';
import type { AdministeredSecrets } from '../lambda/platform/administered-secrets.ts';
import { localAdministeredSecrets } from '../lambda/platform/local/local-administered-secrets.ts';
import { localFolder, localPlatform } from '../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../lambda/platform/log.ts';
import type { Platform } from '../lambda/platform/platform.ts';
import type { Configured } from './configured-source.ts';
import type { DeployedSource } from './deployed/deployed-source.ts';
import type { HostName } from './host-name.ts';

/** A source or a sync where it runs: what its administrator may see and change there. */
export interface SourceHost {
  readonly name: HostName;
  /** Ends a sentence: `on this machine`, `on AWS (eu-west-1)`. */
  readonly where: string;
  /** Ends a command that is about the same host: ` --host aws`, or nothing. */
  readonly option: string;
  readonly secrets: AdministeredSecrets;
  /** What the source works with there, as far as an administrator can reach it. */
  readonly platform: Platform;
}

/**
 * Opens a source or a sync on this machine (its `.sallyport` beside the configuration), or the one that is deployed.
 *
 * @throws CommandError if the deployed one can not be found
 */
export const sourceHost = async (configured: Configured, name: HostName): Promise<SourceHost> => {
  if (name !== 'local') {
    const { deployedSource } = await import('./deployed/deployed-source.ts');
    return deployedHost(configured, name, await deployedSource(configured, name));
  }
  const platform = platformHere(configured);
  const folder = join(configured.directory, localFolder, 'secrets');
  const secrets = localAdministeredSecrets(folder, configured.name, platform.now);
  return { name, where: 'on this machine', option: '', secrets, platform };
};

/** A deployed source that was found already. */
export const deployedHost = (
  configured: Configured,
  name: Exclude<HostName, 'local'>,
  { where, secrets, keys, state, identity }: DeployedSource,
): SourceHost => {
  const read = async () => (await secrets.read()).fields;
  const platform = { ...platformHere(configured), keys, state, identity, secrets: { read } };
  return { name, where, option: ` --host ${name}`, secrets, platform };
};

const platformHere = ({ directory, config, name }: Configured): Platform =>
  localPlatform({
    directory,
    gateway: config.gateway,
    source: name,
    // The log of the gate tells of the vendor's calls alone.
    log: jsonLog(() => undefined, Date.now),
  });
