import { createHash } from 'node:crypto';
// Schemas of what runs in the handler are made with zod/mini: the whole of zod would be a fifth of what it starts with.
import * as z from 'zod/mini';
import type { Json } from './item.ts';
import { SourceError } from './source-error.ts';

/** Seals what must come back from the vendor as it was given, and say nothing to it. What is sealed for one source opens at no other. */
export interface CursorSeal {
  seal(text: string): string;
  /** @returns `undefined` for what was not sealed by this gateway for this source, or so long ago that its key is gone */
  open(sealed: string): Promise<string | undefined>;
}

/** Writes and reads the cursors of one source. A cursor holds a position, and a tag of the options that it was made under. */
export interface Cursors<Position> {
  write(position: Position): Json;
  /** The same as the text of a JSON document. */
  text(position: Position): string;
  /**
   * @returns `undefined` for no cursor: the beginning
   * @throws SourceError `cursor-invalid` for anything that `write` did not give under the same options
   */
  read(cursor: Json | undefined): Position | undefined;
}

/**
 * @param options of the source: a cursor that was made under others is refused, because its position may mean something else now
 * @param position what the connector needs to go on; the vendor sends it, so the schema must be strict
 */
export const cursorsOf = <Position>(options: unknown, position: z.core.$ZodType<Position>): Cursors<Position> => {
  const tag = createHash('sha256').update(JSON.stringify(options)).digest('base64url').slice(0, 16);
  const schema = z.strictObject({ options: z.string(), position });
  const text = (at: Position): string => JSON.stringify({ options: tag, position: at });
  return {
    text,
    // Through JSON, where a field that is undefined is absent.
    write: (at) => JSON.parse(text(at)) as Json,
    read: (cursor) => {
      if (cursor === undefined) return undefined;
      const parsed = schema.safeParse(cursor);
      if (!parsed.success)
        throw new SourceError('cursor-invalid', 'the cursor is none of this source: begin the import again');
      if (parsed.data.options === tag) return parsed.data.position;
      throw new SourceError(
        'cursor-invalid',
        'the configuration of this source has changed since the import began: begin it again',
      );
    },
  };
};
