import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StateStore } from '../../../lambda/platform/state-store.ts';
import { increment } from './increment.ts';

/**
 * What every state store promises, as tests.
 *
 * @param open a store that holds nothing yet
 * @param runs of the property, fewer where each call crosses a network
 */
export const stateLaws = (open: () => Promise<StateStore> | StateStore, runs = 30): void => {
  test('a name holds nothing at first', async () => {
    const store = await open();
    expect(await store.read('tokens/oauth')).toBeUndefined();
    expect(await store.write('tokens/oauth', 'one', 'version')).toBeUndefined();
    expect(await store.read('tokens/oauth')).toBeUndefined();
  });

  test('one of two that write first wins', async () => {
    const store = await open();
    const version = await store.write('tokens/oauth', 'one', undefined);
    expect(version).toEqual(expect.any(String));
    expect(await store.write('tokens/oauth', 'two', undefined)).toBeUndefined();
    expect(await store.read('tokens/oauth')).toEqual({ text: 'one', version });
  });

  test('a version is another one after every write, even of the same text', async () => {
    const store = await open();
    const versions = [await store.write('a', 'same', undefined)];
    for (let count = 0; count < 3; count++) versions.push(await store.write('a', 'same', versions.at(-1)));
    expect(new Set(versions).size).toBe(4);
    expect(versions).not.toContain(undefined);
    expect(await store.write('a', 'other', versions[0])).toBeUndefined();
    expect(await store.read('a')).toEqual({ text: 'same', version: versions[3] });
  });

  test.each([
    ['nothing', ''],
    ['every kind of letter', 'é € 漢字 👩‍👩‍👧 ‮'],
    ['what means something to others', `a\0b\r\n"'\\%00<?xml?>]]>;--`],
    ['100 kB', 'x'.repeat(100_000)],
  ])('a text comes back as it was: %s', async (_, text) => {
    const store = await open();
    const version = await store.write('a', text, undefined);
    expect(await store.read('a')).toEqual({ text, version });
  });

  test('names are apart, and case counts', async () => {
    const store = await open();
    const names = ['tokens/a', 'tokens/A', 'tokens/a.lease', 'tokens', 'tokens/a/b', 'a_b-c.d', '...'];
    for (const name of names) expect(await store.write(name, name, undefined)).toEqual(expect.any(String));
    for (const name of names) expect(await store.read(name)).toMatchObject({ text: name });
  });

  test.each(['', '.', '..', '/a', 'a/', 'a//b', '../a', 'a/../b', 'a b', 'a%2fb', 'ä', "a'", 'a\0', 'a'.repeat(513)])(
    'is no name: %j',
    async (name) => {
      const store = await open();
      await expect(store.read(name)).rejects.toThrow(RangeError);
      await expect(store.write(name, 'one', undefined)).rejects.toThrow(RangeError);
    },
  );

  test('of many that write at the same time, one after the other wins', async () => {
    const store = await open();
    await Promise.all(Array.from({ length: 10 }, () => increment(store, 'count')));
    expect(await store.read('count')).toMatchObject({ text: '10' });
  });

  test('it is compare and set, whatever is done', async () => {
    const step = fc.record({
      name: fc.constantFrom('a', 'b'),
      text: fc.string({ unit: 'grapheme', maxLength: 20 }),
      after: fc.constantFrom('nothing', 'latest', 'earlier', 'of another name'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const store = await open();
        const written = new Map<string, { text: string; version: string }[]>([
          ['a', []],
          ['b', []],
        ]);
        for (const { name, text, after } of steps) {
          const own = written.get(name)!;
          const latest = own.at(-1)?.version;
          const versions: Readonly<Record<string, string | undefined>> = {
            nothing: undefined,
            latest,
            earlier: own.at(-2)?.version,
            'of another name': written.get(name === 'a' ? 'b' : 'a')!.at(-1)?.version,
          };
          // Two names may have versions that are alike.
          const given = versions[after];
          const version = await store.write(name, text, given);
          expect(version !== undefined).toBe(given === latest);
          if (version !== undefined) own.push({ text, version });
          expect(await store.read(name)).toEqual(own.at(-1));
        }
      }),
      { numRuns: runs },
    );
  });
};
