import * as z from 'zod';
import type { JsonSchema } from '../../config/json-schema.ts';
import { definitionSchema } from './definition-schema.ts';

/** The JSON Schema of a definition for editors (draft-07, as that of the configuration). */
export const definitionJsonSchema = (): JsonSchema =>
  z.toJSONSchema(definitionSchema, { target: 'draft-07', io: 'input' }) as JsonSchema;

/** The same as the text of the file `sallyport-connector.schema.json`. */
export const renderDefinitionJsonSchema = (): string => `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`;
