import type { Schedule, SyncDocument } from '../../../config/config.ts';
import { closedUntil } from '../../closed-until.ts';
import { type JobOutcome, type JobTrigger, jobRunner, type RunJob } from '../../jobs/run-job.ts';
import { nodeSleep } from '../../tokens/access/source-access.ts';
import type { RunOptions } from '../open-sync.ts';
import type { SyncStore } from '../state/sync-store.ts';
import type { SyncPlatforms } from '../sync-platforms.ts';
import { type AskedRun, isPlan, type RunKind } from '../sync-run.ts';
import { explainFailure } from './explain-failure.ts';
import type { EndedRun } from './run-sync.ts';

/** What the jobs of a sync are made from. */
export interface SyncJobsOptions {
  readonly document: SyncDocument;
  readonly platforms: SyncPlatforms;
  readonly store: SyncStore;
  run(asked: AskedRun, options: RunOptions): Promise<EndedRun | 'busy'>;
}

/** While too many fail, the schedule's runs are so far apart, in milliseconds. */
const quarantineEvery = 24 * 60 * 60_000;
/** Somebody's run that is to begin soon is waited for so long, in milliseconds; a later one is found by the next job. */
const longestWait = 60_000;

/**
 * The jobs of a sync: `sync` and `full` by their schedules; `resume`, which goes on with what was cut off, runs what was asked for, and does what is due
 * though nothing has changed. It asks nobody and writes nothing when there is nothing to do.
 */
export const syncJobs = (options: SyncJobsOptions): RunJob => {
  const { document, platforms, store } = options;
  const { gateway, name, sync, source } = document;
  const { own } = platforms;
  const { now } = own;
  const isClosed = () => closedUntil(source.closed, now()) !== undefined;

  const run = async (asked: AskedRun, signal: AbortSignal): Promise<'busy' | 'ended'> => {
    const ended = await options.run(asked, { signal });
    if (ended === 'busy') return 'busy';
    const { record, thrown } = ended;
    if (record.outcome === 'unfinished' && !isPlan(asked.kind)) await platforms.wake();
    if (record.outcome === 'failed') throw thrown;
    return 'ended';
  };

  const scheduled = (schedule: Schedule, kind: RunKind) => ({
    schedule,
    isClosed,
    run: async (signal: AbortSignal) => {
      const { quarantined } = await store.watermark();
      if (quarantined && now() - quarantined.triedAt < quarantineEvery) return;
      const asked = { id: own.reference(), kind, cause: 'schedule', at: now() } as const;
      // Whoever is at it may have begun long ago, and looks at less: this run comes after that one.
      if ((await run(asked, signal)) === 'busy') await store.ask(asked);
    },
  });

  const runScheduled = jobRunner({
    gateway,
    source: name,
    jobs: {
      ...(sync.schedule && { sync: scheduled(sync.schedule, 'changed') }),
      ...((sync.schedule || sync.webhook) && { full: scheduled(sync.full, 'full') }),
    },
    platform: own,
    sleep: nodeSleep,
    explain: explainFailure,
  });

  const resume = async ({ signal }: JobTrigger): Promise<JobOutcome> => {
    if (isClosed()) return 'not-due';
    let outcome: JobOutcome = 'not-due';
    // One after the other, also what is asked for in the meantime.
    for (;;) {
      const due = await dueRun(options);
      if (!due || signal.aborted) return outcome;
      if (due.at > now()) await nodeSleep(due.at - now(), signal).catch(() => undefined);
      if (signal.aborted) return outcome;
      try {
        if ((await run(due, signal)) === 'busy') return 'busy';
      } catch (thrown) {
        const { code } = explainFailure(thrown);
        own.log.warn('job.failed', { gateway, source: name, job: 'resume', code });
      }
      // Whoever asked has the answer in the history; all else comes again in a quarter of an hour.
      await store.end(due.id);
      outcome = 'done';
      if (due.cause === 'resume') return outcome;
    }
  };

  return (job, trigger) => (job === 'resume' ? resume(trigger) : runScheduled(job, trigger));
};

/** What there is to do, though it is not the schedule's time. */
const dueRun = async ({ store, platforms: { own } }: SyncJobsOptions): Promise<AskedRun | undefined> => {
  const now = own.now();
  const asked = await store.begin(now + longestWait);
  if (asked) return asked;
  const { unfinished, dueAt, quarantined } = await store.watermark();
  if (quarantined && now - quarantined.triedAt < quarantineEvery) return undefined;
  const isDue = unfinished === true || (dueAt !== undefined && dueAt <= now);
  return isDue ? { id: own.reference(), kind: 'changed', cause: 'resume', at: now } : undefined;
};
