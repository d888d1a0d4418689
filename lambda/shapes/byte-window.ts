import { isUtf8 } from 'node:buffer';
import { openCharacter } from './json-scan.ts';

const none = Buffer.alloc(0);
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * The bytes of a stream that are at hand: from `start` up to `end`. Bytes that wait for more are moved to memory of the window's own;
 * a chunk that needs nothing of earlier ones is read where it is.
 */
export class ByteWindow {
  bytes: Buffer = none;
  start = 0;
  end = 0;
  /** Whether `bytes` is written again by the next `append`. */
  isOwn = false;
  #own: Buffer = none;
  /** Bytes of the stream before `bytes`. */
  #before = 0;
  /** Up to here the bytes are known to be text. */
  #checked = 0;
  #isFirst = true;

  get length(): number {
    return this.end - this.start;
  }

  /** The place in the stream of a byte at hand. */
  offset(at: number): number {
    return this.#before + at;
  }

  append(chunk: Uint8Array): void {
    const rest = this.length;
    this.#checked -= this.start;
    this.#before += this.start;
    if (rest === 0) {
      this.bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      this.isOwn = false;
    } else {
      this.#toOwn(rest + chunk.byteLength);
      this.bytes.set(chunk, rest);
    }
    this.start = 0;
    this.end = rest + chunk.byteLength;
  }

  /** Moves what is left to the window's own memory, since a chunk's may be written again by who made it. */
  keepRest(): void {
    if (this.isOwn || this.length === 0) return;
    const rest = this.length;
    this.#before += this.start;
    this.#checked -= this.start;
    this.#toOwn(rest);
    this.start = 0;
    this.end = rest;
  }

  /**
   * Whether the bytes at hand are UTF-8, apart from a character at the end that is not complete yet. A byte order mark at the very
   * beginning is passed over: RFC 8259, section 8.1, lets a reader ignore it.
   */
  isText(final: boolean): boolean {
    const whole = this.end - (final ? 0 : openCharacter(this.bytes, this.end));
    const isAll = this.#checked === 0 && whole === this.bytes.length;
    const isText = isUtf8(isAll ? this.bytes : this.bytes.subarray(this.#checked, whole));
    this.#checked = whole;
    if (this.#isFirst && whole > 0) {
      this.#isFirst = false;
      if (byteOrderMark.equals(this.bytes.subarray(0, 3))) this.start = 3;
    }
    return isText;
  }

  /** Moves the bytes at hand to the beginning of memory of our own, with room for so many. */
  #toOwn(needed: number): void {
    const own = needed <= this.#own.length ? this.#own : Buffer.allocUnsafeSlow(needed * 2);
    this.bytes.copy(own, 0, this.start, this.end);
    this.#own = own;
    this.bytes = own;
    this.isOwn = true;
  }
}
