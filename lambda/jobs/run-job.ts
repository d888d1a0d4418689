import { randomUUID } from 'node:crypto';
import type { Schedule } from '../../config/config.ts';
import { type Lease, leaseTaker, type Sleep } from '../lease.ts';
import type { Platform } from '../platform/platform.ts';
import { type Failure, failureOf } from '../proxy/failed-answer.ts';
import { dueTime } from './due-time.ts';
import { type JobRecord, type RunOutcome, readRecord, recordName } from './job-record.ts';

/** Begun so often in all, a run is given up. The clouds that wake us try twice again. */
export const mostAttempts = 3;

/** Longer than the time after which a lease of somebody who died is free, in milliseconds. */
const leasePatience = 20_000;
const leasePause = 1_000;

/** The clocks of two processes do not differ by more, in milliseconds. */
const mostSkew = 60_000;

/** Something that the gate does by itself. */
export interface RunnableJob {
  readonly schedule: Schedule;
  /** Whether the source must be left alone now: then its time goes by without a run. */
  isClosed(): boolean;
  /** Throws what says why it failed: an error with a code of ours. */
  run(signal: AbortSignal): Promise<void>;
}

/** What came of waking a job up. After `failed` it should be woken up again soon; after all others, when its schedule says. */
export type JobOutcome = 'done' | 'not-due' | 'busy' | 'failed' | 'given-up';

/** What woke a job up. */
export interface JobTrigger {
  /** Aborted when the host shuts down or its time is over. */
  readonly signal: AbortSignal;
}

/**
 * Runs a job if it is due.
 *
 * Throws RangeError for a job that the source has not, and PlatformError if its state can not be reached: then nobody knows
 * more than before, and it should be woken up again.
 */
export type RunJob = (name: string, trigger: JobTrigger) => Promise<JobOutcome>;

/** What jobs of one source run with. */
export interface JobRunnerOptions {
  readonly gateway: string;
  readonly source: string;
  readonly jobs: Readonly<Record<string, RunnableJob>>;
  readonly platform: Pick<Platform, 'state' | 'log' | 'now'> & {
    /** Where runs that were given up are told. @default - nowhere but in the log */
    readonly deadLetters?: { send(text: string): Promise<unknown> } | undefined;
  };
  readonly sleep: Sleep;
  /** Explains what a run threw. @default - as calls of a source are explained */
  explain?(thrown: unknown): Pick<Failure, 'code' | 'fields'>;
}

/**
 * Runs each job once for each time of its schedule, and never twice at once, whatever wakes it up and how often.
 *
 * A lease keeps others away; the record says which time was dealt with, and how often that was tried, before anything is done, so that one who
 * dies is counted. What failed three times is given up with a message in the queue of dead letters.
 *
 * @example const outcome = await jobRunner({ gateway, source, jobs, platform, sleep })('check', { signal })
 */
export const jobRunner = (options: JobRunnerOptions): RunJob => {
  const { gateway, source, jobs, platform, sleep, explain = failureOf } = options;
  const { state, log, now } = platform;

  return async (name, { signal }) => {
    const job = Object.hasOwn(jobs, name) ? jobs[name] : undefined;
    if (!job) throw new RangeError('the source has no such job');
    const audit = { gateway, source, job: name };
    const lease = await patiently(
      leaseTaker({ state, name: `${recordName(name)}.lease`, now, sleep, unique: randomUUID, signal }),
      { now, sleep, signal },
    );
    if (!lease) {
      log.info('job.ended', { ...audit, outcome: 'busy' });
      return 'busy';
    }
    try {
      return await underLease(name, job, audit, signal);
    } finally {
      await lease.release();
    }
  };

  async function underLease(name: string, job: RunnableJob, audit: Audit, signal: AbortSignal): Promise<JobOutcome> {
    const place = recordName(name);
    const stored = await state.read(place);
    const before = knownBy(now(), readRecord(stored?.text));
    const next = nextRun(job.schedule, before, now());
    if (next.missed.length > 0)
      log.error('job.missed', { ...audit, count: next.missed.length, since: new Date(next.missed[0]!).toISOString() });
    if (next.due === undefined) {
      // Told once: what was missed counts as dealt with.
      if (before && next.missed.length > 0)
        await state.write(place, JSON.stringify({ ...before, due: next.latest }), stored!.version);
      return 'not-due';
    }
    if (job.isClosed()) {
      log.info('job.ended', { ...audit, outcome: 'closed' });
      if (before) await state.write(place, JSON.stringify({ ...before, due: next.due }), stored!.version);
      return 'not-due';
    }
    const begun: JobRecord = { due: next.due, outcome: 'running', attempts: next.attempts + 1, startedAt: now() };
    if (begun.attempts > mostAttempts) return giveUp(place, { ...begun, code: 'job-died' }, stored?.version, audit);
    const version = await state.write(place, JSON.stringify(begun), stored?.version);
    if (version === undefined) return 'busy';
    const reported = { ...audit, due: new Date(begun.due).toISOString(), attempt: begun.attempts };
    log.info('job.started', reported);
    const failure = await failureIn(job.run(signal), explain);
    const end = { ...begun, endedAt: now() };
    if (!failure) {
      await finish(place, { ...end, outcome: 'done' }, version);
      log.info('job.ended', { ...reported, outcome: 'done', milliseconds: end.endedAt - begun.startedAt });
      return 'done';
    }
    const { code, fields } = failure;
    log.warn('job.failed', { ...reported, code, ...fields, milliseconds: end.endedAt - begun.startedAt });
    if (begun.attempts >= mostAttempts) return giveUp(place, { ...end, code }, version, audit);
    await finish(place, { ...end, outcome: 'failed', code }, version);
    return 'failed';
  }

  async function giveUp(
    place: string,
    record: JobRecord,
    after: string | undefined,
    audit: Audit,
  ): Promise<'given-up'> {
    const { due, attempts, code = 'internal' } = record;
    const letter = { ...audit, due: new Date(due).toISOString(), attempts, code };
    // First the letter: one too many is better than none.
    await platform.deadLetters?.send(JSON.stringify(letter));
    await finish(place, { ...record, outcome: 'given-up' }, after);
    log.error('job.given-up', letter);
    return 'given-up';
  }

  /** Whoever has lost the lease meanwhile writes nothing over what the next one has written. */
  async function finish(place: string, record: JobRecord, after: string | undefined): Promise<void> {
    await state.write(place, JSON.stringify(record), after);
  }
};

interface Audit {
  readonly gateway: string;
  readonly source: string;
  readonly job: string;
}

/** Nobody of us deals with a time that has not come: such a record, which somebody else wrote, would keep the job from ever running. */
const knownBy = (now: number, record: JobRecord | undefined): JobRecord | undefined =>
  record && record.due <= now + mostSkew ? record : undefined;

const unfinished: readonly RunOutcome[] = ['running', 'failed'];

/** What is to be done now: a time that is due, or the one before once more. */
const nextRun = (schedule: Schedule, before: JobRecord | undefined, now: number) => {
  const next = dueTime(schedule, now, before?.due);
  if (next.due !== undefined || !before || !unfinished.includes(before.outcome)) return { ...next, attempts: 0 };
  const again = dueTime(schedule, now, before.due - 1);
  return { ...next, due: again.due === before.due ? before.due : undefined, attempts: before.attempts };
};

const failureIn = async <Explained>(
  run: Promise<void>,
  explain: (thrown: unknown) => Explained,
): Promise<Explained | undefined> => {
  try {
    await run;
    return undefined;
  } catch (error) {
    return explain(error);
  }
};

interface Patience {
  now(): number;
  readonly sleep: Sleep;
  readonly signal: AbortSignal;
}

/** A lease of somebody who died is free after some time; one of somebody who works is not. */
const patiently = async (
  take: () => Promise<Lease | undefined>,
  { now, sleep, signal }: Patience,
): Promise<Lease | undefined> => {
  const end = now() + leasePatience;
  for (;;) {
    const lease = await take();
    if (lease || now() >= end) return lease;
    await sleep(leasePause, signal);
  }
};
