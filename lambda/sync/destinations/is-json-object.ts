import type { JsonObject } from '../json.ts';

/** Whether something that was read as JSON is an object. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
