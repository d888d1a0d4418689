import type { SourceDocument } from '../config/config.ts';
import { readRecord, recordName } from './jobs/job-record.ts';
import type { Platform } from './platform/platform.ts';

/** What the vendor's monitoring hears, and everybody else: no name, no reason, no time of ours. */
export interface Health {
  readonly status: 'up';
  /** Of this package. */
  readonly version: string;
  /** What came of the last check: whether the source answered. `unknown` if it is not checked on a schedule, or not yet. */
  readonly source: 'answers' | 'fails' | 'unknown';
}

/** Whoever asks, the store is asked so often at most, in milliseconds. */
const freshMilliseconds = 60_000;

/**
 * Answers whether the gate is up. It never asks the source: nobody without a token can make the gate call it.
 *
 * @param version of this package
 * @example const health = healthOf(document, platform, '1.2.0'); await health()
 */
export const healthOf = (
  { source: { check } }: SourceDocument,
  { state, now }: Pick<Platform, 'state' | 'now'>,
  version: string,
): (() => Promise<Health>) => {
  let known: { readonly at: number; readonly source: Promise<Health['source']> } | undefined;
  const look = async (): Promise<Health['source']> => {
    try {
      const record = readRecord((await state.read(recordName('check')))?.text);
      if (!record || record.outcome === 'running') return 'unknown';
      return record.outcome === 'done' ? 'answers' : 'fails';
    } catch {
      return 'unknown';
    }
  };
  return async () => {
    if (!check) return { status: 'up', version, source: 'unknown' };
    if (!known || now() - known.at >= freshMilliseconds) known = { at: now(), source: look() };
    return { status: 'up', version, source: await known.source };
  };
};
