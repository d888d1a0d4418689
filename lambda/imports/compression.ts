import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';

/** A way to compress one message. */
export type Encoding = 'br' | 'gzip';

/** Compresses one message. */
export type Compress = (message: Uint8Array) => Uint8Array;

/** The encodings that this gateway speaks, as a header lists them. */
export const acceptedEncodings = 'gzip,br';

// Brotli's default quality of 11 takes a hundred times as long for messages that are written once and read once.
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const compressors: Readonly<Record<Encoding, Compress>> = {
  br: (message) => brotliCompressSync(message, brotliOptions),
  gzip: (message) => gzipSync(message),
};

const decompressors: Readonly<Record<Encoding, (message: Uint8Array, maxOutputLength: number) => Uint8Array>> = {
  br: (message, maxOutputLength) => brotliDecompressSync(message, { maxOutputLength }),
  gzip: (message, maxOutputLength) => gunzipSync(message, { maxOutputLength }),
};

/** Whether a header value names an encoding that this gateway speaks. */
export const isEncoding = (name: string): name is Encoding => Object.hasOwn(compressors, name);

/** What compresses messages in an encoding. */
export const compressorFor = (encoding: Encoding): Compress => compressors[encoding];

/**
 * Decompresses one message.
 *
 * @throws RangeError with code `ERR_BUFFER_TOO_LARGE` beyond `limit` bytes, another error if the data is broken
 */
export const decompress = (encoding: Encoding, message: Uint8Array, limit: number): Uint8Array =>
  decompressors[encoding](message, limit);

/** The first encoding of a list such as `gzip,br` that this gateway speaks; `undefined` if there is none. */
export const negotiateEncoding = (accepted: string | null): Encoding | undefined =>
  accepted
    ?.split(',')
    .map((name) => name.trim())
    .find(isEncoding);
