import type * as z from 'zod';
import { child } from '../load/child.ts';
import { entries } from '../schema/draft.ts';
import type { WrittenEndpoint } from './file-schema.ts';
import type { Shape } from './shape.ts';
import { notAShape } from './shape-schema.ts';

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** A shape, and the keys that lead to it. */
export interface PlacedShape {
  readonly shape: Shape;
  readonly path: Path;
}

/** An endpoint, and the keys that lead to it. What is in it may be missing or of another kind. */
export interface PlacedEndpoint {
  readonly name: string;
  readonly path: Path;
  readonly endpoint: WrittenEndpoint;
}

/**
 * A shapes file as far as its schema found no fault. Rules run beside the schema's problems, so that all are told at once; what is
 * broken is left out here, so that a rule never meets a keyword of the wrong kind.
 */
export class ShapesDraft {
  readonly #root: unknown;
  readonly #broken = new WeakSet<object>();

  constructor(root: unknown, issues: readonly Issue[]) {
    this.#root = root;
    for (const fault of issues.flatMap((issue) => faultsOf(issue, []))) this.#breakOff(fault);
  }

  /** The value as a shape whose own keywords are all of the right kind; `undefined` if it is none. */
  sound(value: unknown): Shape | undefined {
    const isShape = typeof value === 'object' && value !== null && !Array.isArray(value) && !this.#broken.has(value);
    return isShape ? value : undefined;
  }

  /** The shape that a reference leads to, if it is there and sound. */
  referred(reference: string): Shape | undefined {
    return this.sound(child(child(this.#root, '$defs'), definitionOf(reference)));
  }

  get definitions(): readonly string[] {
    return entries(child(this.#root, '$defs') as Readonly<Record<string, unknown>>).map(([name]) => name);
  }

  get endpoints(): readonly PlacedEndpoint[] {
    const written = child(this.#root, 'endpoints') as Readonly<Record<string, WrittenEndpoint>>;
    return entries(written)
      .filter(([, endpoint]) => typeof endpoint === 'object' && endpoint !== null)
      .map(([name, endpoint]) => ({ name, path: ['endpoints', name], endpoint }));
  }

  /** The shapes right under a map of shapes. */
  placed(map: Readonly<Record<string, unknown>> | undefined, path: Path): readonly PlacedShape[] {
    return entries(map).flatMap(([name, value]) => this.#place(value, [...path, name]));
  }

  /** The shapes that an endpoint's answers have. */
  answers({ endpoint, path }: PlacedEndpoint): readonly PlacedShape[] {
    return [
      ...this.#place(endpoint.answer, [...path, 'answer']),
      ...this.placed(endpoint.answers, [...path, 'answers']),
    ];
  }

  /** The shapes of what the vendor sends to an endpoint. */
  requests({ endpoint, path }: PlacedEndpoint): readonly PlacedShape[] {
    return [
      ...this.placed(endpoint.variables, [...path, 'variables']),
      ...this.placed(endpoint.query, [...path, 'query']),
      ...this.#place(child(endpoint.body, 'shape'), [...path, 'body', 'shape']),
    ];
  }

  /** Every shape of the file, however deep. */
  *all(): Generator<PlacedShape> {
    for (const endpoint of this.endpoints) {
      for (const placed of [...this.requests(endpoint), ...this.answers(endpoint)]) yield* this.within(placed);
    }
    const definitions = child(this.#root, '$defs') as Readonly<Record<string, unknown>>;
    for (const placed of this.placed(definitions, ['$defs'])) yield* this.within(placed);
  }

  /** A shape and all that it is made of; not what it refers to. */
  *within(placed: PlacedShape): Generator<PlacedShape> {
    yield placed;
    for (const part of this.parts(placed)) yield* this.within(part);
  }

  /** What a shape is made of. */
  parts({ shape, path }: PlacedShape): readonly PlacedShape[] {
    const { properties, additionalProperties, propertyNames, items, prefixItems = [], anyOf = [] } = shape;
    return [
      ...this.placed(properties, [...path, 'properties']),
      ...this.#place(additionalProperties, [...path, 'additionalProperties']),
      ...this.#place(propertyNames, [...path, 'propertyNames']),
      ...prefixItems.flatMap((each, index) => this.#place(each, [...path, 'prefixItems', index])),
      ...this.#place(items, [...path, 'items']),
      ...this.choices({ shape: { anyOf }, path }),
    ];
  }

  /** The choices of an `anyOf`, one level deep. */
  choices({ shape: { anyOf = [] }, path }: PlacedShape): readonly PlacedShape[] {
    return anyOf.flatMap((each, index) => this.#place(each, [...path, 'anyOf', index]));
  }

  /** What a shape allows one of, without references and choices in between. */
  leaves(shape: Shape): readonly Shape[] {
    return this.#leaves(shape, new Set());
  }

  #leaves(shape: Shape, seen: Set<Shape>): readonly Shape[] {
    if (seen.has(shape)) return [];
    seen.add(shape);
    if (shape.$ref !== undefined) {
      const referred = this.referred(shape.$ref);
      return referred ? this.#leaves(referred, seen) : [];
    }
    if (!shape.anyOf) return [shape];
    return this.choices({ shape, path: [] }).flatMap((choice) => this.#leaves(choice.shape, seen));
  }

  #place(value: unknown, path: Path): readonly PlacedShape[] {
    const shape = this.sound(value);
    return shape ? [{ shape, path }] : [];
  }

  #breakOff({ message, path }: Fault): void {
    if (message === notAShape) return;
    // A keyword's value is two keys below its shape at most: the shape that has it is among what is marked.
    for (const keys of [path, path.slice(0, -1), path.slice(0, -2)]) {
      const value = keys.reduce(child, this.#root);
      if (typeof value === 'object' && value !== null) this.#broken.add(value);
    }
  }
}

/**
 * The name of the definition that a reference leads to.
 *
 * @example definitionOf('#/$defs/ticket') // 'ticket'
 */
export const definitionOf = (reference: string): string => reference.slice('#/$defs/'.length);

interface Fault {
  readonly message: string;
  readonly path: Path;
}

/** What an issue says, and all those of the branches of a union. */
const faultsOf = (issue: Issue, base: Path): readonly Fault[] => {
  const path = [...base, ...issue.path];
  const inner = issue.code === 'invalid_union' ? issue.errors.flat().flatMap((each) => faultsOf(each, path)) : [];
  return [{ message: issue.message, path }, ...inner];
};
