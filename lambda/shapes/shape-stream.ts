import { ByteWindow } from './byte-window.ts';
import type { CompiledShape } from './compile-shape.ts';
import type { FieldCounts } from './field-counts.ts';
import { type FieldOptions, FieldWriter } from './field-writer.ts';
import { FrameStack, skippedArray, skippedObject } from './frame.ts';
import { jsonBytes } from './json-bytes.ts';
import { incomplete, invalid, scanContainer, scannedEnd, scanScalar, scanString, skipSpace } from './json-scan.ts';
import { ShapeInputError, type ShapeInputErrorCode } from './shape-input-error.ts';
import type { ArrayRule, Choice, ObjectRule, ShapeNode } from './shape-node.ts';

/** How a document is treated. */
export interface ShapeStreamOptions extends FieldOptions {
  /** Whether there is one value after the other, as in NDJSON. @default - one value */
  readonly lines?: boolean | undefined;
}

/** Deeper than any API answers, and shallow enough for any reader. */
const maximumDepth = 512;
/** Bytes of a single text or number, or of a container that has to be seen whole to know which choice it is. */
const maximumValue = 16 * 1024 * 1024;

const { closeBrace, closeBracket, colon, comma, letterA, letterN, openBrace, openBracket, quote } = jsonBytes;

/**
 * Treats a document while it comes in: one pass over its bytes. Nothing is parsed and written again: what is kept is copied as it
 * stands, so that numbers keep their digits and text its escapes. Memory does not grow with the document.
 *
 * `push` and `end` throw ShapeInputError; what was given out before then may have left.
 *
 * @example
 * const stream = new ShapeStream(compiled);
 * for await (const chunk of body) write(stream.push(chunk));
 * write(stream.end());
 */
export class ShapeStream {
  readonly #root: ShapeNode;
  readonly #isLines: boolean;
  readonly #window = new ByteWindow();
  readonly #frames = new FrameStack();
  readonly #writer: FieldWriter;
  /** The depth of the container that does not leave, if we are in one; where it began, and why. */
  #skippedAt = Number.POSITIVE_INFINITY;
  #skippedStart = 0;
  #skippedOutcome: 'dropped' | 'unfit' = 'dropped';
  #isDone = false;
  /** So many bytes must be at hand before another attempt: a long value is not read again for every chunk. */
  #wanted = 0;
  /** Whether somebody wants to know where each field is. */
  readonly #isWatched: boolean;

  constructor(shape: CompiledShape, options: ShapeStreamOptions = {}) {
    this.#root = shape.root;
    this.#isLines = options.lines ?? false;
    this.#isWatched = options.onField !== undefined;
    this.#writer = new FieldWriter(this.#window, this.#frames, options);
  }

  /** What became of the fields so far. */
  get counts(): Readonly<FieldCounts> {
    return this.#writer.counts;
  }

  /** Values at the top that left: one at most, or with `lines` any number. */
  get written(): number {
    return this.#writer.written;
  }

  /** Takes the next bytes of the document; gives what can leave by now. It may be a part of the chunk itself. */
  push(chunk: Uint8Array): Buffer {
    this.#window.append(chunk);
    return this.#read(false);
  }

  /** Says that the document is whole; gives the rest of what leaves. */
  end(): Buffer {
    const rest = this.#read(true);
    const isWhole = this.#frames.depth === 0 && this.#window.length === 0 && (this.#isDone || this.#isLines);
    if (!isWhole) throw this.#error('json-invalid');
    return rest;
  }

  #read(isFinal: boolean): Buffer {
    const window = this.#window;
    const { output } = this.#writer;
    output.open(window.bytes);
    if (window.length >= this.#wanted || isFinal) {
      if (!window.isText(isFinal)) throw this.#error('json-invalid');
      for (let next = window.start; next >= 0; next = this.#step(next, isFinal)) window.start = next;
      if (window.length > maximumValue) throw this.#error('json-too-long');
      this.#wanted = window.length * 2;
    }
    if (isFinal && this.#isLines) this.#writer.endLine();
    const left = output.take(window.isOwn);
    window.keepRest();
    return left;
  }

  /** Reads one member, or the end of a container; gives where it ends, or `incomplete` if it is not all there. */
  #step(from: number, isFinal: boolean): number {
    const { bytes, end } = this.#window;
    const writer = this.#writer;
    let at = skipSpace(bytes, from, end);
    writer.from = from;
    writer.comma = -1;
    writer.head = at;
    writer.key = undefined;
    if (this.#frames.depth === 0) {
      if (at >= end) return at > from && (this.#isDone || this.#isLines) ? at : incomplete;
      if (this.#isDone) throw this.#error('json-invalid');
      return this.#value(this.#root, at, isFinal);
    }
    if (at >= end) return incomplete;
    const frame = this.#frames.top;
    if (bytes[at] === (frame.isObject ? closeBrace : closeBracket)) return this.#close(at);
    if (frame.seen > 0) {
      if (bytes[at] !== comma) throw this.#error('json-invalid');
      writer.comma = at;
      at = skipSpace(bytes, at + 1, end);
      if (at >= end) return incomplete;
      writer.head = at;
    }
    if (frame.isObject) return this.#member(frame.rule as ObjectRule, at, isFinal);
    if (this.#isWatched) frame.key = String(frame.seen);
    const { first, items } = frame.rule as ArrayRule;
    const next = this.#value(frame.isCut ? undefined : (first[frame.seen] ?? items), at, isFinal);
    if (next >= 0 && frame.written < frame.seen && frame.seen <= first.length) frame.isCut = true;
    return next;
  }

  #member(rule: ObjectRule, at: number, isFinal: boolean): number {
    const { bytes, end } = this.#window;
    if (bytes[at] !== quote) throw this.#error('json-invalid');
    const scanned = scanString(bytes, at, end);
    if (scanned === incomplete) return incomplete;
    if (scanned === invalid) throw this.#error('json-invalid');
    const keyEnd = scannedEnd(scanned);
    let value = skipSpace(bytes, keyEnd, end);
    if (value >= end) return incomplete;
    if (bytes[value] !== colon) throw this.#error('json-invalid');
    value = skipSpace(bytes, value + 1, end);
    if (value >= end) return incomplete;
    const frame = this.#frames.top;
    if (this.#isWatched) frame.key = this.#writer.text('string', at, scanned);
    if (this.#isSkipping()) return this.#value(undefined, value, isFinal);

    const property =
      scanned > 0
        ? rule.properties.find(bytes, at + 1, keyEnd - 1)
        : rule.properties.named(this.#writer.text('string', at, scanned));
    if (!property) return this.#value(this.#writer.mapValue(rule, at, scanned), value, isFinal);
    const { named } = frame;
    const word = property.index >>> 5;
    const bit = 1 << (property.index & 31);
    // Readers differ in which of two equal names they take: only the first one leaves.
    const isRepeated = (named[word]! & bit) !== 0;
    const next = this.#value(isRepeated ? undefined : property.node, value, isFinal);
    if (next >= 0) named[word]! |= bit;
    return next;
  }

  /** Reads a value, or the opening bracket of one. Without a node it does not leave. */
  #value(node: ShapeNode | undefined, at: number, isFinal: boolean): number {
    const { bytes } = this.#window;
    const byte = bytes[at]!;
    if (byte === openBrace) return this.#open(node, node?.object, skippedObject, at);
    if (byte === openBracket) return this.#open(node, node?.array, skippedArray, at);
    const next = this.#scalar(node, byte, at, isFinal);
    if (next >= 0) this.#count();
    return next;
  }

  #scalar(node: ShapeNode | undefined, byte: number, at: number, isFinal: boolean): number {
    const { bytes, end } = this.#window;
    const scanned = scanScalar(bytes, at, end, isFinal);
    if (scanned === incomplete) return incomplete;
    if (scanned === invalid) throw this.#error('json-invalid');
    if (node !== undefined && !node.isDropped) {
      if (byte === quote) this.#writer.scalar(node.string, 'string', at, scanned);
      else if (byte < letterA) this.#writer.scalar(node.number, 'number', at, scanned);
      else if (byte === letterN) this.#writer.scalar(node.null, 'null', at, scanned);
      else this.#writer.scalar(node.boolean, 'boolean', at, scanned);
    } else if (!this.#isSkipping()) {
      this.#writer.gone('dropped', this.#window.offset(at), this.#window.offset(scannedEnd(scanned)));
    }
    return scannedEnd(scanned);
  }

  #open<Rule extends ObjectRule | ArrayRule>(
    node: ShapeNode | undefined,
    given: Rule | Choice<Rule> | undefined,
    skipped: Rule,
    at: number,
  ): number {
    const { bytes, end } = this.#window;
    if (this.#frames.depth >= maximumDepth) throw this.#error('json-too-deep');
    let rule: Rule | undefined;
    if (node?.isDropped !== true && given !== undefined) {
      if (given.isChoice) {
        const whole = scanContainer(bytes, at, end);
        if (whole === incomplete) return incomplete;
        rule = given.choose(this.#parsed(at, whole));
      } else {
        rule = given;
      }
    }
    if (rule) {
      this.#writer.open(at);
    } else if (!this.#isSkipping()) {
      this.#skippedAt = this.#frames.depth;
      this.#skippedStart = this.#window.offset(at);
      this.#skippedOutcome = node === undefined || node.isDropped ? 'dropped' : 'unfit';
    }
    this.#count();
    this.#frames.push(rule ?? skipped);
    return at + 1;
  }

  #close(at: number): number {
    const depth = --this.#frames.depth;
    if (depth < this.#skippedAt) {
      this.#writer.close(at);
    } else if (depth === this.#skippedAt) {
      this.#skippedAt = Number.POSITIVE_INFINITY;
      this.#writer.gone(this.#skippedOutcome, this.#skippedStart, this.#window.offset(at + 1));
    }
    return at + 1;
  }

  /** One more value was read, or opened, in the container around it. */
  #count(): void {
    if (this.#frames.depth > 0) this.#frames.top.seen++;
    else this.#isDone = !this.#isLines;
  }

  #isSkipping(): boolean {
    return this.#frames.depth > this.#skippedAt;
  }

  #parsed(at: number, end: number): unknown {
    try {
      if (end < 0) throw this.#error('json-invalid');
      return JSON.parse(this.#window.bytes.toString('utf8', at, end));
    } catch {
      throw this.#error('json-invalid');
    }
  }

  #error(code: ShapeInputErrorCode): ShapeInputError {
    return new ShapeInputError(code, this.#window.offset(this.#window.start));
  }
}
