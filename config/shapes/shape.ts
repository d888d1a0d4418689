/** What a JSON value can be (JSON Schema 2020-12, Validation, section 6.1.1). `integer` is a number without a fraction. */
export type JsonType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';

/** A value that is neither object nor array. */
export type Scalar = string | number | boolean | null;

/**
 * What happens to one scalar on its way out. Text stays text; a number that is treated becomes text.
 *
 * - `keep`: it leaves as it is. The default of a scalar that is named.
 * - `pseudonym`: a keyed hash, the same for the same person or thing, that no one can turn back.
 * - `pseudonym-reversible`: a token that the gate, and no one else, turns back when the vendor sends it.
 * - `domain`: of an e-mail address or a URL, its domain.
 * - `length`: how many characters and words there are.
 * - `hash-ip`: a keyed hash of an IP address in its canonical form.
 * - `redact`: what matches a pattern is blotted out, the rest stays.
 * - `drop`: it does not leave. The same as not naming it, but it says so.
 */
export type Treatment =
  | 'keep'
  | 'pseudonym'
  | 'pseudonym-reversible'
  | 'domain'
  | 'length'
  | 'hash-ip'
  | 'redact'
  | 'drop';

/** Forms of text that are checked. Text of another form does not leave (JSON Schema 2020-12, Validation, section 7.3). */
export const formats = [
  'date-time',
  'date',
  'time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uuid',
] as const;

/** One of these forms. */
export type Format = (typeof formats)[number];

/** Kinds of text that `redact` finds without a pattern of one's own. */
export type KnownPattern = 'email' | 'phone' | 'ip' | 'url' | 'iban' | 'card';

/**
 * What may leave: the subset of JSON Schema 2020-12 that an allow-list needs, and `treatment`. What a shape does not name does not
 * leave; what has another type than it says does not leave either.
 *
 * A shape is a reference, a choice (`anyOf`), or says its `type` (which `const` and `enum` imply).
 *
 * @example { type: 'object', properties: { id: { type: 'integer' }, email: { type: 'string', treatment: 'pseudonym' } } }
 */
export interface Shape {
  /** `#/$defs/<name>` of the file, or `#`: recursion is allowed. Stands alone, but for a comment. */
  readonly $ref?: string;
  readonly $comment?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: JsonType | readonly JsonType[];

  /** The properties that may leave. */
  readonly properties?: Readonly<Record<string, Shape>>;
  /** Only tells the choices of an `anyOf` apart: nothing is invented for a property that is not there. */
  readonly required?: readonly string[];
  /** The values of a map, whose keys are data too. @default false */
  readonly additionalProperties?: Shape | false;
  /** What happens to the keys of a map. @default - they are kept */
  readonly propertyNames?: Shape;

  readonly items?: Shape;
  readonly prefixItems?: readonly Shape[];

  /** The choice is the one whose `const` or `enum` says so, else the first that fits. */
  readonly anyOf?: readonly Shape[];
  readonly const?: Scalar;
  readonly enum?: readonly Scalar[];

  readonly format?: Format;
  /** A regular expression in RE2's syntax that must match somewhere in the text. */
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;

  /** @default 'keep' */
  readonly treatment?: Treatment;
  /** With `redact`: regular expressions in RE2's syntax. */
  readonly patterns?: readonly string[];
  /** With `redact`: kinds of text. @default - all of them, if there are no `patterns` either */
  readonly known?: readonly KnownPattern[];
}
