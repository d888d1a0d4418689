import * as z from 'zod';
import type { JsonSchema } from '../json-schema.ts';
import { shapesFileSchema } from './file-schema.ts';

/**
 * The JSON Schema of shapes files for editors (draft-07, see `configJsonSchema`). What it refuses the loader refuses too; the loader
 * knows more rules.
 */
export const shapesJsonSchema = (): JsonSchema => {
  schema ??= z.toJSONSchema(shapesFileSchema, { target: 'draft-07', io: 'input' }) as JsonSchema;
  return schema;
};

let schema: JsonSchema | undefined;

/** The same as the text of the file `sallyport-shapes.schema.json`. */
export const renderShapesJsonSchema = (): string => `${JSON.stringify(shapesJsonSchema(), null, 2)}\n`;
