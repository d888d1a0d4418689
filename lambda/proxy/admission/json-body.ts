import type { Shape } from '../../../config/shapes/shape.ts';
import { type CompiledShape, compileShape } from '../../shapes/compile-shape.ts';
import { ShapeInputError } from '../../shapes/shape-input-error.ts';
import { treatDocument } from '../../shapes/treat-document.ts';
import { hasPlainKeys } from './json-keys.ts';
import { ProxyRefused } from './proxy-refused.ts';
import type { PuttingBack } from './putting-back.ts';
import { type RequestShapeOptions, untreated } from './scalar-checks.ts';

/** Checks a JSON document, and gives what may be sent of it: all of it. Throws ProxyRefused or PseudonymRefused. */
export type AdmitJson = (bytes: Buffer, puttingBack: PuttingBack) => Promise<Uint8Array>;

/**
 * Compiles the check of JSON bodies: a plain document, whose pseudonyms are put back, and all of which the shape names.
 *
 * @param shape without one, any document
 */
export const admitJson = (shape: Shape | undefined, options: RequestShapeOptions): AdmitJson => {
  const compiled = shape && compileShape(shape, { ...options, treatments: untreated });
  return async (bytes, puttingBack) => {
    checkDocument(bytes);
    const plain = await puttingBack.json(bytes);
    // Two keys may have become the same one.
    if (plain !== bytes) checkDocument(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength));
    return compiled ? checkShape(compiled, plain, puttingBack.found) : plain;
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
