import { runningConnector } from '../../connectors/running.ts';
import { callersFor } from '../callers/callers-for.ts';
import { verifyScheduler } from '../callers/verify-scheduler.ts';
import { createGateway } from '../gateway.ts';
import type { HostLimits } from '../imports/import-call.ts';
import { reportFromHere } from '../jobs/report-from-here.ts';
import type { RunJob } from '../jobs/run-job.ts';
import { sourceJobs } from '../jobs/source-jobs.ts';
import type { SourceReport } from '../jobs/source-report.ts';
import { openSource } from '../open-source.ts';
import type { Platform } from '../platform/platform.ts';
import type { FetchHandler } from './http-server.ts';
import { jobCall } from './job-call.ts';
import { serverPlatform } from './server-platform.ts';
import type { ServerCloud, ServerSettings } from './server-settings.ts';
import { serverTelemetry } from './server-telemetry.ts';
import { readSourceDocument } from './source-document.ts';

/** The one source of a container, ready to be called. */
export interface ServerSource {
  readonly answer: FetchHandler;
  readonly runJob: RunJob;
  /** Tries everything that the source needs; what comes of it is kept in its state too. */
  report(signal: AbortSignal): Promise<SourceReport>;
  readonly platform: Platform;
  /** Names of gateway and source, for the log. */
  readonly audit: Readonly<Record<string, string>>;
  /** Sends what telemetry has, if there is any, and waits for it so long at most. */
  flush(milliseconds: number): Promise<void>;
}

/**
 * Cloud Run ends a call after its timeout, which the template sets to the most there is, an hour
 * (cloud.google.com/run/docs/configuring/request-timeout). Container Apps ends one that is silent for 4 minutes
 * (learn.microsoft.com/azure/container-apps/ingress-environment-configuration, "request idle timeout"); how long it may take in all is
 * said nowhere, so it takes no longer than on Cloud Run.
 */
const limits: Readonly<Record<ServerCloud, HostLimits>> = {
  gcp: { milliseconds: 3_600_000 },
  azure: { milliseconds: 3_600_000, silence: 240_000 },
};

/**
 * Opens the source whose package lies in a folder. Nothing is asked of it, or of the cloud, before the first call.
 *
 * @param shutdown aborted when the container is about to end
 * @throws Error that says what to do
 */
export const openServerSource = async (
  settings: ServerSettings,
  directory: string,
  shutdown: AbortSignal,
): Promise<ServerSource> => {
  const document = readSourceDocument(directory);
  const connector = runningConnector(document.source);
  if (!connector) throw new Error(`this handler has no connector ${document.source.connector}: deploy it again`);
  const plain = await serverPlatform(settings.cloud, directory);
  const audit = { gateway: document.gateway, source: document.name };
  const telemetry = document.telemetry && (await serverTelemetry(document.telemetry, audit, plain, settings));
  const platform = telemetry?.platform ?? plain;
  const { fetch, now } = platform;
  const { vendor, source } = document;
  const opened = openSource({ document, connector, platform });
  const verify = callersFor(vendor, source.claims, { fetch, now, callers: settings.callers });
  const made = createGateway({ document, connector, platform, verify, opened });
  const gateway = telemetry?.gateway(made) ?? made;
  const jobs = sourceJobs({ document, source: opened, platform });
  const runJob = telemetry?.jobs(jobs) ?? jobs;
  const report = (signal: AbortSignal) => reportFromHere({ document, source: opened, platform, signal });
  const { publicUrl, scheduler, cloud } = settings;
  const answerJob =
    scheduler === undefined
      ? undefined
      : jobCall({
          run: runJob,
          report,
          verify: verifyScheduler(scheduler, { fetch, now, checkedByPlatform: vendor.profile === 'platform' }),
          verifyInFull: verifyScheduler(scheduler, { fetch, now, checkedByPlatform: false }),
          publicUrl,
          platform,
          audit,
        });
  const answer: FetchHandler = async (request, target) =>
    (await answerJob?.(request, target, AbortSignal.any([request.signal, shutdown]))) ??
    gateway(request, { target, publicUrl, limits: limits[cloud], shutdown });
  return { answer, runJob, report, platform, audit, flush: telemetry?.flush ?? (async () => undefined) };
};
