import { printedPath } from '../../config/load/printed-path.ts';
import type { JsonType, Scalar, Shape } from '../../config/shapes/shape.ts';
import { definitionOf } from '../../config/shapes/shapes-draft.ts';
import { valuesOf, valueTypes } from '../../config/shapes/value-types.ts';
import type { Addition, Difference } from './changes.ts';
import type { NotedShape } from './noted-shape.ts';

type Definitions = Readonly<Record<string, Shape>>;

/** A shape without references and choices in between, and where it stands. */
interface Leaf {
  readonly shape: NotedShape;
  readonly path: readonly string[];
  /** The definition that it is, if it is one. */
  readonly definition?: string | undefined;
}

/** Compares the shapes of a file with those drafted from a document. A definition is compared once, however often it is met. */
export class ShapeComparison {
  readonly additions: Addition[] = [];
  readonly changed: Difference[] = [];
  readonly #file: Definitions;
  readonly #draft: Definitions;
  readonly #compared = new Set<string>();
  readonly #there = new Map<string, readonly string[]>();
  readonly #missing = new Map<string, readonly string[]>();

  constructor(file: Definitions, draft: Definitions) {
    this.#file = file;
    this.#draft = draft;
  }

  /** What the file names, and nothing of the document that it was compared with. */
  get gone(): readonly Difference[] {
    const missing = [...this.#missing].filter(([place]) => !this.#there.has(place));
    return missing.map(([, path]) => ({ path, what: 'is not in the document' }));
  }

  /** @param path the keys that lead to the file's shape */
  compare(file: Shape, draft: Shape, path: readonly string[]): void {
    this.#leaves(this.#leavesOf(file, this.#file, path), this.#leavesOf(draft, this.#draft, path));
  }

  #leaves(file: readonly Leaf[], draft: readonly Leaf[]): void {
    if (this.#isKnown('values', file, draft)) return;
    // Nothing of it leaves: it was seen.
    if (file.length === 0 || draft.length === 0 || file.some(({ shape }) => shape.treatment === 'drop')) return;
    this.#types(file, draft);

    const [objects, drafted] = [ofType(file, 'object'), ofType(draft, 'object')];
    if (objects.length > 0 && drafted.length > 0) this.#objects(objects, drafted);
    const [arrays, draftedArrays] = [ofType(file, 'array'), ofType(draft, 'array')];
    if (arrays.length > 0 && draftedArrays.length > 0)
      this.#leaves(this.#items(arrays, this.#file), this.#items(draftedArrays, this.#draft));
  }

  #items(arrays: readonly Leaf[], definitions: Definitions): readonly Leaf[] {
    return arrays.flatMap(({ shape, path }) =>
      shape.items ? this.#leavesOf(shape.items, definitions, [...path, 'items']) : [],
    );
  }

  #values(maps: readonly Leaf[], definitions: Definitions): readonly Leaf[] {
    return maps.flatMap(({ shape, path }) =>
      shape.additionalProperties
        ? this.#leavesOf(shape.additionalProperties, definitions, [...path, 'additionalProperties'])
        : [],
    );
  }

  /** What is the same thing in both is compared by itself; what else there is, as a whole. */
  #objects(file: readonly Leaf[], draft: readonly Leaf[]): void {
    const pairs = file.flatMap((leaf) => {
      const twins = draft.filter((other) => isTwin(leaf, other));
      const isAlone = twins.length === 1 && file.filter((other) => isTwin(other, twins[0]!)).length === 1;
      return isAlone ? [{ leaf, twin: twins[0]! }] : [];
    });
    for (const { leaf, twin } of pairs) this.#properties([leaf], [twin]);
    const rest = file.filter((each) => !pairs.some(({ leaf }) => leaf === each));
    const others = draft.filter((each) => !pairs.some(({ twin }) => twin === each));
    if (rest.length > 0 && others.length > 0) this.#properties(rest, others);
    if (rest.length > 0 || others.length === 0) return;
    const names = others.map(({ definition, path }) => definition ?? printedPath(path));
    this.changed.push({ path: file[0]!.path, what: `has another choice in the document: ${names.join(', ')}` });
  }

  /** Whether this was compared before. From now on it was. */
  #isKnown(what: 'values' | 'properties', file: readonly Leaf[], draft: readonly Leaf[]): boolean {
    const [own, theirs] = [file, draft].map((leaves) =>
      leaves.map(({ definition, path }) => definition ?? printedPath(path)),
    );
    const key = JSON.stringify([what, own, theirs]);
    const isKnown = this.#compared.has(key);
    this.#compared.add(key);
    return isKnown;
  }

  #properties(file: readonly Leaf[], draft: readonly Leaf[]): void {
    if (this.#isKnown('properties', file, draft)) return;
    const named = new Set(file.flatMap(({ shape }) => Object.keys(shape.properties ?? {})));
    const drafted = new Set(draft.flatMap(({ shape }) => Object.keys(shape.properties ?? {})));
    const isMap = file.some(({ shape }) => shape.additionalProperties);
    for (const name of drafted) {
      const shapes = draft.flatMap(({ shape }) => propertyOf(shape, name) ?? []);
      if (!named.has(name)) {
        if (!isMap) this.additions.push({ path: [...file[0]!.path, 'properties'], name, shape: shapes[0]! });
        continue;
      }
      const own = file.flatMap((leaf) => this.#propertyLeaves(leaf, name, this.#file));
      this.#leaves(
        own,
        draft.flatMap((leaf) => this.#propertyLeaves(leaf, name, this.#draft)),
      );
    }
    const isDraftedMap = draft.some(({ shape }) => shape.additionalProperties);
    if (isDraftedMap && !isMap)
      this.changed.push({ path: file[0]!.path, what: 'has properties of any name in the document' });
    if (isDraftedMap && isMap) this.#leaves(this.#values(file, this.#file), this.#values(draft, this.#draft));
    for (const { shape, path } of file) {
      for (const name of Object.keys(shape.properties ?? {})) {
        const place = [...path, 'properties', name];
        (drafted.has(name) || isDraftedMap ? this.#there : this.#missing).set(printedPath(place), place);
      }
    }
  }

  #propertyLeaves({ shape, path }: Leaf, name: string, definitions: Definitions): readonly Leaf[] {
    const property = propertyOf(shape, name);
    return property ? this.#leavesOf(property, definitions, [...path, 'properties', name]) : [];
  }

  #leavesOf(
    shape: Shape,
    definitions: Definitions,
    path: readonly string[],
    seen: ReadonlySet<string> = new Set(),
  ): readonly Leaf[] {
    if (shape.anyOf)
      return shape.anyOf.flatMap((each, index) =>
        this.#leavesOf(each, definitions, [...path, 'anyOf', String(index)], seen),
      );
    if (shape.$ref === undefined) return [{ shape, path }];
    const name = definitionOf(shape.$ref);
    if (seen.has(name) || !Object.hasOwn(definitions, name)) return [];
    const leaves = this.#leavesOf(definitions[name]!, definitions, ['$defs', name], new Set([...seen, name]));
    return leaves.length === 1 ? [{ ...leaves[0]!, definition: leaves[0]!.definition ?? name }] : leaves;
  }

  #types(file: readonly Leaf[], draft: readonly Leaf[]): void {
    const { path } = file[0]!;
    const allowed = new Set(file.flatMap(({ shape }) => valueTypes(shape)));
    const said = new Set(draft.flatMap(({ shape }) => valueTypes(shape)));
    const others = [...said].filter((type) => !allowed.has(type) && !(type === 'integer' && allowed.has('number')));
    if (others.length > 0) {
      this.changed.push({
        path,
        what: `can be ${listed(others)} in the document; the file allows ${listed([...allowed])}`,
      });
      return;
    }
    const values = valuesIn(file);
    if (!values) return;
    const known = valuesIn(draft);
    const more = known?.filter((value) => !values.includes(value)) ?? [];
    if (!known) this.changed.push({ path, what: 'has no list of values in the document any more' });
    else if (more.length > 0) this.changed.push({ path, what: `has more values in the document: ${more.join(', ')}` });
  }
}

/** A definition of the same name, or an object that says the same of itself: `kind: { const: person }`. */
const isTwin = (one: Leaf, other: Leaf): boolean =>
  (one.definition !== undefined && one.definition === other.definition) ||
  Object.entries(one.shape.properties ?? {}).some(
    ([name, { const: value }]) => value !== undefined && propertyOf(other.shape, name)?.const === value,
  );

const propertyOf = (shape: Shape, name: string): NotedShape | undefined =>
  Object.hasOwn(shape.properties ?? {}, name) ? shape.properties![name] : undefined;

const ofType = (leaves: readonly Leaf[], type: JsonType): readonly Leaf[] =>
  leaves.filter(({ shape }) => valueTypes(shape).includes(type));

/** All values, if each says which it has. What is null may be so beside any of them. */
const valuesIn = (leaves: readonly Leaf[]): readonly Scalar[] | undefined => {
  const lists = leaves.filter(({ shape }) => shape.type !== 'null').map(({ shape }) => valuesOf(shape));
  return lists.every((values) => values !== undefined) ? lists.flat().filter((value) => value !== null) : undefined;
};

const listed = (types: readonly JsonType[]): string => types.join(' or ');
