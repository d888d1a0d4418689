import { openRelayGateway } from './relay-gateway.ts';
import { serverPlatform } from './server-platform.ts';
import type { ServerSettings } from './server-settings.ts';
import type { ServerSource } from './server-source.ts';
import { serverTelemetry } from './server-telemetry.ts';

/**
 * Opens the relay whose package lies in a folder, in the place of a source.
 *
 * @throws Error that says what to do
 */
export const openServerRelay = async (settings: ServerSettings, directory: string): Promise<ServerSource> => {
  const platform = await serverPlatform(settings.cloud, directory);
  const { gateway, audit, noJob, flush } = await openRelayGateway({
    directory,
    platform,
    telemetryOf: (...what) => serverTelemetry(...what, settings),
  });
  return {
    answer: (request, target) => gateway(request, { target, publicUrl: settings.publicUrl }),
    runJob: noJob,
    report: noJob,
    platform,
    audit,
    flush,
  };
};
