import { openRelayGateway } from './relay-gateway.ts';
import { serverPlatform } from './server-platform.ts';
import type { ServerSettings } from './server-settings.ts';
import type { ServerSource } from './server-source.ts';

/**
 * Opens the relay whose package lies in a folder, in the place of a source.
 *
 * @throws Error that says what to do
 */
export const openServerRelay = async (
  { cloud, publicUrl }: ServerSettings,
  directory: string,
): Promise<ServerSource> => {
  const platform = await serverPlatform(cloud, directory);
  const { gateway, audit, noJob } = openRelayGateway(directory, platform);
  return {
    answer: (request, target) => gateway(request, { target, publicUrl }),
    runJob: noJob,
    report: noJob,
    platform,
    audit,
    flush: async () => undefined,
  };
};
