import { type CursorSeal, cursorsOf } from '../../cursor.ts';
import type { Json } from '../../item.ts';
import { SourceError } from '../../source-error.ts';
import type { ImportPlan } from '../defined-source.ts';
import { cursorSchema, type Marks, type Position } from './position.ts';

/** What a cursor holds. */
export type Held = { readonly changes: Marks } | Position;

/** Writes and reads the cursors of one import. */
export interface SealedCursors {
  write(position: Held): Json;
  /**
   * @returns `undefined` for no cursor: the beginning
   * @throws SourceError `cursor-invalid` for anything that `write` did not give under the same plan
   */
  read(cursor: Json | undefined): Promise<Held | undefined>;
}

/**
 * Cursors that nobody but the gate can make or read. They hold addresses and ids of rows: who could write them would choose what is
 * read of the source, beyond its lists. One text, because a vendor may keep the keys of an object in another order.
 */
export const sealedCursors = (plan: ImportPlan, { seal, open }: CursorSeal): SealedCursors => {
  const cursors = cursorsOf(plan, cursorSchema);
  return {
    write: (position) => seal(cursors.text(position)),
    async read(cursor) {
      if (cursor === undefined) return undefined;
      const text = typeof cursor === 'string' ? await open(cursor) : undefined;
      if (text !== undefined) return cursors.read(JSON.parse(text) as Json);
      throw new SourceError('cursor-invalid', 'the cursor is none of this source: begin the import again');
    },
  };
};
