import * as z from 'zod/mini';
import { type Cursors, cursorsOf } from '../../cursor.ts';
import type { Json } from '../../item.ts';
import { SourceError } from '../../source-error.ts';
import type { Directory } from '../directory.ts';
import type { LdapOptions } from '../options.ts';

/** What is read, in this order. */
export const stages = ['users', 'groups', 'memberships'] as const;

/** A part of an import. */
export type Stage = (typeof stages)[number];

const count = z.int().check(z.minimum(0));

const positionSchema = z.strictObject({
  stage: z.enum(stages),
  /** The id to go on after; absent at the beginning of a stage. */
  after: z.optional(z.string().check(z.maxLength(4096))),
  /** Entries that were read so far in this stage, and those of them that were left out. */
  row: count,
  skipped: count,
  /** Members so far that are none of the entries that are read. */
  outside: count,
});

/** Where an import stands. */
export type Position = z.output<typeof positionSchema>;

/** Writes and reads cursors of a source. */
export const positions = (options: LdapOptions): Cursors<Position> => cursorsOf(options, positionSchema);

/** Where a stage begins. */
export const beginningOf = (stage: Stage): Position => ({ stage, row: 0, skipped: 0, outside: 0 });

/** The stages that a directory has. */
export const stagesOf = (directory: Directory): readonly Stage[] => stages.filter((stage) => directory[stage]);

/** Checks the cursor that the vendor sent; the beginning if it sent none. */
export const startOf = (options: LdapOptions, directory: Directory, cursor: Json | undefined): Position => {
  const all = stagesOf(directory);
  const position = positions(options).read(cursor) ?? beginningOf(all[0]!);
  if (all.includes(position.stage)) return position;
  throw new SourceError('cursor-invalid', 'the cursor fits no list of this source: begin the import again');
};
