import type { JsonType, Shape } from '../../config/shapes/shape.ts';
import { valueTypes } from '../../config/shapes/value-types.ts';
import { chooseObject } from './choose-object.ts';
import { fitsArray } from './fits.ts';
import { PropertyTable } from './property-table.ts';
import { type PatternTester, type ScalarKind, scalarRule } from './scalar-rule.ts';
import type { ArrayRule, Choice, ObjectRule, ScalarRule, ShapeNode } from './shape-node.ts';
import type { Treatments } from './treatments/treatments.ts';

/** What a shape is compiled with. */
export interface CompileOptions {
  /** What `$ref` refers to. */
  readonly defs: Readonly<Record<string, Shape>>;
  readonly treatments: Treatments;
  /** @default - a shape with a `pattern` can not be compiled */
  readonly pattern?: PatternTester | undefined;
}

/** A shape that is ready for documents. It holds no state: one serves any number of documents at a time. */
export interface CompiledShape {
  readonly root: ShapeNode;
}

/**
 * Compiles a shape that was checked when it was loaded.
 *
 * @throws RangeError for a reference to nothing, and for what would treat text in a way that is not known
 * @example compileShape({ type: 'object', properties: { id: { type: 'integer' } } }, { defs: {}, treatments })
 */
export const compileShape = (shape: Shape, options: CompileOptions): CompiledShape => {
  const compiler = new Compiler(shape, options);
  return { root: compiler.node(shape) };
};

const scalarTypes: Readonly<Record<ScalarKind, readonly JsonType[]>> = {
  string: ['string'],
  number: ['number', 'integer'],
  boolean: ['boolean'],
  null: ['null'],
};

const emptyNode = (): ShapeNode => ({
  isDropped: false,
  object: undefined,
  array: undefined,
  string: [],
  number: [],
  boolean: [],
  null: [],
});

class Compiler {
  readonly #root: Shape;
  readonly #options: CompileOptions;
  /** A node is known before it is filled in, so that a shape may refer to itself. */
  readonly #nodes = new Map<Shape, ShapeNode>();

  constructor(root: Shape, options: CompileOptions) {
    this.#root = root;
    this.#options = options;
  }

  node(shape: Shape): ShapeNode {
    const known = this.#nodes.get(shape);
    if (known) return known;
    const node = emptyNode();
    this.#nodes.set(shape, node);
    const choices = this.#choices(shape, new Set());
    node.isDropped = choices.length > 0 && choices.every(({ treatment }) => treatment === 'drop');
    for (const kind of Object.keys(scalarTypes) as ScalarKind[]) node[kind] = this.#scalars(choices, kind);
    node.object = this.#objects(choices.filter((choice) => valueTypes(choice).includes('object')));
    node.array = this.#arrays(choices.filter((choice) => valueTypes(choice).includes('array')));
    return node;
  }

  /** What a shape allows one of, without references and choices in between. */
  #choices(shape: Shape, seen: Set<Shape>): readonly Shape[] {
    // A circle of references says nothing more the second time round.
    if (seen.has(shape)) return [];
    seen.add(shape);
    if (shape.$ref !== undefined) return this.#choices(this.#referred(shape.$ref), seen);
    return shape.anyOf ? shape.anyOf.flatMap((choice) => this.#choices(choice, seen)) : [shape];
  }

  #referred(reference: string): Shape {
    if (reference === '#') return this.#root;
    const name = decodePointer(/^#\/\$defs\/([^/]*)$/.exec(reference)?.[1] ?? '');
    const { defs } = this.#options;
    const shape = Object.hasOwn(defs, name) ? defs[name] : undefined;
    if (!shape) throw new RangeError(`a shape refers to ${reference}, which is not there`);
    return shape;
  }

  #scalars(choices: readonly Shape[], kind: ScalarKind): readonly ScalarRule[] {
    const { treatments, pattern } = this.#options;
    return choices
      .filter((choice) => valueTypes(choice).some((type) => scalarTypes[kind].includes(type)))
      .map((choice) => scalarRule(choice, kind, treatments, pattern));
  }

  #objects(shapes: readonly Shape[]): ObjectRule | Choice<ObjectRule> | undefined {
    const candidates = shapes.map((shape) => ({ shape, rule: this.#object(shape) }));
    if (candidates.length <= 1) return candidates[0]?.rule;
    return { isChoice: true, rules: candidates.map(({ rule }) => rule), choose: chooseObject(candidates) };
  }

  #object(shape: Shape): ObjectRule {
    const { properties = {}, additionalProperties, propertyNames, required = [] } = shape;
    return {
      isChoice: false,
      properties: new PropertyTable(Object.entries(properties).map(([name, each]) => [name, this.node(each)])),
      values: additionalProperties ? this.node(additionalProperties) : undefined,
      keys: this.node(propertyNames ?? { type: 'string' }).string,
      required,
    };
  }

  #arrays(shapes: readonly Shape[]): ArrayRule | Choice<ArrayRule> | undefined {
    const rules = shapes.map((shape) => this.#array(shape));
    if (rules.length <= 1) return rules[0];
    const choose = (value: unknown) => rules.find((rule) => fitsArray(rule, value as readonly unknown[]));
    return { isChoice: true, rules, choose };
  }

  #array({ prefixItems = [], items }: Shape): ArrayRule {
    return {
      isChoice: false,
      first: prefixItems.map((each) => this.node(each)),
      items: items ? this.node(items) : undefined,
    };
  }
}

/** A name inside a JSON Pointer that stands in a fragment (RFC 6901, sections 3 and 6). */
const decodePointer = (text: string): string => decodeURIComponent(text).replaceAll('~1', '/').replaceAll('~0', '~');
