import * as z from 'zod';
import type { ImportPlan } from '../defined-source.ts';
import { placeSchema } from './place.ts';

const count = z.strictObject({ row: z.int().min(0), skipped: z.int().min(0) });

const parentRow = z.strictObject({
  variables: z.record(z.string().max(64), z.string().min(1).max(2048)),
  type: z.string().max(256).optional(),
  id: z.string().max(2048).optional(),
});

/** Where an import goes on: what its cursor holds. */
export const positionSchema = z.strictObject({
  /** A list that is read by itself. */
  list: z.string(),
  /** The page to go on with; absent at its beginning. With `rows`: the one after them, `end` if there is none. */
  page: z.union([placeSchema, z.literal('end')]).optional(),
  /** Rows of the page before, for which other lists are still to be read. */
  rows: z.array(parentRow).min(1).max(20_000).optional(),
  /** The list that is being read for the first of them, and its page. */
  inner: z.string().optional(),
  innerPage: placeSchema.optional(),
  /** By list: what was counted in lists that are not read to their end. */
  counts: z.record(z.string(), count),
});

export type Position = z.output<typeof positionSchema>;

/** Where the first list begins. */
export const beginning = ({ lists }: ImportPlan): Position => ({
  list: lists.find((list) => list.for === undefined)?.name ?? '',
  counts: {},
});
