import { toBinary } from '@bufbuild/protobuf';
import { ValueSchema } from '@bufbuild/protobuf/wkt';
import type { Attributes, Entity, Item, Json, LogLine, Relationship, Value } from '../../../connectors/item.ts';
import { jsonValue } from '../json-value.ts';
import type { ProtocolVersion } from '../protocol.ts';
import { bytesPerCodeUnit, type FrameBuffer } from './frame-buffer.ts';
import { instant } from './instant.ts';
import type { ItemWriter } from './item-writer.ts';

const tag = (field: number): number => (field << 3) | 2;

/** Field tags of `PerformImportResponse`: the numbers differ between the versions. */
const responseTags = {
  v1alpha2: { cursor: tag(1), entity: tag(2), log: tag(3), relationship: tag(4) },
  v1alpha1: { cursor: 0, entity: tag(1), log: tag(2), relationship: tag(3) },
} as const;

const valueTags = { date: tag(2), dateTime: tag(3), time: tag(6) } as const;

/** More than all tags and lengths of a response without attributes take. */
const messageOverhead = 64;
/** More than all tags and lengths of an attribute take, and its value unless that is a string. */
const attributeOverhead = 48;

const varintSize = (value: number): number => {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
};

const attributesAtMost = (attributes: Attributes): number => {
  let size = 0;
  for (const id in attributes) {
    const value = attributes[id]!;
    size += attributeOverhead + bytesPerCodeUnit * id.length;
    if (value.type === 'string') size += bytesPerCodeUnit * value.value.length;
  }
  return size;
};

/**
 * Writes items in protobuf's binary form, byte for byte as protobuf-es encodes them: fields by number, empty strings left out.
 *
 * A nested message needs its length in front. It is guessed from the number of characters, which is right for ASCII away
 * from the borders of a varint's size; otherwise what was written is moved by the difference.
 */
export class ProtoWriter implements ItemWriter {
  readonly frames: FrameBuffer;
  readonly #tags: (typeof responseTags)[ProtocolVersion];

  constructor(frames: FrameBuffer, version: ProtocolVersion) {
    this.frames = frames;
    this.#tags = responseTags[version];
  }

  item(item: Item): void {
    if (item.kind === 'entity') return this.#entity(item);
    if (item.kind === 'relationship') return this.#relationship(item);
    this.#log(item);
  }

  cursor(cursor: Json): void {
    const value = toBinary(ValueSchema, jsonValue(cursor));
    const { frames } = this;
    frames.begin(messageOverhead + value.length);
    this.#byte(this.#tags.cursor);
    this.#varint(value.length);
    frames.bytes.set(value, frames.position);
    frames.position += value.length;
    frames.end();
  }

  #entity({ id, name, type, attributes }: Entity): void {
    const characters = id.length + name.length + type.length;
    const start = this.#begin(this.#tags.entity, characters, attributes);
    if (attributes) this.#attributes(attributes);
    this.#string(tag(2), id);
    this.#string(tag(3), name);
    this.#string(tag(4), type);
    this.#end(start);
  }

  #relationship({ fromId, fromType, toId, toType, attributes }: Relationship): void {
    const characters = fromId.length + fromType.length + toId.length + toType.length;
    const start = this.#begin(this.#tags.relationship, characters, attributes);
    if (attributes) this.#attributes(attributes);
    this.#string(tag(2), fromId);
    this.#string(tag(3), fromType);
    this.#string(tag(4), toId);
    this.#string(tag(5), toType);
    this.#end(start);
  }

  #log({ level, message }: LogLine): void {
    const start = this.#begin(this.#tags.log, message.length, undefined);
    this.#byte(tag(1));
    this.#byte(2);
    this.#byte(level === 'alert' ? tag(1) : tag(2));
    this.#byte(0);
    this.#string(tag(2), message);
    this.#end(start);
  }

  /** Begins a frame and the one nested message in it. */
  #begin(fieldTag: number, characters: number, attributes: Attributes | undefined): number {
    const more = attributes ? attributesAtMost(attributes) : 0;
    this.frames.begin(messageOverhead + bytesPerCodeUnit * characters + more);
    this.#byte(fieldTag);
    return this.#open(characters + 8 + more / 2);
  }

  #end(start: number): void {
    this.#close(start);
    this.frames.end();
  }

  #attributes(attributes: Attributes): void {
    for (const id in attributes) {
      const value = attributes[id]!;
      this.#byte(tag(1));
      const entry = this.#open(id.length + 24 + (value.type === 'string' ? value.value.length : 0));
      // An entry of a map always has its key, even an empty one.
      this.#byte(tag(1));
      this.#lengthAndText(id);
      this.#byte(tag(2));
      const start = this.#open(value.type === 'string' ? value.value.length + 4 : 16);
      this.#value(value);
      this.#close(start);
      this.#close(entry);
    }
  }

  #value(value: Value): void {
    switch (value.type) {
      case 'boolean':
        this.#byte((1 << 3) | 0);
        return this.#byte(value.value ? 1 : 0);
      case 'number':
        this.#byte((4 << 3) | 1);
        this.frames.position = this.frames.bytes.writeDoubleLE(value.value, this.frames.position);
        return;
      case 'string':
        this.#byte(tag(5));
        return this.#lengthAndText(value.value);
      default:
        this.#byte(valueTags[value.type]);
        return this.#timestamp(value.value);
    }
  }

  #timestamp(date: Date): void {
    const milliseconds = instant(date);
    const seconds = Math.floor(milliseconds / 1000);
    const nanoseconds = (milliseconds - seconds * 1000) * 1_000_000;
    const start = this.#open(0);
    if (seconds !== 0) {
      this.#byte((1 << 3) | 0);
      this.#signedVarint(seconds);
    }
    if (nanoseconds !== 0) {
      this.#byte((2 << 3) | 0);
      this.#varint(nanoseconds);
    }
    this.#close(start);
  }

  #string(fieldTag: number, text: string): void {
    if (text === '') return;
    this.#byte(fieldTag);
    this.#lengthAndText(text);
  }

  #lengthAndText(text: string): void {
    const start = this.#open(text.length);
    this.frames.text(text);
    this.#close(start);
  }

  /** Leaves room for a length that is expected to be near `expected`. Returns where what it measures begins. */
  #open(expected: number): number {
    this.frames.position += varintSize(expected);
    this.frames.bytes[this.frames.position - 1] = varintSize(expected);
    return this.frames.position;
  }

  /** Writes the length of what stands from `start` to here in front of it. */
  #close(start: number): void {
    const { frames } = this;
    const room = frames.bytes[start - 1]!;
    const end = frames.position;
    const length = end - start;
    const needed = varintSize(length);
    if (needed !== room) frames.bytes.copyWithin(start - room + needed, start, end);
    frames.position = start - room;
    this.#varint(length);
    frames.position += length;
  }

  #byte(byte: number): void {
    this.frames.bytes[this.frames.position++] = byte;
  }

  #varint(value: number): void {
    const { bytes } = this.frames;
    let { position } = this.frames;
    let rest = value;
    while (rest > 0x7f) {
      bytes[position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[position++] = rest;
    this.frames.position = position;
  }

  /** A 64-bit varint of a safe integer; a negative one takes ten bytes, as in two's complement. */
  #signedVarint(value: number): void {
    if (value >= 0 && value < 0x80000000) return this.#varint(value);
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) this.#byte(Number(rest & 0x7fn) | 0x80);
    this.#byte(Number(rest));
  }
}
