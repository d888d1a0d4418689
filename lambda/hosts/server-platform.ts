import { deployedPlaces } from '../platform/deployed-places.ts';
import type { Platform } from '../platform/platform.ts';
import type { ServerCloud } from './server-settings.ts';

/**
 * The platform of the cloud that the container runs in. No other cloud's is loaded.
 *
 * @param directory where the source's package was unpacked
 */
export const serverPlatform = async (cloud: ServerCloud, directory: string): Promise<Platform> => {
  const options = { directory, ...deployedPlaces(process.env) };
  if (cloud === 'gcp') return (await import('../platform/gcp/gcp-platform.ts')).gcpPlatform(options);
  return (await import('../platform/azure/azure-platform.ts')).azurePlatform(options);
};
