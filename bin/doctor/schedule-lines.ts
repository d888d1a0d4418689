import type { Schedule } from '../../config/schedule.ts';
import { dueTime } from '../../lambda/jobs/due-time.ts';
import { type JobRecord, readRecord, recordName } from '../../lambda/jobs/job-record.ts';
import type { ConfiguredSource } from '../configured-source.ts';
import { instant } from '../terminal/instant.ts';
import type { ExaminedSource } from './examined-host.ts';
import { failed, type Line, notKnown, ok } from './line.ts';

/** After its time a job is given so long, in milliseconds, to begin: clouds wake it up late, and again. */
const patience = 10 * 60_000;

/** When the source was tried last by its schedule, what came of it, and which times went by without. */
export const scheduleLines = (
  { name, source: { check } }: ConfiguredSource,
  examined: ExaminedSource,
): Promise<readonly Line[]> => jobLines(name, { name: 'check', schedule: check }, examined);

/** The same of any job: when it ran last, what came of it, and which times went by without. */
export const jobLines = async (
  name: string,
  job: { readonly name: string; readonly schedule: Schedule | undefined },
  { host, hasSchedules }: Pick<ExaminedSource, 'host' | 'hasSchedules'>,
): Promise<readonly Line[]> => {
  const { schedule: check } = job;
  if (!check) return [ok('schedule', 'none is configured')];
  if (!hasSchedules) return [ok('schedule', 'is kept where the gateway is deployed, and not here')];
  const { state, now } = host.platform;
  const record = readRecord((await state.read(recordName(job.name)))?.text);
  if (!record) return [notKnown('schedule', 'it has not run yet')];
  const { due, missed } = dueTime(check, now() - patience, record.due);
  const late = missed.length + (due === undefined ? 0 : 1);
  if (late > 0) {
    const since = instant(missed[0] ?? due!);
    const found = `${late} of its times went by without a run, since ${since}; ${told(record)}`;
    return [
      failed('schedule', found, `look at the log of ${name} for job.missed, and whether the schedule is still there`),
    ];
  }
  if (record.outcome === 'done') return [ok('schedule', told(record))];
  if (record.outcome === 'running') return [notKnown('schedule', told(record))];
  return [failed('schedule', told(record), 'correct what `call` says, or look for job.failed in the log')];
};

const told = ({ due, outcome, attempts, code, endedAt, startedAt }: JobRecord): string => {
  const ended = endedAt === undefined ? `began at ${instant(startedAt)}` : `ended at ${instant(endedAt)}`;
  const why = code === undefined ? '' : ` (${code})`;
  return `the last run, for ${instant(due)}, ${ended}: ${outcome}${why}, attempt ${attempts}`;
};
