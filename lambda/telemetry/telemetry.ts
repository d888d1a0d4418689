import type { Telemetry as TelemetryConfig } from '../../config/config.ts';
import type { Gateway } from '../gateway.ts';
import type { RunJob } from '../jobs/run-job.ts';
import type { Platform } from '../platform/platform.ts';

/** What watches a source, a sync or the relay, from outside of what it does. */
export interface Telemetry {
  /** The platform to open the source with: what goes out and what is logged is seen. */
  readonly platform: Platform;
  /** The gateway, seen call by call. */
  gateway(gateway: Gateway): Gateway;
  /** What it does by itself, seen job by job. */
  jobs(runJob: RunJob): RunJob;
  /** Sends what is there, and waits for it so long at most. Never rejects. */
  flush(milliseconds: number): Promise<void>;
}

/** Opens what a configuration asks for, on a host. `audit` has the names of the gateway and of what this process is. */
export type OpenTelemetry = (
  telemetry: TelemetryConfig,
  audit: Readonly<Record<string, string>>,
  platform: Platform,
) => Promise<Telemetry>;
