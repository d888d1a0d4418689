import type { Shape } from '../../config/shapes/shape.ts';
import { arrayOf, type JsonObject, objectOf, textOf } from '../../connectors/openapi/json-object.ts';
import { type Alternative, alternativesOf } from './alternatives-of.ts';
import type { Asked } from './asked-by.ts';
import { type DefinitionNames, nameOfReference } from './definition-names.ts';
import type { Discriminated } from './discriminated-by.ts';
import { type Field, markOf } from './mark-of.ts';
import { type LeftOut, leftOut, type NotedShape, requires, title, why } from './noted-shape.ts';
import type { Referrers } from './referrers-of.ts';
import { scalarForm, scalarShape } from './scalar-shape.ts';
import type { About, Surroundings } from './surroundings.ts';
import { surroundingsIn } from './surroundings-in.ts';

/** What is known of a whole document before its schemas are converted. */
export interface Knowledge {
  readonly root: JsonObject;
  readonly asked: Asked;
  readonly referrers: Referrers;
  readonly discriminated: ReadonlyMap<string, Discriminated>;
}

/** Where a schema stands. */
interface Place {
  readonly name: string;
  readonly around: Surroundings;
  readonly within?: Field['within'];
}

/** A shape, or in words why there is none. */
export type Converted = NotedShape | string;

/** Objects that stay here with all that is in them. */
const wholeMarks: Readonly<Partial<Record<About, string>>> = {
  address: 'a postal address',
  place: 'where someone is',
  credential: 'a secret',
};

/** Schemas within schemas that have no name. Nobody writes so many; merging what refers to itself can make them. */
const deepest = 64;

/** What the document does not say can not be allowed. */
const unsaid = 'the document does not say what is in it';

/** Turns schemas of one document into shapes. Those that have a name become definitions, once each. */
export class SchemaConverter {
  readonly #knowledge: Knowledge;
  readonly #direction: 'answer' | 'request';
  readonly #names: DefinitionNames;
  readonly #definitions = new Map<string, { readonly name: string; shape: Converted | undefined }>();

  /** Schemas that are being converted. */
  readonly #open = new Map<JsonObject, { name?: string }>();
  /** How many of them are within each other, since the last one that has a name. */
  #depth = 0;

  /**
   * @param direction what is answered is marked; what is sent is held to its limits instead
   * @param names shared by the converters of one file
   */
  constructor(knowledge: Knowledge, direction: 'answer' | 'request', names: DefinitionNames) {
    this.#knowledge = knowledge;
    this.#direction = direction;
    this.#names = names;
  }

  /** What the schemas converted so far refer to, in the order in which they came up. */
  get definitions(): ReadonlyMap<string, NotedShape> {
    const shapes = [...this.#definitions.values()].filter(({ shape }) => typeof shape === 'object');
    return new Map(shapes.map(({ name, shape }) => [name, shape as NotedShape]));
  }

  /**
   * The shape of a schema; choices in it are not settled yet.
   *
   * @param name what it answers with, for those that have no name of their own: `users teams`
   * @throws OpenApiError if it refers to what is not there
   */
  convert(schema: unknown, name: string): Converted {
    return this.#convert(schema, { name, around: { about: 'unknown', name } });
  }

  #convert(schema: unknown, place: Place): Converted {
    if (schema === false) return 'the document says that it is never there';
    const raw = objectOf(schema);
    const reference = textOf(raw['$ref']);
    const alternatives = alternativesOf(this.#knowledge.root, raw);
    if (reference !== undefined && raw['nullable'] !== true && this.#isStructured(alternatives)) {
      return this.#refer(reference, schema);
    }
    return this.#guarded(raw, place, () => this.#combine(alternatives, place));
  }

  /** A schema without a name may come back to itself, through what it merges (`allOf`): then it needs one. */
  #guarded(raw: JsonObject, { name }: Place, convert: () => Converted): Converted {
    const open = this.#open.get(raw);
    if (open) {
      open.name ??= this.#names.take(name);
      return { $ref: `#/$defs/${open.name}` };
    }
    if (this.#depth > deepest) return 'it is nested too deeply';
    const entry: { name?: string } = {};
    this.#open.set(raw, entry);
    this.#depth++;
    const converted = convert();
    this.#depth--;
    this.#open.delete(raw);
    if (entry.name === undefined || typeof converted === 'string') return converted;
    this.#definitions.set(`an inline schema: ${entry.name}`, { name: entry.name, shape: converted });
    return { $ref: `#/$defs/${entry.name}` };
  }

  /** Whether it is more than a scalar or a list of scalars, whose marks depend on what they are called where they are used. */
  #isStructured(alternatives: readonly Alternative[], depth = 0): boolean {
    return alternatives.some(({ kind, keywords }) => {
      if (kind === 'object') return true;
      if (kind !== 'array') return false;
      // Lists of lists of lists … are worth a name, and may never end.
      return depth > 4 || this.#isStructured(alternativesOf(this.#knowledge.root, keywords['items']), depth + 1);
    });
  }

  /** A reference to the definition, which is made if there is none yet. */
  #refer(reference: string, schema: unknown): Converted {
    const known = this.#definitions.get(reference);
    if (known) return typeof known.shape === 'string' ? known.shape : { $ref: `#/$defs/${known.name}` };

    const alternatives = alternativesOf(this.#knowledge.root, schema);
    const own = alternatives.find((each) => each.kind === 'object' && each.reference !== undefined);
    // Another name of the same schema.
    if (own && own.reference !== reference && alternatives.length === 1)
      return this.#refer(own.reference!, { $ref: own.reference });

    const name = nameOfReference(reference);
    const suffix = this.#direction === 'request' ? '-sent' : '';
    const definition: { readonly name: string; shape: Converted | undefined } = {
      name: this.#names.take(`${name}${suffix}`),
      shape: undefined,
    };
    this.#definitions.set(reference, definition);
    const inside = alternatives.map((each) =>
      each.reference === reference ? { ...each, reference: undefined } : each,
    );
    const around: Surroundings = { about: 'unknown', name };
    const depth = this.#depth;
    this.#depth = 0;
    definition.shape = this.#combine(inside, { name, around }, reference);
    this.#depth = depth;
    return typeof definition.shape === 'string' ? definition.shape : { $ref: `#/$defs/${definition.name}` };
  }

  #combine(alternatives: readonly Alternative[], place: Place, reference?: string): Converted {
    const reasons: string[] = [];
    const parts: NotedShape[] = [];
    const add = (converted: Converted): void => {
      if (typeof converted === 'string') reasons.push(converted);
      else parts.push(converted);
    };
    const scalar = scalarForm(alternatives);
    if (scalar) add(this.#scalar(scalar, place));
    for (const each of alternatives) {
      if (each.kind === 'array') add(this.#array(each, place));
      else if (each.kind === 'object' && each.reference !== undefined)
        add(this.#refer(each.reference, { $ref: each.reference }));
      else if (each.kind === 'object') add(this.#object(each, place, reference));
    }
    if (parts.length === 0) return reasons[0] ?? unsaid;
    const isNullable = !scalar && alternatives.some(({ kind }) => kind === 'null');
    const only = parts.length === 1 ? parts[0]! : undefined;
    if (!isNullable) return only ?? { anyOf: parts };
    if (only?.type !== undefined && !only.$ref) return { ...only, type: [only.type as 'object' | 'array', 'null'] };
    return { anyOf: [...parts, { type: 'null' }] };
  }

  #scalar(form: NonNullable<ReturnType<typeof scalarForm>>, { name, around, within }: Place): Converted {
    if (form.format === 'binary') return 'bytes are not shaped';
    const field: Field = { name, types: form.types, format: form.format, isClosed: form.values !== undefined, within };
    const mark = this.#direction === 'answer' ? markOf(field, around, this.#knowledge.asked) : undefined;
    return scalarShape(form, mark, this.#direction === 'request');
  }

  #array({ keywords }: Alternative, place: Place): Converted {
    if (keywords['items'] === undefined && Array.isArray(keywords['prefixItems']))
      return 'lists of mixed items are not written out';
    const items = this.#convert(keywords['items'], { ...place, within: place.within ?? 'list' });
    return typeof items === 'string' ? items : { type: 'array', items };
  }

  #object(object: Alternative, place: Place, reference: string | undefined): Converted {
    const around = surroundingsIn(object, place, this.#referrersOf(reference));
    const whole = this.#direction === 'answer' ? wholeMarks[around.about] : undefined;
    if (whole !== undefined) return { type: 'object', treatment: 'drop', [why]: whole };
    const properties: Record<string, Shape> = {};
    const out: LeftOut[] = [];
    for (const [name, schema] of object.properties) {
      const raw = objectOf(schema);
      if (raw[this.#direction === 'answer' ? 'writeOnly' : 'readOnly'] === true) continue;
      const converted = this.#property(name, schema, around, reference);
      if (typeof converted === 'string') out.push({ name, why: converted });
      else properties[name] = converted;
    }
    const map = this.#map(object, place, around, out);
    if (Object.keys(properties).length === 0 && !map) return out[0]?.why ?? unsaid;
    const required = [...object.required].filter((name) => Object.hasOwn(properties, name));
    return {
      type: 'object',
      ...(Object.keys(properties).length > 0 && { properties }),
      ...map,
      ...(out.length > 0 && { [leftOut]: out }),
      ...(required.length > 0 && { [requires]: required }),
      ...(object.title !== undefined && { [title]: object.title }),
    };
  }

  #referrersOf(reference: string | undefined): readonly string[] | undefined {
    return reference === undefined ? undefined : [...(this.#knowledge.referrers.get(reference) ?? [])];
  }

  #property(name: string, schema: unknown, around: Surroundings, reference: string | undefined): Converted {
    if (name === '__proto__') return 'this name can not be used';
    const converted = this.#convert(schema, { name, around });
    const discriminated = this.#knowledge.discriminated.get(reference ?? '');
    if (typeof converted === 'string' || discriminated?.property !== name || converted.type !== 'string')
      return converted;
    const { values } = discriminated;
    return values.length === 1 ? { const: values[0]! } : { enum: values };
  }

  /** The keys of a map are data as its values are. */
  #map(
    object: Alternative,
    place: Place,
    around: Surroundings,
    out: LeftOut[],
  ): Pick<Shape, 'additionalProperties' | 'propertyNames'> | undefined {
    const schema = object.keywords['additionalProperties'];
    const others = 'all other properties';
    if (schema === true || arrayOf(Object.keys(objectOf(object.keywords['patternProperties']))).length > 0) {
      out.push({ name: others, why: unsaid });
    }
    if (typeof schema !== 'object' || schema === null) return undefined;
    const values = this.#convert(schema, { name: place.name, around: place.around, within: 'map' });
    if (typeof values === 'string') {
      out.push({ name: others, why: values });
      return undefined;
    }
    if (this.#direction === 'request') return { additionalProperties: values };
    const mark = markOf({ name: place.name, types: ['string'], within: 'list' }, around, this.#knowledge.asked);
    const isPersonal = mark?.treatment.startsWith('pseudonym') === true;
    const propertyNames: NotedShape = {
      type: 'string',
      treatment: isPersonal ? mark.treatment : 'keep',
      [why]: isPersonal ? `keys: ${mark.why}` : 'keys are data too: is there anything personal in them?',
    };
    return { propertyNames, additionalProperties: values };
  }
}
