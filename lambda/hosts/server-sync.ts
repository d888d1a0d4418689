import type { SyncDocument } from '../../config/config.ts';
import { verifyScheduler } from '../callers/verify-scheduler.ts';
import type { RunJob } from '../jobs/run-job.ts';
import { deployedSync } from '../platform/deployed-sync.ts';
import type { Platform } from '../platform/platform.ts';
import type { SyncPlaces } from '../platform/sync-places.ts';
import type { FetchHandler } from './http-server.ts';
import { jobCall } from './job-call.ts';
import { serverPlatform } from './server-platform.ts';
import type { ServerCloud, ServerSettings } from './server-settings.ts';
import type { ServerSource } from './server-source.ts';
import { serverTelemetry } from './server-telemetry.ts';
import { readSyncDocument } from './sync-document.ts';
import { openSyncGateway, syncAudit } from './sync-gateway.ts';

/**
 * What a job may take, in milliseconds, so that a run has time to save what it did. Cloud Scheduler waits half an hour for an answer
 * (docs.cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs, attemptDeadline). A Container Apps job ends after as long by its
 * template, and a container takes up to minutes of that to be found and to fetch its package.
 */
const jobMilliseconds: Readonly<Record<ServerCloud, number>> = { gcp: 1_770_000, azure: 1_620_000 };

/**
 * The same of the job `resume`, which on Google Cloud a bell starts too: Pub/Sub waits for ten minutes, and with its call the container loses its CPU
 * (docs/decisions/2026-11-22-a-bell-of-its-own.md). It rings for itself if there is more to do.
 */
const resumeMilliseconds: Readonly<Record<ServerCloud, number>> = { ...jobMilliseconds, gcp: 570_000 };

/**
 * Opens the sync whose package lies in a folder, in the place of a source.
 *
 * @param shutdown aborted when the container is about to end
 * @throws Error that says what to do
 */
export const openServerSync = async (
  settings: ServerSettings,
  directory: string,
  shutdown: AbortSignal,
): Promise<ServerSource> => {
  const { cloud, publicUrl, scheduler } = settings;
  const document = readSyncDocument(directory);
  const platform = await serverPlatform(cloud, directory);
  const audit = syncAudit(document);
  const telemetry = document.telemetry && (await serverTelemetry(document.telemetry, audit, platform, settings));
  const places = await serverPlaces(cloud, platform);
  const { gateway, runJob, report, flush } = openSyncGateway({ document, platform, places, telemetry });
  const run: RunJob = (job, { signal }) => {
    const { [cloud]: milliseconds } = job === 'resume' ? resumeMilliseconds : jobMilliseconds;
    return runJob(job, { signal: AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]) });
  };
  const { fetch, now } = platform;
  const answerJob =
    scheduler === undefined
      ? undefined
      : jobCall({
          run,
          report,
          verify: verifyScheduler(scheduler, { fetch, now, checkedByPlatform: !isOpen(document) }),
          verifyInFull: verifyScheduler(scheduler, { fetch, now, checkedByPlatform: false }),
          publicUrl,
          platform,
          audit,
        });
  const answer: FetchHandler = async (request, target) =>
    (await answerJob?.(request, target, AbortSignal.any([request.signal, shutdown]))) ??
    gateway(request, { target, publicUrl });
  return { answer, runJob: run, report, platform, audit, flush };
};

/** Whom nobody calls but the scheduler, Cloud Run lets nobody else in to. */
const isOpen = ({ sync: { webhook, signIn } }: SyncDocument): boolean => webhook !== undefined || signIn !== undefined;

const serverPlaces = async (cloud: ServerCloud, platform: Platform): Promise<SyncPlaces> => {
  const places = deployedSync(process.env);
  if (cloud === 'gcp') return (await import('../platform/gcp/gcp-sync.ts')).gcpSync(places, platform);
  return (await import('../platform/azure/azure-sync.ts')).azureSync(places, platform);
};
