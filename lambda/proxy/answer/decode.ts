import type { Transform } from 'node:stream';
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
  gunzipSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';
import { ProxyFailed } from '../proxy-failed.ts';

/** What the source may use, as its `accept-encoding` says. */
export const decodedEncodings = 'gzip, br, zstd';

/** Undoes the encoding of a source's answers. Both fail with an error of zlib's for broken data. */
export interface Decoder {
  /** @returns `undefined` if it would be longer than so many bytes */
  whole(bytes: Uint8Array, maximumBytes: number): Uint8Array | undefined;
  stream(): Transform;
}

type DecodeSync = (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer;

const wholeBy =
  (decode: DecodeSync) =>
  (bytes: Uint8Array, maxOutputLength: number): Uint8Array | undefined => {
    try {
      return decode(bytes, { maxOutputLength });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
      throw error;
    }
  };

const gzip: Decoder = { whole: wholeBy(gunzipSync), stream: createGunzip };

const decoders: Readonly<Record<string, Decoder>> = {
  gzip,
  'x-gzip': gzip,
  deflate: { whole: wholeBy(inflateSync), stream: createInflate },
  br: { whole: wholeBy(brotliDecompressSync), stream: createBrotliDecompress },
  zstd: { whole: wholeBy(zstdDecompressSync), stream: createZstdDecompress },
};

/**
 * What undoes a `content-encoding`, or the packing of a file; `undefined` if there is nothing to undo. Several of them on top of each
 * other are refused: no API needs that, and each multiplies what a few bytes can become.
 *
 * @throws ProxyFailed `answer-encoding-not-allowed`
 */
export const decoderFor = (contentEncoding: string | undefined, packing?: 'gzip'): Decoder | undefined => {
  const name = contentEncoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return packing && decoders[packing];
  if (packing === undefined && Object.hasOwn(decoders, name)) return decoders[name];
  throw new ProxyFailed('answer-encoding-not-allowed');
};
