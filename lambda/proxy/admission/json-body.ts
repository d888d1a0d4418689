import type { Shape } from '../../../config/shapes/shape.ts';
import { type CompiledShape, compileShape } from '../../shapes/compile-shape.ts';
import { ShapeInputError } from '../../shapes/shape-input-error.ts';
import { treatDocument } from '../../shapes/treat-document.ts';
import type { Treatments } from '../../shapes/treatments/treatments.ts';
import { type FindInTheClear, inTheClearFinder } from './expected-pseudonyms.ts';
import { hasPlainKeys } from './json-keys.ts';
import { ProxyRefused, pseudonymExpected } from './proxy-refused.ts';
import type { PuttingBack } from './putting-back.ts';
import type { RequestShapeOptions } from './scalar-checks.ts';

/** Checks a JSON document, and gives what may be sent of it: all of it. Throws ProxyRefused or PseudonymRefused. */
export type AdmitJson = (bytes: Buffer, puttingBack: PuttingBack) => Promise<Uint8Array>;

/** Bodies are let in or refused, never changed. */
const untreated: Treatments = { treatOf: () => undefined };

/**
 * Compiles the check of JSON bodies: a plain document, whose pseudonyms are put back, and all of which the shape names.
 *
 * @param shape without one, any document
 */
export const admitJson = (shape: Shape | undefined, options: RequestShapeOptions): AdmitJson => {
  const compiled = shape && compileShape(shape, { ...options, treatments: untreated });
  const findInTheClear = shape && inTheClearFinder(shape, options);
  return async (bytes, puttingBack) => {
    checkDocument(bytes);
    const plain = await puttingBack.json(bytes);
    // Two keys may have become the same one.
    if (plain !== bytes) checkDocument(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength));
    if (!compiled || !findInTheClear) return plain;
    const checked = checkShape(compiled, plain, puttingBack.found);
    checkPseudonyms(findInTheClear, bytes, plain, puttingBack.found);
    return checked;
  };
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const checkDocument = (bytes: Buffer): void => {
  try {
    if (!hasPlainKeys(bytes)) throw new ProxyRefused('body-malformed');
    JSON.parse(utf8.decode(bytes));
  } catch {
    // Without the cause: a parser's own message quotes the text.
    throw new ProxyRefused('body-malformed');
  }
};

const checkShape = (shape: CompiledShape, bytes: Uint8Array, found: ReadonlyMap<string, string>): Uint8Array => {
  const { counts, bytes: checked } = treat(shape, bytes);
  if (counts.dropped + counts.unfit === 0) return checked;
  const pointer = firstRefused(shape, bytes);
  throw new ProxyRefused('body-refused', {
    sentence: `The body has at ${printed(pointer, found)} what this endpoint does not allow.`,
  });
};

const checkPseudonyms = (
  find: FindInTheClear,
  sent: Uint8Array,
  plain: Uint8Array,
  found: ReadonlyMap<string, string>,
): void => {
  const pointer = find(sent, plain, found);
  if (pointer !== undefined) throw pseudonymExpected(`What the body has at ${printed(pointer, found)}`, {});
};

const treat = (...given: Parameters<typeof treatDocument>): ReturnType<typeof treatDocument> => {
  try {
    return treatDocument(...given);
  } catch (thrown) {
    throw thrown instanceof ShapeInputError ? new ProxyRefused('body-malformed') : thrown;
  }
};

/** A second pass, since watching every field would make the first one slow. */
const firstRefused = (shape: CompiledShape, bytes: Uint8Array): string => {
  let first: string | undefined;
  treat(shape, bytes, {
    onField: ({ outcome, pointer }) => {
      if (outcome === 'dropped' || outcome === 'unfit') first ??= pointer;
    },
  });
  return first ?? '';
};

/** Keys are the caller's own text and may be told, but not those that came out of pseudonyms. */
const printed = (pointer: string, found: ReadonlyMap<string, string>): string => {
  if (pointer === '') return 'its top';
  const plains = [...found.values()];
  const parts = pointer.split('/').map((part) => (plains.some((plain) => part.includes(plain)) ? '*' : part));
  return parts.join('/').slice(0, 200);
};
