/** A JSON object of a document that someone else wrote: nothing in it is certain. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value if it is a JSON object, else an empty one: what a document does not say right, it does not say. */
export const objectOf = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** The value if it is a JSON array, else an empty one. */
export const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The value if it is a text. */
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
