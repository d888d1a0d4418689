import type { Gateway } from '../gateway.ts';
import type { Platform } from '../platform/platform.ts';
import { createRelay } from '../relay/create-relay.ts';
import type { OpenTelemetry } from '../telemetry/telemetry.ts';
import { readRelayDocument } from './relay-document.ts';

/** The relay in the place of a source, where its document lies beside the handler. It has no jobs. */
export interface RelayGateway {
  readonly gateway: Gateway;
  /** Name of the gateway, for the log. */
  readonly audit: Readonly<Record<string, string>>;
  /** Throws RangeError: there is no job of any name. */
  noJob(): Promise<never>;
  /** Sends what telemetry has, if there is any, and waits for it so long at most. */
  flush(milliseconds: number): Promise<void>;
}

/** What the relay of a handler is opened with. */
export interface RelayGatewayOptions {
  /** Of the handler. */
  readonly directory: string;
  readonly platform: Platform;
  /** What watches it, where the configuration names a collector. */
  readonly telemetryOf: OpenTelemetry;
}

/**
 * Opens the relay of a handler. Nothing of the cloud is asked before the first call.
 *
 * @throws Error that says what to do
 */
export const openRelayGateway = async (options: RelayGatewayOptions): Promise<RelayGateway> => {
  const { directory, platform, telemetryOf } = options;
  const document = readRelayDocument(directory);
  const audit = { gateway: document.gateway, source: 'relay' };
  const telemetry = document.telemetry && (await telemetryOf(document.telemetry, audit, platform));
  const relay = createRelay({ document, platform: telemetry?.platform ?? platform });
  const gateway: Gateway = (request, { target = '', publicUrl }) => relay(request, { target, publicUrl });
  return {
    gateway: telemetry?.gateway(gateway) ?? gateway,
    audit,
    noJob: async () => {
      throw new RangeError('the relay has no jobs');
    },
    flush: telemetry?.flush ?? (async () => undefined),
  };
};
