import * as z from 'zod';
import type { JsonSchema } from '../../../../../config/json-schema.ts';
import { agentSchema } from './agent-schema.ts';

/** The JSON Schema of `agent.yaml` for editors (draft-07, as that of the configuration). What it refuses the loader refuses too; the loader knows more rules. */
export const agentJsonSchema = (): JsonSchema => {
  schema ??= z.toJSONSchema(agentSchema, { target: 'draft-07', io: 'input' }) as JsonSchema;
  return schema;
};

let schema: JsonSchema | undefined;

/** The same as the text of the file `sallyport-agent.schema.json`. */
export const renderAgentJsonSchema = (): string => `${JSON.stringify(agentJsonSchema(), null, 2)}\n`;
