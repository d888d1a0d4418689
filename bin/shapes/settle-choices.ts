import type { JsonType, Shape } from '../../config/shapes/shape.ts';
import { definitionOf } from '../../config/shapes/shapes-draft.ts';
import { valueTypes } from '../../config/shapes/value-types.ts';
import type { DefinitionNames } from './definition-names.ts';
import { mapParts } from './endpoint-shapes.ts';
import { type LeftOut, leftOut, type NotedShape, requires, title } from './noted-shape.ts';
import { oneScalar } from './one-scalar.ts';
import { tellApart } from './tell-apart.ts';
import { withNull } from './with-null.ts';

/**
 * Makes choices that can be told apart. The first choice that fits is taken; where nothing in two objects says which one a value is,
 * they become one object with the properties of both, and of two treatments the one that lets out less.
 */
export class ChoiceSettler {
  readonly #definitions: Map<string, NotedShape>;
  readonly #taken: DefinitionNames;
  readonly #settled = new Map<Shape, NotedShape>();
  /** Of what was made of several definitions, by these. */
  readonly #names = new Map<string, string>();
  /** What definitions must have to be taken, where they are choices. */
  readonly #required = new Map<string, readonly string[]>();

  /** @param definitions are settled in place; merged ones are added */
  constructor(definitions: Map<string, NotedShape>, names: DefinitionNames) {
    this.#definitions = definitions;
    this.#taken = names;
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
    const flat = this.#flat(shapes);
    if (!this.#clash(flat))
      return this.#nullable(
        flat.map((part) => this.#inside(part)),
        flat,
      );
    if (flat.every(({ $ref }) => $ref === undefined)) return this.#apart(flat) ?? this.#merged(flat);
    const expanded = this.#expanded(flat, new Set());
    const isExpanded = expanded.length !== flat.length || expanded.some((part, index) => part !== flat[index]);
    return (isExpanded ? undefined : this.#apart(flat)) ?? this.#named(expanded);
  }

  /** Choices within choices side by side, twins once. */
  #flat(shapes: readonly NotedShape[]): readonly NotedShape[] {
    const all = shapes.flatMap((shape) => (shape.anyOf ? this.#flat(shape.anyOf) : [shape]));
    return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
  }

  /** Whether several of them are of one kind, so that they must be told apart. */
  #clash(parts: readonly NotedShape[]): boolean {
    const kinds = parts.flatMap((part) => [...this.#kindsOf(part, new Set())]).filter((kind) => kind !== 'null');
    return new Set(kinds).size < kinds.length;
  }

  #kindsOf(shape: NotedShape, seen: Set<string>): ReadonlySet<Kind> {
    if (shape.anyOf) return new Set(shape.anyOf.flatMap((each) => [...this.#kindsOf(each, seen)]));
    if (shape.$ref === undefined) return new Set(valueTypes(shape).map(kindOf));
    if (seen.has(shape.$ref)) return new Set();
    return this.#kindsOf(this.#resolved(shape), seen.add(shape.$ref));
  }

  /** References to anything but one object replaced by what they lead to. */
  #expanded(parts: readonly NotedShape[], seen: Set<string>): readonly NotedShape[] {
    const all = parts.flatMap((part) => {
      if (part.anyOf) return this.#expanded(part.anyOf, seen);
      if (part.$ref === undefined) return [part];
      const target = this.#resolved(part);
      if (valueTypes(target).includes('object')) return [part];
      if (seen.has(part.$ref)) return [];
      seen.add(part.$ref);
      return this.#expanded([target], seen);
    });
    return this.#flat(all);
  }

  #resolved(shape: NotedShape): NotedShape {
    return shape.$ref === undefined ? shape : (this.#definitions.get(definitionOf(shape.$ref)) ?? shape);
  }

  /** Made once, with a name, before it is known what it is: it may lead back to itself. */
  #named(parts: readonly NotedShape[]): NotedShape {
    const key = parts
      .map((each) => JSON.stringify(each))
      .toSorted()
      .join();
    const known = this.#names.get(key);
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    const called = parts.flatMap((part) => (part.$ref === undefined ? (part[title] ?? []) : definitionOf(part.$ref)));
    const name = this.#taken.take(called.slice(0, 3).join('-or-'));
    this.#names.set(key, name);
    this.#definitions.set(name, { anyOf: parts });
    this.#definitions.set(name, this.#apart(parts) ?? this.#merged(parts));
    return { $ref: `#/$defs/${name}` };
  }

  /** The objects among them told apart; `undefined` if nothing tells. */
  #apart(parts: readonly NotedShape[]): NotedShape | undefined {
    const { scalars, arrays, objects } = this.#sorted(parts);
    if (objects.length < 2)
      return this.#nullable([...this.#others(scalars, arrays), ...objects.map((each) => this.#inside(each))], parts);
    const told = tellApart(objects.map((each) => this.#resolved(each)));
    const choices = told?.map(({ index, required }) => {
      const { $ref, ...shape } = this.#inside(objects[index]!);
      if ($ref === undefined) return required.length > 0 ? { ...shape, required } : shape;
      const name = definitionOf($ref);
      if (required.length > 0) this.#required.set(name, [...(this.#required.get(name) ?? []), ...required]);
      return { $ref };
    });
    return choices && this.#nullable([...this.#others(scalars, arrays), ...choices], parts);
  }

  /** One object for all objects among them. */
  #merged(parts: readonly NotedShape[]): NotedShape {
    const { scalars, arrays, objects } = this.#sorted(parts);
    const object = this.#mergedObject(objects.map((each) => this.#resolved(each)));
    return this.#nullable([...this.#others(scalars, arrays), object], parts);
  }

  #sorted(parts: readonly NotedShape[]): Readonly<Record<'scalars' | 'arrays' | 'objects', readonly NotedShape[]>> {
    return {
      scalars: parts.filter((part) => valueTypes(part).some((type) => kindOf(type) === 'scalar')),
      arrays: parts.filter((part) => valueTypes(part).includes('array')),
      objects: parts.filter((part) => valueTypes(this.#resolved(part)).includes('object')),
    };
  }

  #others(scalars: readonly NotedShape[], arrays: readonly NotedShape[]): readonly NotedShape[] {
    return [
      ...(scalars.length > 0 ? [scalars.reduce(oneScalar)] : []),
      ...(arrays.length > 0 ? [this.#oneArray(arrays)] : []),
    ];
  }

  #oneArray(arrays: readonly NotedShape[]): NotedShape {
    const dropped = arrays.find(({ treatment }) => treatment === 'drop');
    if (dropped || arrays.length === 1) return this.#inside(dropped ?? arrays[0]!);
    return { type: 'array', items: this.#together(arrays.map(({ items }) => items!)) };
  }

  /** The parts as one shape, with null if one of those that they were made of has it. */
  #nullable(parts: readonly NotedShape[], from: readonly NotedShape[]): NotedShape {
    const hasNull = (part: NotedShape): boolean => this.#kindsOf(part, new Set()).has('null');
    return withNull(
      parts.filter((part) => part.type !== 'null'),
      from.some(hasNull),
      hasNull,
    );
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
      type: objects.some((each) => valueTypes(each).includes('null')) ? ['object', 'null'] : 'object',
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

const distinctNames = (all: readonly LeftOut[]): readonly LeftOut[] => [
  ...new Map(all.map((each) => [each.name, each])).values(),
];

type Kind = 'object' | 'array' | 'scalar' | 'null';

const kindOf = (type: JsonType): Kind => (type === 'object' || type === 'array' || type === 'null' ? type : 'scalar');
