import type { Telemetry as TelemetryConfig } from '../../config/config.ts';
import type { Platform } from '../platform/platform.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { ServerSettings } from './server-settings.ts';

/** Both clouds have the region in the URLs of what they run. */
const regionOf = (publicUrl: string): string | undefined =>
  /\.([a-z0-9-]+)\.(?:run\.app|azurecontainerapps\.io)\/?$/.exec(publicUrl)?.[1];

/**
 * What watches a container, loaded where the configuration names a collector.
 *
 * @param audit names of the gateway and of the source or sync
 */
export const serverTelemetry = async (
  telemetry: TelemetryConfig,
  audit: Readonly<Record<string, string>>,
  platform: Platform,
  { cloud, publicUrl }: Pick<ServerSettings, 'cloud' | 'publicUrl'>,
): Promise<Telemetry> => {
  const { otlpTelemetry } = await import('../telemetry/otlp-telemetry.ts');
  return otlpTelemetry({ telemetry, audit, platform, cloud: { provider: cloud, region: regionOf(publicUrl) } });
};
