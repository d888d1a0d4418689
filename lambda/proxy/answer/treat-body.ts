import { pipeline, Readable } from 'node:stream';
import type { CompiledShape } from '../../shapes/compile-shape.ts';
import type { FieldCounts } from '../../shapes/field-counts.ts';
import { ShapeInputError } from '../../shapes/shape-input-error.ts';
import { treatDocument } from '../../shapes/treat-document.ts';
import { ProxyFailed } from '../proxy-failed.ts';
import type { Decoder } from './decode.ts';
import { readHead } from './read-head.ts';
import { TreatStream } from './treat-stream.ts';

/** So much of an answer is held back, until it is known to be whole and valid. What is longer leaves while it comes in. */
const heldBytes = 65_536;
/** What came in whole is decoded at once, unless it becomes longer than this. */
const decodedBytes = 262_144;

/** How a body is treated. */
export interface TreatBodyOptions {
  readonly shape: CompiledShape;
  /** @default - the body is not encoded */
  readonly decoder?: Decoder | undefined;
  readonly isLines: boolean;
  /** What becomes of an address in the answer. */
  link(address: string): string;
}

/** A treated body: all of it, or a stream that has begun well. */
export type TreatedBody =
  | { readonly whole: Buffer; readonly counts: Readonly<FieldCounts> }
  | { readonly stream: TreatStream };

/**
 * Treats the body of an answer. Short ones take one turn and no stream; any other is treated in constant memory, as fast as it is
 * read, whatever it decodes to.
 *
 * @returns `undefined` for an empty body
 * @throws ProxyFailed `answer-invalid`, `source-broken-off`
 */
export const treatBody = async (body: Readable, options: TreatBodyOptions): Promise<TreatedBody | undefined> => {
  try {
    const head = await readHead(body, heldBytes);
    if (!head.isWhole) return await treatStream(body, options);
    if (head.bytes.length === 0) return undefined;
    const { shape, decoder, isLines, link } = options;
    const document = decoder ? decoder.whole(head.bytes, decodedBytes) : head.bytes;
    if (!document) return await treatStream(Readable.from([head.bytes], { objectMode: false }), options);
    const { bytes, counts } = treatDocument(shape, document, { lines: isLines, link });
    return { whole: bytes, counts };
  } catch (error) {
    throw bodyFailure(error);
  }
};

const treatStream = async (
  input: Readable,
  { shape, decoder, isLines, link }: TreatBodyOptions,
): Promise<TreatedBody> => {
  const stream = new TreatStream(shape, { lines: isLines, link });
  // Each stream tells its error to the next; the last one's is heard by who reads it.
  pipeline(decoder ? [input, decoder.stream(), stream] : [input, stream], () => undefined);
  const { bytes, isWhole } = await readHead(stream, heldBytes);
  return isWhole ? { whole: bytes, counts: stream.counts } : { stream };
};

/** Codes of zlib, of Brotli and of Zstandard for data that is not theirs. */
const encodingCode = /^(?:Z_|ERR__ERROR|ERR_BROTLI|ZSTD_|ERR_ZLIB)/;

/** Says in our words why a body could not be treated. */
export const bodyFailure = (error: unknown): unknown => {
  if (error instanceof ShapeInputError) return new ProxyFailed('answer-invalid', { fields: { reason: error.message } });
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof ProxyFailed || code === '') return error;
  return encodingCode.test(code)
    ? new ProxyFailed('answer-invalid', { fields: { reason: `its content-encoding is broken (${code})` } })
    : new ProxyFailed('source-broken-off', { fields: { reason: `its body ended too early (${code})` }, cause: error });
};
