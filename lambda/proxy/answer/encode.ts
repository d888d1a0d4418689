import type { Transform } from 'node:stream';
import {
  brotliCompressSync,
  constants,
  createBrotliCompress,
  createGzip,
  createZstdCompress,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';

/** A way in which answers are compressed. */
export type Encoding = 'br' | 'gzip' | 'zstd';

/** Shorter answers gain nothing. */
export const shortestEncoded = 1_024;

// Levels at which 6 KB of JSON cost about 30 µs each; the next ones cost twice as much for 1 to 5 % less.
const gzipOptions = { level: 4 };
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } };
const zstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: 2 } };

interface Encoder {
  whole(bytes: Uint8Array): Buffer;
  stream(): Transform;
}

const encoders: Readonly<Record<Encoding, Encoder>> = {
  br: {
    whole: (bytes) => brotliCompressSync(bytes, brotliOptions),
    stream: () => createBrotliCompress(brotliOptions),
  },
  gzip: { whole: (bytes) => gzipSync(bytes, gzipOptions), stream: () => createGzip(gzipOptions) },
  zstd: { whole: (bytes) => zstdCompressSync(bytes, zstdOptions), stream: () => createZstdCompress(zstdOptions) },
};

/** Compresses answers: those that are all there at once, without the detour over another thread; long ones as a stream. */
export const encoderFor = (encoding: Encoding): Encoder => encoders[encoding];
