import type { Row } from '../mapping/compile-mapping.ts';

/** The rows of a file, whatever its format. */
export interface Table {
  /**
   * Where a row will hold a column. Must have been asked for every column before the first portion is.
   *
   * @throws SourceError `configuration-invalid` if the file can not have such a column
   */
  indexOf(column: string): number;
  /** Rows in portions of up to `rowsAtOnce`. */
  readonly portions: AsyncIterable<readonly Row[]>;
}

/** A portion is what one batch is made of: large enough for speed, small enough to stop soon. */
export const rowsAtOnce = 2_000;

/** The longest record that is read, in characters: what is longer is a missing quote or line feed far more often than data. */
export const longestRecord = 1_048_576;

/** Puts single things into portions. */
export async function* inPortions<Thing>(things: AsyncIterable<Thing>): AsyncGenerator<Thing[], void> {
  let portion: Thing[] = [];
  for await (const thing of things) {
    portion.push(thing);
    if (portion.length < rowsAtOnce) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
