import type { Endpoint } from '../../config/shapes/api.ts';

/** An answer of a source, as a preview takes it. */
export interface PreviewedAnswer {
  readonly endpoint: Endpoint;
  readonly status: number;
  /** Not compressed. */
  readonly bytes: Uint8Array;
  /** Whether it is one value after the other, as NDJSON is. */
  readonly isLines: boolean;
  /** By pseudonym, what was put back in the request. */
  readonly putBack: ReadonlyMap<string, string>;
}

/** Answers are read whole: longer ones are not for looking at. */
export const longestAnswer = 16 * 1_024 * 1_024;

/** What to do about an answer that is longer. */
export const tooLong = 'The answer has more than 16 MiB: take a part of it, a shorter page perhaps.';
