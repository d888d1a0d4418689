import type { Shape } from '../../config/shapes/shape.ts';
import { type CompiledShape, compileShape } from '../../lambda/shapes/compile-shape.ts';
import type { Field, FieldCounts, FieldOutcome } from '../../lambda/shapes/field-counts.ts';
import { treatDocument } from '../../lambda/shapes/treat-document.ts';
import { FieldTally } from './field-tally.ts';
import { type JsonKind, type JsonMember, type JsonPlace, membersOf, placeAt, textOf } from './json-members.ts';
import type { Preview, PreviewNode } from './preview.ts';
import { reasonFor, type ShapePaths, type ShapesAt, shapePaths } from './shapes-at.ts';

/** What of an answer may leave, and how much of it is shown. */
export interface PreviewOptions {
  /** As it is written; undefined if the answer has none. */
  readonly shape: Shape | undefined;
  /** What `$ref` refers to. */
  readonly defs: Readonly<Record<string, Shape>>;
  /** The same shape, compiled. */
  readonly compiled: CompiledShape | undefined;
  /** Whether the answer is one value after the other, as NDJSON is. */
  readonly lines: boolean;
  /** What becomes of links into the source. @default - they are kept */
  readonly link?: ((text: string) => string | undefined) | undefined;
  /** How many elements of each list are shown, and how many lines. The others are counted. */
  readonly elements: number;
}

/** However many elements are asked for, nobody looks at more values than this, and no browser opens them. */
const mostShown = 200_000;

/**
 * Treats an answer as the gate does, and tells of each of its fields what became of it.
 *
 * @param bytes a whole answer, not compressed
 * @throws ShapeInputError if it is no JSON
 */
export const previewOf = (bytes: Uint8Array, options: PreviewOptions): Preview => {
  const watched = watch(bytes, options);
  const builder = new Builder(bytes, options, watched.fields);
  const nodes: PreviewNode[] = [];
  let size = 0;
  for (let place = placeAt(bytes, 0); place; place = placeAt(bytes, place.end)) {
    const node = builder.top(place, size++ < options.elements || !options.lines);
    if (node) nodes.push(node);
  }
  const { leaving, counts } = watched;
  return { nodes, size, counts, fields: builder.tally.fields(), otherFields: builder.tally.rest, leaving };
};

interface Watched {
  readonly leaving: Uint8Array;
  readonly counts: Readonly<FieldCounts>;
  /** By the byte at which they begin. */
  readonly fields: ReadonlyMap<number, Field>;
}

/** Without a shape nothing leaves. It is read all the same: what is no JSON can not be shown. */
const nothing = compileShape(
  { type: 'null', treatment: 'drop' },
  { defs: {}, treatments: { treatOf: () => undefined } },
);

const watch = (bytes: Uint8Array, { compiled = nothing, lines, link }: PreviewOptions): Watched => {
  const fields = new Map<number, Field>();
  const onField = (field: Field): void => void fields.set(field.start, field);
  const treated = treatDocument(compiled, bytes, { lines, link, onField });
  return { leaving: treated.bytes, counts: treated.counts, fields };
};

/** Where a value is, and what is known of it from around it. */
interface Around {
  readonly name: string;
  readonly path: readonly string[];
  readonly at: ShapesAt;
  readonly parent: JsonKind | undefined;
  /** Whether the container around it leaves. */
  readonly leaves: boolean;
  readonly isShown: boolean;
}

/** Puts what was told of single fields together with the document that they are in. */
class Builder {
  readonly tally = new FieldTally();
  readonly #bytes: Uint8Array;
  readonly #elements: number;
  readonly #paths: ShapePaths;
  readonly #fields: ReadonlyMap<number, Field>;
  #shown = 0;

  constructor(bytes: Uint8Array, { shape, defs, elements }: PreviewOptions, fields: ReadonlyMap<number, Field>) {
    this.#bytes = bytes;
    this.#elements = elements;
    this.#paths = shapePaths(shape, defs);
    this.#fields = fields;
  }

  top(place: JsonPlace, isShown: boolean): PreviewNode | undefined {
    return this.#node(place, { name: '', path: [], at: this.#paths.root, parent: undefined, leaves: true, isShown });
  }

  /** The value at a place; nothing if it is not shown, but then it is counted, too. */
  #node(place: JsonPlace, around: Around): PreviewNode | undefined {
    const { name, path, leaves, isShown } = around;
    const { kind, start, end } = place;
    const field = this.#fields.get(start);
    // Only what leaves is told field by field: of a container that stays, the whole is one field.
    const outcome = leaves ? (field?.outcome ?? 'kept') : 'dropped';
    const reason = leaves ? reasonOf(outcome, field, around) : '';
    const isField = leaves && (kind === 'scalar' || outcome !== 'kept');
    if (isField) this.tally.add(path, outcome, reason);
    if (isField && !isShown) return undefined;

    const inside = { ...around, leaves: leaves && outcome === 'kept' };
    const { size, children } = this.#members(place, inside);
    if (!isShown) return undefined;
    this.#shown++;
    const original = kind === 'scalar' ? textOf(this.#bytes, start, end) : '';
    const leaving = leavingOf(original, outcome, field);
    return { name, kind, outcome, original, leaving, reason, size, children };
  }

  #members(place: JsonPlace, { path, at, leaves, isShown }: Around) {
    const children: PreviewNode[] = [];
    let size = 0;
    for (const member of membersOf(this.#bytes, place)) {
      const isElement = member.name === undefined;
      const found = this.#paths.member(at, member.name ?? size);
      const name = member.name ?? `[${size}]`;
      const inside = [...path, isElement ? '[]' : found.isMap ? '*' : name];
      const isListed = isShown && (!isElement || (size < this.#elements && this.#shown < mostShown));
      size++;
      const leavingName = this.#leavingName(member, path, at);
      const node = this.#node(member, { name, path: inside, at: found, parent: place.kind, leaves, isShown: isListed });
      if (node) children.push(leavingName === undefined ? node : { ...node, leavingName });
    }
    return { size, children };
  }

  #leavingName({ nameStart }: JsonMember, path: readonly string[], map: ShapesAt): string | undefined {
    const field = this.#fields.get(nameStart);
    if (!field?.isKey) return undefined;
    this.tally.add([...path, '* (its name)'], 'treated', reasonFor('treated', this.#paths.names(map), 'object'));
    return field.output;
  }
}

const reasonOf = (outcome: FieldOutcome, field: Field | undefined, { at, parent }: Around): string => {
  // What is kept, and yet another: a link into the source, which the vendor can only follow through the gate.
  if (outcome === 'kept' && field?.output !== undefined) return 'link to the gate';
  return reasonFor(outcome, at, parent);
};

const leavingOf = (original: string, outcome: FieldOutcome, field: Field | undefined): string | undefined => {
  if (outcome === 'dropped' || outcome === 'unfit') return undefined;
  return field?.output === undefined ? original : JSON.stringify(field.output);
};
