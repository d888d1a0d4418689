import { Transform, type TransformCallback } from 'node:stream';
import type { CompiledShape } from '../../shapes/compile-shape.ts';
import type { FieldCounts } from '../../shapes/field-counts.ts';
import { ShapeStream, type ShapeStreamOptions } from '../../shapes/shape-stream.ts';

/** Treats a document on its way through a stream, as fast as it is read. Fails with ShapeInputError. */
export class TreatStream extends Transform {
  readonly #shape: ShapeStream;

  constructor(shape: CompiledShape, options: ShapeStreamOptions) {
    super();
    this.#shape = new ShapeStream(shape, options);
  }

  /** What became of the fields so far. */
  get counts(): Readonly<FieldCounts> {
    return this.#shape.counts;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#give(() => this.#shape.push(chunk), done);
  }

  override _flush(done: TransformCallback): void {
    this.#give(() => this.#shape.end(), done);
  }

  #give(read: () => Buffer, done: TransformCallback): void {
    let bytes: Buffer;
    try {
      bytes = read();
    } catch (error) {
      return done(error as Error);
    }
    if (bytes.length > 0) this.push(bytes);
    done();
  }
}
