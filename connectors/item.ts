/** The value of one attribute. Times are instants in UTC; `date` is midnight of the day, `time` lies on 0001-01-01. */
export type Value =
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'date'; readonly value: Date }
  | { readonly type: 'dateTime'; readonly value: Date }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'time'; readonly value: Date };

/** Attribute values by the id of their attribute type. */
export type Attributes = Readonly<Record<string, Value>>;

/** A person, group, account or any other thing of a source. `type` and `id` together name it. */
export interface Entity {
  readonly kind: 'entity';
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** @default - no attributes */
  readonly attributes?: Attributes | undefined;
}

/** A directed link between two entities, such as a membership. */
export interface Relationship {
  readonly kind: 'relationship';
  readonly fromId: string;
  readonly fromType: string;
  readonly toId: string;
  readonly toType: string;
  /** @default - no attributes */
  readonly attributes?: Attributes | undefined;
}

/** A sentence for the vendor's import log. It carries counts and names of things, never values of a source. */
export interface LogLine {
  readonly kind: 'log';
  readonly level: 'alert' | 'info';
  readonly message: string;
}

/** What an import yields. */
export type Item = Entity | Relationship | LogLine;

/** Anything that survives `JSON.stringify` unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * Some items, and where an import can go on after them.
 *
 * Batches are what a source reads at once (a page, a few thousand rows): iterating them costs one promise each instead of one
 * per item. `resume` is opaque to everyone but the connector that made it; it comes back from the vendor, so the connector must check it.
 */
export interface Batch {
  readonly items: readonly Item[];
  /** @default - the import can not be resumed after these items */
  readonly resume?: Json | undefined;
  /**
   * With the last items of an import: a cursor that gives what has changed since, for a vendor that asked for it.
   *
   * @default - there is none
   */
  readonly mark?: Json | undefined;
}
