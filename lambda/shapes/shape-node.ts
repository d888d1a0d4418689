import type { PropertyTable } from './property-table.ts';
import type { Treat } from './treatments/treatments.ts';

/** A value of a kind: object, array, string, number, boolean, null. */
export interface ShapeNode {
  /** It is named only to say that it does not leave. */
  isDropped: boolean;
  object: ObjectRule | Choice<ObjectRule> | undefined;
  array: ArrayRule | Choice<ArrayRule> | undefined;
  /** The first that the text fits is taken; none: text does not leave. */
  string: readonly ScalarRule[];
  number: readonly ScalarRule[];
  boolean: readonly ScalarRule[];
  null: readonly ScalarRule[];
}

/** What may leave of an object. */
export interface ObjectRule {
  readonly isChoice: false;
  readonly properties: PropertyTable;
  /** Without these an object does not fit, if there is a choice. */
  readonly required: readonly string[];
  /** The values of a map. */
  readonly values: ShapeNode | undefined;
  /** The keys of a map. */
  readonly keys: readonly ScalarRule[];
}

/** What may leave of an array. */
export interface ArrayRule {
  readonly isChoice: false;
  readonly first: readonly ShapeNode[];
  readonly items: ShapeNode | undefined;
}

/** Several rules for one kind of container: which one it is can only be told when the whole value is there. */
export interface Choice<Rule> {
  readonly isChoice: true;
  readonly rules: readonly Rule[];
  /** The rule for a parsed value, if there is one. */
  choose(value: unknown): Rule | undefined;
}

/** What may leave of a scalar. */
export interface ScalarRule {
  readonly drop: boolean;
  /** A number must have no fraction. */
  readonly isInteger: boolean;
  /** @default - every value of its kind fits */
  readonly test: ((text: string) => boolean) | undefined;
  /** @default - it is kept */
  readonly treat: Treat | undefined;
  /** Whether it may be a link into the source. */
  readonly isLink: boolean;
}
