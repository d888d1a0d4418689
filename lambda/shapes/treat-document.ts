import type { CompiledShape } from './compile-shape.ts';
import type { FieldCounts } from './field-counts.ts';
import { ShapeStream, type ShapeStreamOptions } from './shape-stream.ts';

/** A whole document, treated. */
export interface TreatedDocument {
  /** Empty if the document as a whole is not what the shape says. */
  readonly bytes: Buffer;
  readonly counts: Readonly<FieldCounts>;
}

/**
 * Treats a document that is all there.
 *
 * @throws ShapeInputError
 * @example treatDocument(compiled, Buffer.from('{"id":7,"note":"private"}')).bytes.toString() // '{"id":7}'
 */
export const treatDocument = (
  shape: CompiledShape,
  document: Uint8Array,
  options: ShapeStreamOptions = {},
): TreatedDocument => {
  const stream = new ShapeStream(shape, options);
  const first = stream.push(document);
  const rest = stream.end();
  return { bytes: rest.length === 0 ? first : Buffer.concat([first, rest]), counts: stream.counts };
};
