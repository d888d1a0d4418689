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

/** Where an import goes on: what its cursor holds. */
export const positionSchema = z.strictObject({
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
});

export type Position = z.output<typeof positionSchema>;

/** Where the first list begins. */
export const beginning = ({ lists }: ImportPlan): Position => ({
  list: lists.find((list) => list.for === undefined)?.name ?? '',
  counts: {},
});
