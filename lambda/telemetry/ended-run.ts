import type { Attributes } from '@opentelemetry/api';
import type { LogFields } from '../platform/log.ts';

/** One run of a sync that came to its end. */
export interface EndedRun {
  readonly attributes: Attributes;
  readonly seconds: number;
  /** How many users were created, updated, disabled and deleted, and how many of them failed; nothing where nothing was applied. */
  readonly changes: Readonly<Record<string, number>>;
}

/** What of the log's line `sync.ended` goes on: words of ours and counts. Who asked for it stays in the log. */
const texts: Readonly<Record<string, string>> = {
  outcome: 'sallyport.outcome',
  kind: 'sallyport.kind',
  cause: 'sallyport.cause',
  code: 'error.type',
};
const counts = ['create', 'update', 'disable', 'delete', 'failed'];
const applied: ReadonlySet<unknown> = new Set(['done', 'quarantined']);

/** Reads a run from the log's line about its end. */
export const endedRun = (fields: LogFields): EndedRun => {
  const said = Object.entries(texts).flatMap(([name, attribute]) =>
    typeof fields[name] === 'string' ? [[attribute, fields[name]] as const] : [],
  );
  const counted = counts.flatMap((name) =>
    typeof fields[name] === 'number' && applied.has(fields['outcome']) ? [[name, fields[name]] as const] : [],
  );
  const { milliseconds } = fields;
  return {
    attributes: Object.fromEntries(said),
    seconds: typeof milliseconds === 'number' ? milliseconds / 1_000 : 0,
    changes: Object.fromEntries(counted),
  };
};
