import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item } from '../../../connectors/item.ts';
import { SourceError } from '../../../connectors/source-error.ts';
import { compressorFor, decompress } from '../../../lambda/imports/compression.ts';
import type { Codec, ProtocolVersion } from '../../../lambda/imports/protocol.ts';
import { FrameBuffer } from '../../../lambda/imports/writer/frame-buffer.ts';
import { writerFor } from '../../../lambda/imports/writer/writer-for.ts';
import { item, json, text } from './arbitrary-item.ts';
import { parseFrames } from './frames.ts';
import { encodeCursor, encodeItem } from './generated-encoder.ts';

const runs = Number(process.env['SALLYPORT_RUNS'] ?? 100);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const cases: [Codec, ProtocolVersion][] = [
  ['proto', 'v1alpha2'],
  ['proto', 'v1alpha1'],
  ['json', 'v1alpha2'],
  ['json', 'v1alpha1'],
];

describe.each(cases)('the %s writer of %s', (codec, version) => {
  const write = (items: readonly Item[]) => {
    const writer = writerFor(codec, version, new FrameBuffer());
    for (const each of items) writer.item(each);
    return parseFrames(writer.frames.take());
  };

  test('writes every item byte for byte as the generated encoder does', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 8 }), (items) => {
        const frames = write(items);
        expect(frames.map((frame) => hex(frame.message))).toEqual(
          items.map((each) => hex(encodeItem(codec, version, each))),
        );
        expect(frames.every((frame) => frame.flags === 0)).toBe(true);
      }),
      { numRuns: runs },
    );
  });

  test('writes messages on both sides of every size of a length', () => {
    for (const length of [
      0, 1, 60, 100, 110, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 16_000, 16_370, 16_380, 16_384, 2_097_140,
      2_097_160,
    ]) {
      for (const character of ['a', 'é', '語', '\u0001']) {
        // Sizes are of bytes.
        const value = character.repeat(Math.ceil(length / Buffer.byteLength(character)));
        const each: Item = {
          kind: 'entity',
          id: value,
          name: 'n',
          type: 't',
          attributes: { a: { type: 'string', value } },
        };
        expect(Buffer.compare(write([each])[0]!.message, encodeItem(codec, version, each))).toBe(0);
      }
    }
  });

  test.each([
    ['before year 1', -62_135_596_800_001],
    ['after year 9999', 253_402_300_800_000],
    ['no date at all', Number.NaN],
  ])('refuses an instant %s', (_, milliseconds) => {
    const each: Item = {
      kind: 'entity',
      id: '1',
      name: '',
      type: '',
      attributes: { born: { type: 'date', value: new Date(milliseconds) } },
    };
    expect(() => write([each])).toThrow(SourceError);
  });

  test.each(['gzip', 'br'] as const)('compresses with %s from 1,024 bytes on, and only then', (encoding) => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 4 }), text, (items, long) => {
        const all: Item[] = [...items, { kind: 'log', level: 'info', message: long.padEnd(1_024, 'x') }];
        const writer = writerFor(codec, version, new FrameBuffer(compressorFor(encoding)));
        for (const each of all) writer.item(each);
        for (const [index, frame] of parseFrames(writer.frames.take()).entries()) {
          const plain = encodeItem(codec, version, all[index]!);
          expect(frame.flags).toBe(plain.length >= 1_024 ? 1 : 0);
          expect(hex(frame.flags ? decompress(encoding, frame.message, 1 << 20) : frame.message)).toBe(hex(plain));
        }
      }),
      { numRuns: Math.ceil(runs / 10) },
    );
  });
});

describe.each(['proto', 'json'] as const)('the %s writer', (codec) => {
  test('writes every cursor as the generated encoder does', () => {
    fc.assert(
      fc.property(json, (cursor) => {
        const writer = writerFor(codec, 'v1alpha2', new FrameBuffer());
        writer.cursor(cursor);
        const [frame] = parseFrames(writer.frames.take());
        const expected = encodeCursor(codec, cursor);
        // JSON has no order of names; protobuf's maps have none either, and protobuf-es keeps that of the object.
        expect(hex(frame!.message)).toBe(hex(expected));
      }),
      { numRuns: runs },
    );
  });
});
