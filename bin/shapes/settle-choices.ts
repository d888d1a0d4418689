import type { JsonType, Scalar, Shape, Treatment } from '../../config/shapes/shape.ts';
import type { DefinitionNames } from './definition-names.ts';
import { mapParts } from './endpoint-shapes.ts';
import { type LeftOut, leftOut, type NotedShape, requires, why } from './noted-shape.ts';
import { tellApart } from './tell-apart.ts';

/**
 * Makes choices that can be told apart. The first choice that fits is taken; where nothing in two objects says which one a value is,
 * they become one object with the properties of both, and of two treatments the one that lets out less.
 */
export class ChoiceSettler {
  readonly #definitions: Map<string, NotedShape>;
  readonly #names: DefinitionNames;
  readonly #settled = new Map<Shape, NotedShape>();
  readonly #merged = new Map<string, string>();
  /** What definitions must have to be taken, where they are choices. */
  readonly #required = new Map<string, readonly string[]>();

  /** @param definitions are settled in place; merged ones are added */
  constructor(definitions: Map<string, NotedShape>, names: DefinitionNames) {
    this.#definitions = definitions;
    this.#names = names;
  }

  /** Settles all definitions. The last thing to do: only then is it known which of them are choices. */
  settleDefinitions(): void {
    for (const [name, shape] of [...this.#definitions]) this.#definitions.set(name, this.settle(shape));
    for (const [name, required] of this.#required) {
      this.#definitions.set(name, { ...this.#definitions.get(name)!, required: [...new Set(required)] });
    }
  }

  /** The shape with all choices in it settled. */
  settle(shape: NotedShape): NotedShape {
    const known = this.#settled.get(shape);
    if (known) return known;
    const settled = shape.anyOf ? this.#together(shape.anyOf) : this.#inside(shape);
    this.#settled.set(shape, settled);
    return settled;
  }

  #inside(shape: NotedShape): NotedShape {
    return mapParts(shape, (part) => this.settle(part));
  }

  /** One shape for all of these. */
  #together(shapes: readonly NotedShape[]): NotedShape {
    const parts = this.#partsOf(shapes, new Set());
    const scalars = parts.filter((part) => typesOf(part).some(isScalarType));
    const arrays = parts.filter((part) => typesOf(part).includes('array'));
    const objects = parts.filter((part) => typesOf(this.#resolved(part)).includes('object'));
    const all = [
      ...(scalars.length > 0 ? [scalars.reduce(oneScalar)] : []),
      ...(arrays.length > 0 ? [this.#oneArray(arrays)] : []),
      ...this.#objects(objects.map((part) => this.#inside(part))),
    ];
    const isNullable = parts.some((part) => typesOf(this.#resolved(part)).includes('null'));
    return withNull(all, isNullable, (part) => typesOf(this.#resolved(part)).includes('null'));
  }

  /** Choices within choices side by side, and references to choices replaced by these. */
  #partsOf(shapes: readonly NotedShape[], seen: Set<string>): readonly NotedShape[] {
    return shapes.flatMap((shape) => {
      if (shape.anyOf) return this.#partsOf(shape.anyOf, seen);
      if (shape.$ref === undefined) return [shape];
      const target = this.#resolved(shape);
      if (typesOf(target).includes('object') && !seen.has(shape.$ref)) {
        seen.add(shape.$ref);
        return [shape];
      }
      if (seen.has(shape.$ref)) return [];
      seen.add(shape.$ref);
      return this.#partsOf([target], seen);
    });
  }

  #resolved(shape: NotedShape): NotedShape {
    return shape.$ref === undefined ? shape : (this.#definitions.get(nameOf(shape.$ref)) ?? shape);
  }

  #oneArray(arrays: readonly NotedShape[]): NotedShape {
    const dropped = arrays.find(({ treatment }) => treatment === 'drop');
    if (dropped || arrays.length === 1) return this.#inside(dropped ?? arrays[0]!);
    return { type: 'array', items: this.#together(arrays.map(({ items }) => items!)) };
  }

  #objects(objects: readonly NotedShape[]): readonly NotedShape[] {
    const distinct = [...new Map(objects.map((each) => [JSON.stringify(each), each])).values()];
    if (distinct.length < 2) return distinct;
    const told = tellApart(distinct.map((each) => this.#resolved(each)));
    if (!told) return [this.#oneObject(distinct)];
    return told.map(({ index, required }) => {
      const shape = distinct[index]!;
      if (required.length === 0) return shape;
      if (shape.$ref === undefined) return { ...shape, required };
      const name = nameOf(shape.$ref);
      this.#required.set(name, [...(this.#required.get(name) ?? []), ...required]);
      return shape;
    });
  }

  #oneObject(objects: readonly NotedShape[]): NotedShape {
    const references = objects.flatMap(({ $ref }) => $ref ?? []);
    if (references.length === 0) return this.#mergedObject(objects);
    const key = objects
      .map((each) => JSON.stringify(each))
      .toSorted()
      .join();
    const known = this.#merged.get(key);
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    const name = this.#names.take(references.map(nameOf).slice(0, 3).join('-or-'));
    this.#merged.set(key, name);
    // Before it is made: it may lead back to itself.
    this.#definitions.set(name, { type: 'object' });
    this.#definitions.set(name, this.#mergedObject(objects.map((each) => this.#resolved(each))));
    return { $ref: `#/$defs/${name}` };
  }

  #mergedObject(objects: readonly NotedShape[]): NotedShape {
    const dropped = objects.find(({ treatment }) => treatment === 'drop');
    if (dropped) return dropped;
    const names = [...new Set(objects.flatMap(({ properties }) => Object.keys(properties ?? {})))];
    const properties = Object.fromEntries(
      names.map((name) => {
        const shapes = objects.flatMap((each) =>
          Object.hasOwn(each.properties ?? {}, name) ? [each.properties![name]!] : [],
        );
        return [name, shapes.length === 1 ? this.settle(shapes[0]!) : this.#together(shapes)];
      }),
    );
    const maps = objects.flatMap(({ additionalProperties }) => additionalProperties || []);
    const keys = objects.flatMap(({ propertyNames }) => propertyNames ?? []);
    const out = distinctNames(objects.flatMap((each) => each[leftOut] ?? [])).filter(
      ({ name }) => !names.includes(name),
    );
    const always = objects
      .map((each) => each[requires] ?? [])
      .reduce((one, other) => one.filter((name) => other.includes(name)));
    return {
      type: objects.some((each) => typesOf(each).includes('null')) ? ['object', 'null'] : 'object',
      ...(names.length > 0 && { properties }),
      ...(keys.length > 0 && { propertyNames: keys.reduce(oneScalar) }),
      ...(maps.length > 0 && {
        additionalProperties: maps.length === 1 ? this.settle(maps[0]!) : this.#together(maps),
      }),
      ...(out.length > 0 && { [leftOut]: out }),
      ...(always.length > 0 && { [requires]: always }),
    };
  }
}

const nameOf = (reference: string): string => reference.slice('#/$defs/'.length);

const distinctNames = (all: readonly LeftOut[]): readonly LeftOut[] => [
  ...new Map(all.map((each) => [each.name, each])).values(),
];

const typesOf = (shape: Shape): readonly JsonType[] => {
  if (shape.type !== undefined) return typeof shape.type === 'string' ? [shape.type] : shape.type;
  const values = shape.const === undefined ? shape.enum : [shape.const];
  return [...new Set((values ?? []).map(typeOfValue))];
};

const typeOfValue = (value: Scalar): JsonType => {
  if (value === null) return 'null';
  return typeof value === 'number'
    ? Number.isInteger(value)
      ? 'integer'
      : 'number'
    : (typeof value as 'string' | 'boolean');
};

const isScalarType = (type: JsonType): boolean => type !== 'object' && type !== 'array' && type !== 'null';

/** From what lets out most to what lets out least. */
const strictness: readonly (Treatment | undefined)[] = [
  undefined,
  'keep',
  'redact',
  'domain',
  'pseudonym-reversible',
  'pseudonym',
  'hash-ip',
  'length',
  'drop',
];

const oneScalar = (one: NotedShape, other: NotedShape): NotedShape => {
  const stricter = strictness.indexOf(other.treatment) > strictness.indexOf(one.treatment) ? other : one;
  const types = typesTogether([...typesOf(one), ...typesOf(other)], stricter.treatment);
  const values = valuesTogether(one, other)?.filter((value) => types.includes(typeOfValue(value)));
  return {
    ...(values && values.length > 0
      ? values.length === 1
        ? { const: values[0]! }
        : { enum: values }
      : { type: types.length === 1 ? types[0]! : types }),
    ...(!values && one.format !== undefined && one.format === other.format && { format: one.format }),
    ...(stricter.treatment !== undefined && { treatment: stricter.treatment }),
    ...(stricter[why] !== undefined && { [why]: stricter[why] }),
  };
};

const valuesTogether = (one: Shape, other: Shape): readonly Scalar[] | undefined => {
  const [these, those] = [one, other].map((each) => (each.const === undefined ? each.enum : [each.const]));
  return these && those ? [...new Set([...these, ...those])] : undefined;
};

const typesTogether = (types: readonly JsonType[], treatment: Treatment | undefined): readonly JsonType[] => {
  const all = [...new Set(types)].filter((type) => !(type === 'integer' && types.includes('number')));
  if (treatment === undefined || treatment === 'keep' || treatment === 'drop') return all;
  const isPseudonym = treatment.startsWith('pseudonym');
  return all.filter((type) => type === 'string' || type === 'null' || (isPseudonym && type !== 'boolean'));
};

const withNull = (
  parts: readonly NotedShape[],
  isNullable: boolean,
  hasNull: (part: NotedShape) => boolean,
): NotedShape => {
  const only = parts.length === 1 ? parts[0]! : undefined;
  if (!isNullable || parts.some(hasNull)) return only ?? { anyOf: parts };
  if (only && only.$ref === undefined && only.enum) return { ...only, enum: [...only.enum, null] };
  if (only && only.$ref === undefined && only.type !== undefined) return { ...only, type: [...typesOf(only), 'null'] };
  return { anyOf: [...parts, { type: 'null' }] };
};
