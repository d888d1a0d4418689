import * as z from 'zod/mini';
import type { ImportPlan } from '../defined-source.ts';
import { placeSchema } from './place.ts';

const number = z.int().check(z.minimum(0));
const count = z.strictObject({ row: number, skipped: number });
const text = (longest: number) => z.string().check(z.maxLength(longest));

const parentRow = z.strictObject({
  variables: z.record(text(64), text(2048).check(z.minLength(1))),
  type: z.optional(text(256)),
  id: z.optional(text(2048)),
});

const mark = z.union([z.strictObject({ link: text(16_384) }), z.strictObject({ since: number })]);
const marks = z.record(z.string(), mark);

/** Where the changes of a list begin: at an address, or at a time in milliseconds since 1970. */
export type Mark = z.output<typeof mark>;

/** By list. */
export type Marks = z.output<typeof marks>;

/** Where an import goes on that was broken off. */
const position = z.strictObject({
  /** A list that is read by itself. */
  list: z.string(),
  /** The page to go on with; absent at its beginning. With `rows`: the one after them, `end` if there is none. */
  page: z.optional(z.union([placeSchema, z.literal('end')])),
  /** Rows of the page before, for which other lists are still to be read. */
  rows: z.optional(z.array(parentRow).check(z.minLength(1), z.maxLength(20_000))),
  /** The list that is being read for the first of them, and its page. */
  inner: z.optional(z.string()),
  innerPage: z.optional(placeSchema),
  /** By list: what was counted in lists that are not read to their end. */
  counts: z.record(z.string(), count),
  /** Where changes are read from, in an import of changes. */
  from: z.optional(marks),
  /** Where the changes after this import begin, as far as it is known; absent if nobody asked. */
  marks: z.optional(marks),
});

export type Position = z.output<typeof position>;

/** What a cursor holds: where an import goes on, or, after its end, where its changes begin. */
export const cursorSchema = z.union([z.strictObject({ changes: marks }), position]);

/** Where the first list begins. */
export const beginning = ({ lists }: ImportPlan): Position => ({
  list: lists.find((list) => list.for === undefined)?.name ?? '',
  counts: {},
});
