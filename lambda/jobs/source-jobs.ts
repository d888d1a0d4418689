import type { SourceDocument } from '../../config/config.ts';
import { closedUntil } from '../closed-until.ts';
import type { OpenSource } from '../open-source.ts';
import type { Platform } from '../platform/platform.ts';
import { nodeSleep } from '../tokens/access/source-access.ts';
import { checkSource } from './check-source.ts';
import { type JobRunnerOptions, jobRunner, type RunJob } from './run-job.ts';

/** A check that takes longer has failed, in milliseconds. */
const checkMilliseconds = 120_000;

/** What the jobs of a source are made from. */
export interface SourceJobsOptions {
  readonly document: SourceDocument;
  readonly source: OpenSource;
  readonly platform: Platform & JobRunnerOptions['platform'];
}

/**
 * The jobs of one source: so far that it is tried on its schedule (`check`).
 *
 * @example await sourceJobs({ document, source, platform })('check', { signal })
 */
export const sourceJobs = ({ document, source, platform }: SourceJobsOptions): RunJob => {
  const { gateway, name } = document;
  const { check, closed } = document.source;
  const audit = { gateway, source: name };
  const run = (signal: AbortSignal) =>
    checkSource({ ...source, audit }, AbortSignal.any([signal, AbortSignal.timeout(checkMilliseconds)]));
  const isClosed = () => closedUntil(closed, platform.now()) !== undefined;
  const jobs = check ? { check: { schedule: check, isClosed, run } } : {};
  return jobRunner({ gateway, source: name, jobs, platform, sleep: nodeSleep });
};
