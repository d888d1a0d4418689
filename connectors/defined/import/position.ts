import * as z from 'zod/mini';
import type { ImportPlan } from '../defined-source.ts';
import { longestPlace, placeSchema } from './place.ts';

const number = z.int().check(z.minimum(0));
const count = z.strictObject({ row: number, skipped: number });

const parentRow = z.strictObject({
  variables: z.record(z.string(), z.string()),
  type: z.optional(z.string()),
  id: z.optional(z.string()),
});

const further = z.strictObject({ page: z.optional(placeSchema), row: parentRow });

/** The page on which further rows are, absent for the first; and the first of them. */
export type Further = z.output<typeof further>;

const mark = z.union([
  z.strictObject({ link: z.string().check(z.maxLength(longestPlace)) }),
  z.strictObject({ since: number }),
]);
const marks = z.record(z.string(), mark);

/** Where the changes of a list begin: at an address, or at a time in milliseconds since 1970. */
export type Mark = z.output<typeof mark>;

/** By list. */
export type Marks = z.output<typeof marks>;

/** Where an import goes on that was broken off. */
const position = z.strictObject({
  /** A list that is read by itself. */
  list: z.string(),
  /** The page to go on with; absent at its beginning. With `rows` or `further`: the one after them, `end` if there is none. */
  page: z.optional(z.union([placeSchema, z.literal('end')])),
  /** Rows of the page before, for which other lists are still to be read: as many as a cursor can hold. */
  rows: z.optional(z.array(parentRow).check(z.minLength(1))),
  /** Where those after them are, if these are not all. */
  further: z.optional(further),
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
