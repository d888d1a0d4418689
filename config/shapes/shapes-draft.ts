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
  /** What `$ref` may refer to. */
  readonly definitions: ReadonlySet<string>;
  readonly endpoints: readonly PlacedEndpoint[];
  readonly #root: unknown;
  readonly #broken = new WeakSet<object>();

  constructor(root: unknown, issues: readonly Issue[]) {
    this.#root = root;
    this.definitions = new Set(placesIn(child(root, '$defs'), []).map(({ path }) => String(path[0])));
    this.endpoints = endpointsOf(child(root, 'endpoints') as Readonly<Record<string, WrittenEndpoint>>);
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

  /** The shapes right under a map of shapes. */
  placed(map: unknown, path: Path): readonly PlacedShape[] {
    return this.#sound(placesIn(map, path));
  }

  /** The shapes of what the vendor sends to an endpoint. */
  requests(endpoint: PlacedEndpoint): readonly PlacedShape[] {
    return this.#sound(requestPlaces(endpoint));
  }

  /** Every shape of the file, however deep; not those that are referred to, which stand elsewhere. */
  *all(): Generator<PlacedShape> {
    const places = this.endpoints.flatMap((endpoint) => [...requestPlaces(endpoint), ...answerPlaces(endpoint)]);
    for (const place of [...places, ...placesIn(child(this.#root, '$defs'), ['$defs'])]) yield* this.#within(place);
  }

  /** What is broken itself may still be made of shapes that are not. */
  *#within(place: Place): Generator<PlacedShape> {
    yield* this.#sound([place]);
    for (const part of partPlaces(place)) yield* this.#within(part);
  }

  /** What a shape is made of. */
  parts({ shape, path }: PlacedShape): readonly PlacedShape[] {
    return this.#sound(partPlaces({ value: shape, path }));
  }

  /** The choices of an `anyOf`, one level deep. */
  choices({ shape, path }: PlacedShape): readonly PlacedShape[] {
    return this.#sound(placesIn(shape.anyOf, [...path, 'anyOf']));
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

  #sound(places: readonly Place[]): readonly PlacedShape[] {
    return places.flatMap(({ value, path }) => {
      const shape = this.sound(value);
      return shape ? [{ shape, path }] : [];
    });
  }

  #breakOff({ issue, path }: Fault): void {
    if (issue.message === notAShape) return;
    // A keyword's value is two keys below its shape at most: the shape that has it is among what is marked.
    const all = [path, path.slice(0, -1), path.slice(0, -2)];
    for (const keys of issue.code === 'unrecognized_keys' ? [path] : all) {
      const value = keys.reduce(child, this.#root);
      if (typeof value === 'object' && value !== null) this.#broken.add(value);
    }
  }
}

const endpointsOf = (written: Readonly<Record<string, WrittenEndpoint>> | undefined): readonly PlacedEndpoint[] =>
  entries(written)
    .filter(([, endpoint]) => typeof endpoint === 'object' && endpoint !== null)
    .map(([name, endpoint]) => ({ name, path: ['endpoints', name], endpoint }));

/** Something that stands where a shape should. */
interface Place {
  readonly value: unknown;
  readonly path: Path;
}

/** The places in a map or list of shapes. */
const placesIn = (holder: unknown, path: Path): readonly Place[] => {
  if (typeof holder !== 'object' || holder === null) return [];
  const isList = Array.isArray(holder);
  return Object.entries(holder).map(([key, value]) => ({ value, path: [...path, isList ? Number(key) : key] }));
};

const placeIn = (holder: unknown, path: Path, key: string): readonly Place[] => {
  const value = child(holder, key);
  return value === undefined ? [] : [{ value, path: [...path, key] }];
};

const requestPlaces = ({ endpoint, path }: PlacedEndpoint): readonly Place[] => [
  ...placesIn(endpoint.variables, [...path, 'variables']),
  ...placesIn(endpoint.query, [...path, 'query']),
  ...placeIn(endpoint.body, [...path, 'body'], 'shape'),
  ...placeIn(endpoint, path, 'subject'),
];

const answerPlaces = ({ endpoint, path }: PlacedEndpoint): readonly Place[] => [
  ...placeIn(endpoint, path, 'answer'),
  ...placesIn(endpoint.answers, [...path, 'answers']),
];

const partPlaces = ({ value, path }: Place): readonly Place[] => [
  ...placesIn(child(value, 'properties'), [...path, 'properties']),
  ...placeIn(value, path, 'additionalProperties'),
  ...placeIn(value, path, 'propertyNames'),
  ...placesIn(child(value, 'prefixItems'), [...path, 'prefixItems']),
  ...placeIn(value, path, 'items'),
  ...placesIn(child(value, 'anyOf'), [...path, 'anyOf']),
];

/**
 * The name of the definition that a reference leads to.
 *
 * @example definitionOf('#/$defs/ticket') // 'ticket'
 */
export const definitionOf = (reference: string): string => reference.slice('#/$defs/'.length);

interface Fault {
  readonly issue: Issue;
  readonly path: Path;
}

/** An issue, and all those of the branches of a union. */
const faultsOf = (issue: Issue, base: Path): readonly Fault[] => {
  const path = [...base, ...issue.path];
  const inner = issue.code === 'invalid_union' ? issue.errors.flat().flatMap((each) => faultsOf(each, path)) : [];
  return [{ issue, path }, ...inner];
};
