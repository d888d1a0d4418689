import type { Attributes, Entity, Item, Json, LogLine, Relationship, Value } from '../../../connectors/item.ts';
import { bytesPerCodeUnit, type FrameBuffer } from './frame-buffer.ts';
import { instant } from './instant.ts';
import type { ItemWriter } from './item-writer.ts';

/** `\u001f` is the longest that one code unit becomes. */
const bytesPerEscapedUnit = 6;
/** More than all names and punctuation of a response without attributes take. */
const messageOverhead = 160;
/** More than the punctuation of an attribute and any value but a string take. */
const attributeOverhead = 64;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** protobuf's JSON mapping has words for what JSON can not say (protobuf.dev/programming-guides/json). */
const numberText = (value: number): string => (Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`);

/** RFC 3339 with as many digits of a second as are needed: none or three. */
const instantText = (date: Date): string => new Date(instant(date)).toISOString().replace('.000Z', 'Z');

const jsonNames = {
  boolean: 'boolean',
  date: 'date',
  dateTime: 'dateTime',
  number: 'number',
  string: 'string',
  time: 'time',
} as const;

const attributesAtMost = (attributes: Attributes): number => {
  let size = 0;
  for (const id in attributes) {
    const value = attributes[id]!;
    size += attributeOverhead + bytesPerEscapedUnit * id.length;
    if (value.type === 'string') size += bytesPerEscapedUnit * value.value.length;
  }
  return size;
};

/** Writes items in protobuf's JSON mapping, byte for byte as `JSON.stringify` of what protobuf-es maps them to. */
export class JsonWriter implements ItemWriter {
  readonly frames: FrameBuffer;

  constructor(frames: FrameBuffer) {
    this.frames = frames;
  }

  item(item: Item): void {
    if (item.kind === 'entity') return this.#entity(item);
    if (item.kind === 'relationship') return this.#relationship(item);
    this.#log(item);
  }

  cursor(cursor: Json): void {
    const text = JSON.stringify(cursor);
    this.frames.begin(messageOverhead + bytesPerCodeUnit * text.length);
    this.frames.ascii('{"cursor":');
    this.frames.text(text);
    this.#byte(closeBrace);
    this.frames.end();
  }

  #entity({ id, name, type, attributes }: Entity): void {
    this.#begin('{"entity":{', id.length + name.length + type.length, attributes);
    if (attributes) this.#attributes(attributes);
    this.#field('"id":"', id);
    this.#field('"name":"', name);
    this.#field('"type":"', type);
    this.#end();
  }

  #relationship({ fromId, fromType, toId, toType, attributes }: Relationship): void {
    const characters = fromId.length + fromType.length + toId.length + toType.length;
    this.#begin('{"relationship":{', characters, attributes);
    if (attributes) this.#attributes(attributes);
    this.#field('"fromEntityId":"', fromId);
    this.#field('"fromEntityType":"', fromType);
    this.#field('"toEntityId":"', toId);
    this.#field('"toEntityType":"', toType);
    this.#end();
  }

  #log({ level, message }: LogLine): void {
    this.#begin('{"log":{', message.length, undefined);
    this.frames.ascii(level === 'alert' ? '"level":{"alert":{}}' : '"level":{"info":{}}');
    this.#field('"message":"', message);
    this.#end();
  }

  #begin(opening: string, characters: number, attributes: Attributes | undefined): void {
    const more = attributes ? attributesAtMost(attributes) : 0;
    this.frames.begin(messageOverhead + bytesPerEscapedUnit * characters + more);
    this.frames.ascii(opening);
  }

  #end(): void {
    this.#byte(closeBrace);
    this.#byte(closeBrace);
    this.frames.end();
  }

  #attributes(attributes: Attributes): void {
    let opened = false;
    for (const id in attributes) {
      this.frames.ascii(opened ? ',' : '"attributeAssignments":{');
      opened = true;
      this.#quoted(id);
      this.frames.ascii(':{"');
      this.#value(attributes[id]!);
      this.#byte(closeBrace);
    }
    if (opened) this.#byte(closeBrace);
  }

  #value(value: Value): void {
    this.frames.ascii(jsonNames[value.type]);
    this.frames.ascii('":');
    switch (value.type) {
      case 'boolean':
        this.frames.ascii(value.value ? 'true' : 'false');
        return;
      case 'number':
        this.frames.ascii(numberText(value.value));
        return;
      case 'string':
        return this.#quoted(value.value);
      default:
        return this.#quoted(instantText(value.value));
    }
  }

  /** A field of a message; `opening` ends with the quote of its value. Empty strings are left out, as protobuf does. */
  #field(opening: string, text: string): void {
    if (text === '') return;
    const { frames } = this;
    if (frames.bytes[frames.position - 1] !== openBrace) this.#byte(comma);
    frames.ascii(opening);
    this.#characters(text);
    this.#byte(quote);
  }

  #quoted(text: string): void {
    this.#byte(quote);
    this.#characters(text);
    this.#byte(quote);
  }

  /** The inside of a JSON string. */
  #characters(text: string): void {
    const { frames } = this;
    const { bytes, position } = frames;
    const { length } = text;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code < 0x20 || code > 0x7f || code === quote || code === backslash) return this.#escaped(text);
      bytes[position + i] = code;
    }
    frames.position = position + length;
  }

  #escaped(text: string): void {
    const escaped = JSON.stringify(text);
    this.frames.text(escaped.slice(1, -1));
  }

  #byte(byte: number): void {
    this.frames.bytes[this.frames.position++] = byte;
  }
}
