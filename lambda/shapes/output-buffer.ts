import { jsonBytes } from './json-bytes.ts';

const { backslash, quote } = jsonBytes;

/** Below this many bytes a loop is faster than a call of the runtime's copy. */
const shortCopy = 24;

/**
 * Collects what leaves. Ranges of the input that follow one another are copied at once; if all of the input leaves, it is not copied
 * at all.
 */
export class OutputBuffer {
  #input: Buffer = Buffer.alloc(0);
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;
  #from = 0;
  /** The end of the range of the input that is kept but not copied yet; -1 if there is none. */
  openEnd = -1;

  /** Begins to take ranges of another input. */
  open(input: Buffer): void {
    this.#input = input;
  }

  /** Keeps a range of the input. */
  keep(from: number, to: number): void {
    if (this.openEnd === from) {
      this.openEnd = to;
      return;
    }
    this.#copyOpen();
    this.#from = from;
    this.openEnd = to;
  }

  /** Writes one ASCII character. */
  character(code: number): void {
    this.#copyOpen();
    this.#reserve(1);
    this.#bytes[this.#length++] = code;
  }

  /** Writes a JSON string. */
  string(text: string): void {
    this.#copyOpen();
    this.#reserve(text.length + 2);
    if (this.#plain(text)) return;
    const json = JSON.stringify(text);
    this.#reserve(json.length * 3);
    this.#length += this.#bytes.write(json, this.#length);
  }

  /** Writes text that needs no escapes and no encoding, as nearly all that treatments give; says whether it was such text. */
  #plain(text: string): boolean {
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = quote;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code < 0x20 || code > 0x7e || code === quote || code === backslash) return false;
      bytes[at++] = code;
    }
    bytes[at++] = quote;
    this.#length = at;
    return true;
  }

  /**
   * What was written since the last time. It may be a part of the input itself.
   *
   * @param isShared whether the input's memory will be written again, so that it must be copied
   */
  take(isShared: boolean): Buffer {
    if (this.#length === 0 && this.openEnd >= 0 && !isShared) {
      const whole = this.#input.subarray(this.#from, this.openEnd);
      this.openEnd = -1;
      return whole;
    }
    this.#copyOpen();
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = this.#bytes.subarray(this.#length);
    this.#length = 0;
    return taken;
  }

  #copyOpen(): void {
    const to = this.openEnd;
    if (to < 0) return;
    const length = to - this.#from;
    this.#reserve(length);
    const [input, output] = [this.#input, this.#bytes];
    if (length < shortCopy) {
      for (let from = this.#from, at = this.#length; from < to; ) output[at++] = input[from++]!;
    } else {
      input.copy(output, this.#length, this.#from, to);
    }
    this.#length += length;
    this.openEnd = -1;
  }

  #reserve(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#bytes.length) return;
    // What leaves is seldom half as long again as what came in: memory beyond that is thrown away unused, and piles up in long
    // streams; too little is copied again.
    const enough = Math.max(this.#input.length + (this.#input.length >>> 1), 1024);
    const larger = Buffer.allocUnsafeSlow(needed <= enough ? enough : needed * 2);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
