import type { Compress } from '../compression.ts';

/** Batches of about this many bytes go to the socket at once. */
export const batchBytes = 65_536;

/** Messages below this size are not worth compressing; connect-es uses the same limit. */
export const compressFromBytes = 1_024;

const headerBytes = 5;
/** Room for the message that fills a batch, so that a usual one does not make the buffer grow. */
const capacity = batchBytes + 8_192;
/** Up to here a loop in JavaScript beats the call into native code (measured on Node 24: even at about 48 characters). */
const loopCharacters = 48;
/** A UTF-16 code unit takes at most three bytes of UTF-8. */
export const bytesPerCodeUnit = 3;

/**
 * A growing run of length-prefixed messages: one flag byte, four bytes of length (big-endian), the message. Connect
 * (connectrpc.com/docs/protocol, "Enveloped-Message") and gRPC-Web use the same form.
 *
 * Writers write at `position` after they have reserved enough bytes: bounds are not checked again.
 */
export class FrameBuffer {
  bytes = Buffer.allocUnsafeSlow(capacity);
  position = 0;
  readonly #compress: Compress | undefined;
  #start = 0;

  constructor(compress?: Compress) {
    this.#compress = compress;
  }

  /** Makes sure that so many bytes can be written. */
  reserve(count: number): void {
    const needed = this.position + count;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.position);
    this.bytes = grown;
  }

  /** Begins a message of at most so many bytes. */
  begin(atMost: number): void {
    this.reserve(headerBytes + atMost);
    this.#start = this.position;
    this.position += headerBytes;
  }

  /** Ends the message that was begun, with the flags of its frame. */
  end(flags = 0): void {
    const from = this.#start + headerBytes;
    const size = this.position - from;
    if (this.#compress && size >= compressFromBytes)
      return this.#replace(flags, this.#compress(this.bytes.subarray(from, this.position)));
    this.#header(flags, size);
  }

  /** Takes what was written so far. */
  take(): Uint8Array {
    const taken = this.bytes.subarray(0, this.position);
    this.bytes = Buffer.allocUnsafeSlow(capacity);
    this.position = 0;
    return taken;
  }

  /** Writes the text as UTF-8; lone surrogates become U+FFFD. The caller has reserved three bytes a code unit. */
  text(text: string): void {
    if (text.length > loopCharacters || !this.ascii(text)) this.position += this.bytes.write(text, this.position);
  }

  /** Writes the text if it is plain ASCII; otherwise leaves everything as it was and says so. */
  ascii(text: string): boolean {
    const { bytes, position } = this;
    const { length } = text;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) return false;
      bytes[position + i] = code;
    }
    this.position = position + length;
    return true;
  }

  #header(flags: number, size: number): void {
    const { bytes } = this;
    const start = this.#start;
    bytes[start] = flags;
    bytes[start + 1] = size >>> 24;
    bytes[start + 2] = size >>> 16;
    bytes[start + 3] = size >>> 8;
    bytes[start + 4] = size;
  }

  #replace(flags: number, compressed: Uint8Array): void {
    this.position = this.#start + headerBytes;
    this.reserve(compressed.length);
    this.bytes.set(compressed, this.position);
    this.position += compressed.length;
    this.#header(flags | 1, compressed.length);
  }
}
