import type { VerifyCaller } from '../callers/caller.ts';
import { CallerRefused } from '../callers/caller-refused.ts';
import type { JobOutcome, RunJob } from '../jobs/run-job.ts';
import type { SourceReport } from '../jobs/source-report.ts';
import type { Platform } from '../platform/platform.ts';
import { PlatformError } from '../platform/platform-error.ts';
import { reportJob } from './report-job.ts';

/** What answers the calls of a scheduler. */
export interface JobCallOptions {
  readonly run: RunJob;
  /** Tries everything that the source needs. */
  report(signal: AbortSignal): Promise<SourceReport>;
  /** Proves that the scheduler calls, as far as the host lets it: Cloud Run may have taken the signature off its token. */
  readonly verify: VerifyCaller;
  /** Proves it by the whole token, which whoever calls as the scheduler can send a second time. */
  readonly verifyInFull: VerifyCaller;
  readonly publicUrl: string;
  readonly platform: Pick<Platform, 'log'>;
  /** Names of gateway and source, for the log. */
  readonly audit: Readonly<Record<string, string>>;
}

/** Answers a call that starts a job; `undefined` for every other request. Never throws. */
export type AnswerJobCall = (request: Request, target: string, signal: AbortSignal) => Promise<Response | undefined>;

const jobPath = /^\/\.sallyport\/jobs\/([a-z][a-z-]{0,30})$/;

/** What tells Cloud Scheduler to call again soon, as its `retry_config` says: it looks at nothing but the status. */
const statuses: Readonly<Record<JobOutcome, number>> = {
  done: 200,
  'not-due': 200,
  busy: 200,
  'given-up': 200,
  failed: 503,
};

/**
 * Answers `POST /.sallyport/jobs/<name>` of the host's own scheduler, and of an operator who may call as it and wants the report. Whoever
 * else calls there gets the answer that any other path of the gateway has, so that nobody learns whether there are jobs.
 *
 * A forged call of a job has it run once, when it is due anyway. The report calls the source as often as it is asked for, and says how
 * things are inside: it is for the whole token alone, which is sent twice, as `Authorization` and as `X-Serverless-Authorization`.
 */
export const jobCall = (options: JobCallOptions): AnswerJobCall => {
  const { run, report, publicUrl, platform, audit } = options;
  const isScheduler = async (request: Request, verify: VerifyCaller): Promise<boolean> => {
    try {
      await verify(request, { publicUrl });
      return true;
    } catch (thrown) {
      if (!(thrown instanceof CallerRefused)) throw thrown;
      platform.log.warn('scheduler.refused', { ...audit, code: thrown.code, reason: thrown.reason });
      return false;
    }
  };

  return async (request, target, signal) => {
    const name = request.method === 'POST' ? jobPath.exec(target)?.[1] : undefined;
    if (name === undefined) return undefined;
    const verify = name === reportJob ? options.verifyInFull : options.verify;
    if (!(await isScheduler(request, verify))) return undefined;
    const headers = { 'cache-control': 'no-store' };
    try {
      if (name === reportJob) return Response.json(await report(signal), { headers });
      const outcome = await run(name, { signal });
      return Response.json({ outcome }, { status: statuses[outcome], headers });
    } catch (thrown) {
      // Nobody has such a job: an older schedule is left, which the next deployment takes away.
      if (thrown instanceof RangeError) return undefined;
      const code = thrown instanceof PlatformError ? thrown.code : 'internal';
      platform.log.error('job.failed', { ...audit, job: name, code });
      return Response.json({ outcome: 'failed' }, { status: 503, headers: { 'cache-control': 'no-store' } });
    }
  };
};
