import type { SyncDocument } from '../../config/config.ts';
import { runningConnector } from '../../connectors/running.ts';
import type { VerifyRegistrar } from '../callers/registrars-for.ts';
import type { Gateway } from '../gateway.ts';
import type { RunJob } from '../jobs/run-job.ts';
import type { SourceReport } from '../jobs/source-report.ts';
import { logWith } from '../platform/log-with.ts';
import type { Platform } from '../platform/platform.ts';
import type { SyncPlaces } from '../platform/sync-places.ts';
import { createSync } from '../sync/create-sync.ts';
import { type OpenSync, openSync } from '../sync/open-sync.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { quietWake } from './quiet-wake.ts';

/** What a host opens a sync with. */
export interface SyncGatewayOptions {
  readonly document: SyncDocument;
  readonly platform: Platform;
  readonly places: SyncPlaces;
  /** What watches it. Its platform stands in for the one above. @default - nothing does */
  readonly telemetry?: Telemetry | undefined;
  /** Whether this is the local host. @default false */
  readonly isLocal?: boolean | undefined;
  /** Who proves the servers that ask for tokens. @default - the issuers of the document */
  readonly verify?: VerifyRegistrar | undefined;
}

/** A sync in the place of a source. */
export interface SyncGateway {
  /** Answers webhooks and whoever asks for tokens. Never throws. */
  readonly gateway: Gateway;
  /** The jobs `sync`, `full` and `resume`. */
  readonly runJob: RunJob;
  /** Tries everything that the sync needs, and changes nothing. */
  report(signal: AbortSignal): Promise<SourceReport>;
  /** Sends what telemetry has, if there is any, and waits for it so long at most. */
  flush(milliseconds: number): Promise<void>;
  readonly sync: OpenSync;
}

/** Names of gateway and sync, for the log. */
export const syncAudit = ({ gateway, name }: SyncDocument): Readonly<Record<string, string>> => ({
  gateway,
  sync: name,
});

/**
 * Opens a sync as every host has it. Nothing of the cloud is asked before the first call.
 *
 * @throws Error that says what to do
 */
export const openSyncGateway = (options: SyncGatewayOptions): SyncGateway => {
  const { document, places, telemetry, isLocal, verify } = options;
  const connector = runningConnector(document.source);
  if (!connector) throw new Error(`this handler has no connector ${document.source.connector}: deploy it again`);
  const watched = telemetry?.platform ?? options.platform;
  // Alarms tell sources and syncs apart by the one field.
  const own = { ...watched, log: logWith(watched.log, { source: document.name }) };
  const platforms = { own, ...places, wake: quietWake(places.wake, own.log, syncAudit(document)) };
  const sync = openSync({ document, connector, platforms, isLocal });
  const answer = createSync({
    document,
    platforms,
    ask: (run) => sync.state.ask(run),
    people: (key) => sync.payload(key),
    mapping: sync.mapping,
    payloadOf: (key, mapped) => sync.destination.payload(key, mapped),
    verify,
  });
  const gateway: Gateway = (request, { target = '', publicUrl }) => answer(request, { target, publicUrl });
  return {
    gateway: telemetry?.gateway(gateway) ?? gateway,
    runJob: telemetry?.jobs(sync.runJob) ?? sync.runJob,
    async report(signal) {
      // Calls and runs never need it.
      const { syncReport } = await import('./sync-report.ts');
      return syncReport({ document, connector, platforms, destination: sync.destination, isLocal, signal });
    },
    flush: telemetry?.flush ?? (async () => undefined),
    sync,
  };
};
