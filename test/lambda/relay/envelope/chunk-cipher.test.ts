import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChunkKind, chunkCipher } from '../../../../lambda/relay/envelope/chunk-cipher.ts';

const key = new Uint8Array(32).fill(7);
const cipher = chunkCipher(key);
const kinds: readonly ChunkKind[] = ['more', 'last', 'failed'];
const chunk = fc.record({
  number: fc.nat(2 ** 32 - 1),
  kind: fc.constantFrom(...kinds),
  bytes: fc.uint8Array({ maxLength: 300 }),
});
const numRuns = Number(process.env['SALLYPORT_RUNS'] ?? 300);

describe('a chunk', () => {
  test('is opened as what it was sealed as', () => {
    fc.assert(
      fc.property(chunk, ({ number, kind, bytes }) => {
        const opened = cipher.open(number, cipher.seal(number, kind, bytes));
        expect(opened?.kind).toBe(kind);
        expect(Buffer.from(opened!.bytes).equals(bytes)).toBe(true);
      }),
      { numRuns },
    );
  });

  test('is not opened with another number, as the last one, by another key, or with any bit changed', () => {
    fc.assert(
      fc.property(chunk, fc.nat(2 ** 32 - 1), fc.nat(), ({ number, kind, bytes }, other, at) => {
        const sealed = cipher.seal(number, kind, bytes);
        if (other !== number) expect(cipher.open(other, sealed)).toBeUndefined();
        expect(chunkCipher(new Uint8Array(32).fill(8)).open(number, sealed)).toBeUndefined();
        for (let first = 0; first < 5; first++) {
          if (first === sealed[0]) continue;
          const passed = Uint8Array.from(sealed);
          passed[0] = first;
          expect(cipher.open(number, passed)).toBeUndefined();
        }
        const changed = Uint8Array.from(sealed);
        changed[at % changed.length]! ^= 1 << (at % 8);
        expect(cipher.open(number, changed)).toBeUndefined();
        expect(cipher.open(number, sealed.subarray(0, at % sealed.length))).toBeUndefined();
      }),
      { numRuns },
    );
  });

  test('of nothing has a byte that says what it is, and a tag', () => {
    expect(cipher.seal(0, 'last', new Uint8Array())).toHaveLength(17);
    expect(cipher.open(0, new Uint8Array())).toBeUndefined();
  });
});
