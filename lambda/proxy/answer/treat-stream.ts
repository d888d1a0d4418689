import { Transform, type TransformCallback } from 'node:stream';
import type { CompiledShape } from '../../shapes/compile-shape.ts';
import type { FieldCounts } from '../../shapes/field-counts.ts';
import { ShapeStream, type ShapeStreamOptions } from '../../shapes/shape-stream.ts';

/**
 * The runtime's collector, if the process was started with `--expose-gc`. V8 lets the memory of buffers that nobody needs any more
 * grow by 64 MB before it looks for them; a stream makes 2 MB of them for each that it passes on. With a look at the young ones
 * after each half MiB, which takes half a millisecond, an answer of 500 MB peaks at 92 MiB instead of 177.
 */
const collect: ((options: { readonly type: 'minor' }) => void) | undefined = globalThis.gc;
const collectedBytes = 512 * 1024;

/** Treats a document on its way through a stream, as fast as it is read. Fails with ShapeInputError. */
export class TreatStream extends Transform {
  readonly #shape: ShapeStream;
  #uncollected = 0;

  constructor(shape: CompiledShape, options: ShapeStreamOptions) {
    super();
    this.#shape = new ShapeStream(shape, options);
  }

  /** What became of the fields so far. */
  get counts(): Readonly<FieldCounts> {
    return this.#shape.counts;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#uncollected += chunk.length;
    if (this.#uncollected > collectedBytes) {
      this.#uncollected = 0;
      collect?.({ type: 'minor' });
    }
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
