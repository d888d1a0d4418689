import type { ByteWindow } from './byte-window.ts';
import { type Field, type FieldCounts, type FieldOutcome, noFields } from './field-counts.ts';
import type { FrameStack } from './frame.ts';
import { jsonBytes } from './json-bytes.ts';
import { isInteger, scannedEnd, scanString } from './json-scan.ts';
import { OutputBuffer } from './output-buffer.ts';
import type { ScalarKind } from './scalar-rule.ts';
import type { ObjectRule, ScalarRule, ShapeNode } from './shape-node.ts';

/** Who is asked and told about single fields. */
export interface FieldOptions {
  /** What becomes of a kept text with `format: uri`; `undefined`: it does not leave. @default - it is kept */
  readonly link?: ((text: string) => string | undefined) | undefined;
  /** Watches every field. It costs time: for previews. */
  readonly onField?: ((field: Field) => void) | undefined;
}

const { colon, comma, lineFeed } = jsonBytes;

/** Decides what becomes of each field, and writes what leaves, with the commas that it needs. */
export class FieldWriter {
  readonly counts: FieldCounts = noFields();
  /** Values at the top that left. */
  written = 0;
  readonly output = new OutputBuffer();

  // Of the member at hand: where the space before it begins, its comma (-1: none), its key or else its value, and what stands for
  // the key of a map (undefined: the key itself).
  from = 0;
  comma = -1;
  head = 0;
  key: string | undefined;

  readonly #window: ByteWindow;
  readonly #frames: FrameStack;
  readonly #link: FieldOptions['link'];
  readonly #onField: FieldOptions['onField'];

  constructor(window: ByteWindow, frames: FrameStack, { link, onField }: FieldOptions) {
    this.#window = window;
    this.#frames = frames;
    this.#link = link;
    this.#onField = onField;
  }

  /** The text of a scalar: a string's without quotes and escapes, `scanned` as `scanString` gave it. */
  text(kind: ScalarKind, start: number, scanned: number): string {
    const { bytes } = this.#window;
    const end = scannedEnd(scanned);
    if (kind !== 'string') return bytes.toString('latin1', start, end);
    return scanned > 0 ? bytes.toString('utf8', start + 1, end - 1) : JSON.parse(bytes.toString('utf8', start, end));
  }

  /** A scalar that a shape names: the first rule that it fits says what becomes of it. */
  scalar(rules: readonly ScalarRule[], kind: ScalarKind, start: number, scanned: number): void {
    const end = scannedEnd(scanned);
    let text: string | undefined;
    for (const rule of rules) {
      if (rule.isInteger && !isInteger(this.#window.bytes, start, end)) continue;
      if (rule.test !== undefined) {
        text ??= this.text(kind, start, scanned);
        if (!rule.test(text)) continue;
      }
      if (rule.drop) return this.gone('dropped', this.#window.offset(start), this.#window.offset(end));
      if (rule.treat !== undefined) {
        text ??= this.text(kind, start, scanned);
        return this.#replace('treated', start, end, rule.treat(text, kind as 'string' | 'number'));
      }
      if (rule.isLink && this.#link !== undefined) {
        text ??= this.text(kind, start, scanned);
        const link = this.#link(text);
        if (link !== text) return this.#replace('kept', start, end, link);
      }
      this.counts.kept++;
      this.output.keep(this.#lead(start), end);
      if (this.#onField) this.#tell('kept', this.#window.offset(start), this.#window.offset(end));
      return;
    }
    this.gone('unfit', this.#window.offset(start), this.#window.offset(end));
  }

  /** What may leave under a key of a map, if anything; the key is the string at `at`. */
  mapValue(rule: ObjectRule, at: number, scanned: number): ShapeNode | undefined {
    if (!rule.values) return undefined;
    const text = this.text('string', at, scanned);
    const key = rule.keys.find(({ test }) => test === undefined || test(text));
    if (!key || key.drop) return undefined;
    if (!key.treat) return rule.values;
    this.key = key.treat(text, 'string');
    return this.key === undefined ? undefined : rule.values;
  }

  /** The opening bracket of a container that leaves. */
  open(at: number): void {
    this.output.keep(this.#lead(at), at + 1);
  }

  /** The closing bracket of a container that leaves. */
  close(at: number): void {
    this.output.keep(this.output.openEnd === this.from ? this.from : at, at + 1);
  }

  /** The end of the last line, if there is one. */
  endLine(): void {
    if (this.written > 0) this.output.character(lineFeed);
  }

  /** A value that does not leave, between two bytes of the document. */
  gone(outcome: 'dropped' | 'unfit', start: number, end: number): void {
    this.counts[outcome]++;
    if (this.#onField) this.#tell(outcome, start, end);
  }

  #tell(outcome: FieldOutcome, start: number, end: number, output?: string): void {
    this.#onField?.({ pointer: this.#frames.pointer(), start, end, outcome, output });
  }

  #tellKey(output: string): void {
    const { bytes, end: bytesEnd } = this.#window;
    const end = scannedEnd(scanString(bytes, this.head, bytesEnd));
    const [from, to] = [this.#window.offset(this.head), this.#window.offset(end)];
    this.#onField?.({ pointer: this.#frames.pointer(), start: from, end: to, outcome: 'treated', output, isKey: true });
  }

  #replace(outcome: 'kept' | 'treated', start: number, end: number, text: string | undefined): void {
    if (text === undefined) return this.gone('unfit', this.#window.offset(start), this.#window.offset(end));
    this.counts[outcome]++;
    const lead = this.#lead(start);
    if (lead < start) this.output.keep(lead, start);
    this.output.string(text);
    if (this.#onField) this.#tell(outcome, this.#window.offset(start), this.#window.offset(end), text);
  }

  /** Writes what comes before a value, or gives where to begin to copy so that it is copied with it. */
  #lead(value: number): number {
    const { output } = this;
    if (this.#frames.depth === 0) {
      if (this.written++ === 0) return value;
      if (output.openEnd === this.from && this.#window.bytes[this.from] === lineFeed) return this.from;
      output.character(lineFeed);
      return value;
    }
    const frame = this.#frames.top;
    const isFirst = frame.written++ === 0;
    if (this.key !== undefined) {
      if (!isFirst) output.character(comma);
      output.string(this.key);
      output.character(colon);
      this.counts.treated++;
      if (this.#onField) this.#tellKey(this.key);
      return value;
    }
    // All that stands between the last range and this value is space, the comma that is needed, and the key.
    if (output.openEnd === this.from && this.comma < 0 === isFirst) return this.from;
    if (!isFirst) output.character(comma);
    return this.head;
  }
}
