/** How the last run of a job went. `running` is what is left of one that died. */
export type RunOutcome = 'running' | 'done' | 'failed' | 'given-up';

const outcomes: readonly string[] = ['running', 'done', 'failed', 'given-up'] satisfies readonly RunOutcome[];

/** What is kept of a job between its runs. All times are milliseconds since 1970. */
export interface JobRecord {
  /** The last time of its schedule that was dealt with. */
  readonly due: number;
  readonly outcome: RunOutcome;
  /** How often its run was begun. */
  readonly attempts: number;
  readonly startedAt: number;
  readonly endedAt?: number | undefined;
  /** Why it failed: one of our codes. */
  readonly code?: string | undefined;
}

/** Where the record of a job is in the source's state. */
export const recordName = (job: string): string => `jobs/${job}`;

/**
 * The record in a text of the state store; `undefined` if it is none: then the job begins anew.
 *
 * @example readRecord((await state.read(recordName('check')))?.text)
 */
export const readRecord = (text: string | undefined): JobRecord | undefined => {
  if (text === undefined) return undefined;
  try {
    const record = Object(JSON.parse(text)) as Partial<JobRecord>;
    const { due, outcome = '', attempts, startedAt } = record;
    const isRecord = [due, attempts, startedAt].every(Number.isFinite) && outcomes.includes(outcome);
    return isRecord ? (record as JobRecord) : undefined;
  } catch {
    return undefined;
  }
};
