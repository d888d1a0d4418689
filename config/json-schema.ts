import * as z from 'zod';
import type { ConnectorForm } from './connector-form.ts';
import { configSchema } from './schema.ts';

/** The part of JSON Schema (draft-07) that the schema of a configuration is written in. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  /** `#/definitions/<name>` of the top. */
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
}

/**
 * The JSON Schema of `sallyport.yaml` for editors: completion, descriptions, and the errors that need no more than one key.
 *
 * Draft-07, because that is what the YAML language server of the common editors reads in full ("JSON Schema 7 and below").
 * What it refuses the loader refuses too; the loader knows more rules.
 */
export const configJsonSchema = (connectors: readonly ConnectorForm[]): JsonSchema =>
  z.toJSONSchema(configSchema(connectors), { target: 'draft-07', io: 'input' }) as JsonSchema;

/** The same as the text of the file `sallyport.schema.json`. */
export const renderJsonSchema = (connectors: readonly ConnectorForm[]): string =>
  `${JSON.stringify(configJsonSchema(connectors), null, 2)}\n`;
