import type { Shape } from '../../../config/shapes/shape.ts';
import { type CompileOptions, compileShape } from '../../shapes/compile-shape.ts';
import type { ScalarRule, ShapeNode } from '../../shapes/shape-node.ts';
import { treatDocument } from '../../shapes/treat-document.ts';
import type { Treatments } from '../../shapes/treatments/treatments.ts';

/**
 * Marks what a shape of a request says to be a reversible pseudonym. Such a value must be sent as one, as a whole: who could send a
 * name in the clear could ask the source about it, and so learn which pseudonym is whose.
 */
export const expected: Treatments = {
  treatOf: ({ treatment }) => (treatment === 'pseudonym-reversible' ? (text) => text : undefined),
};

/** Whether a rule, compiled with `expected`, takes nothing but a pseudonym. */
export const takesPseudonym = ({ treat }: ScalarRule): boolean => treat !== undefined;

/**
 * What a value that was not sent as a pseudonym may be.
 *
 * @param node compiled with `expected`
 */
export const inTheClear = (node: ShapeNode): ShapeNode => {
  const clear = (rules: readonly ScalarRule[]) => rules.filter((rule) => !takesPseudonym(rule));
  return { ...node, string: clear(node.string), number: clear(node.number) };
};

/**
 * Finds in a JSON body the first value (or key of a map) that its shape wants to be a pseudonym, and that was sent in the clear.
 *
 * @param sent as it came, which was checked to be JSON
 * @param plain the same with its pseudonyms put back, which fits the shape
 * @param found by pseudonym, what it stands for
 * @returns a JSON Pointer into the plain document
 */
export type FindInTheClear = (
  sent: Uint8Array,
  plain: Uint8Array,
  found: ReadonlyMap<string, string>,
) => string | undefined;

/** Compiles that for the shape of a body. */
export const inTheClearFinder = (shape: Shape, options: Pick<CompileOptions, 'defs' | 'pattern'>): FindInTheClear => {
  const compiled = compileShape(shape, { ...options, treatments: expected });
  return (sent, plain, found) => {
    const wanted: string[] = [];
    treatDocument(compiled, plain, {
      onField: ({ outcome, pointer, isKey }) => {
        if (outcome === 'treated') wanted.push(placeOf(pointer, isKey));
      },
    });
    if (wanted.length === 0) return undefined;
    const places = new Set(pseudonymPlaces(JSON.parse(Buffer.from(sent).toString()), found));
    const clear = wanted.find((place) => !places.has(place));
    return clear?.slice(clear.indexOf('/'));
  };
};

const placeOf = (pointer: string, isKey: boolean | undefined): string => (isKey ? `key ${pointer}` : pointer);

/** Where in the plain document something stands that was sent as a pseudonym. */
function* pseudonymPlaces(value: unknown, found: ReadonlyMap<string, string>, pointer = ''): Generator<string> {
  if (typeof value === 'string' && found.has(value)) yield placeOf(pointer, false);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, each] of Object.entries(value)) {
    const below = `${pointer}/${escaped(plainText(name, found))}`;
    if (found.has(name)) yield placeOf(below, true);
    yield* pseudonymPlaces(each, found, below);
  }
}

const plainText = (text: string, found: ReadonlyMap<string, string>): string => {
  let plain = text;
  for (const [pseudonym, value] of found) plain = plain.replaceAll(pseudonym, () => value);
  return plain;
};

/** In a JSON Pointer (RFC 6901, section 3). */
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
