import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Mailbox } from '../../../lambda/platform/mailbox.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Compared without the class of the bytes, which is another one on every host. */
const textIn = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString();

/**
 * What every mailbox promises, as tests.
 *
 * @param open two ends of one mailbox that holds nothing yet, as two processes would have them
 * @param runs of the property, fewer where each call crosses a network
 */
export const mailboxLaws = (
  open: () => Promise<readonly [Mailbox, Mailbox]> | readonly [Mailbox, Mailbox],
  runs = 30,
): void => {
  test('holds nothing at first', async () => {
    const [mailbox] = await open();
    expect(await mailbox.get('a')).toBeUndefined();
    expect(await mailbox.has('a')).toBe(false);
    expect(await mailbox.list()).toEqual([]);
    expect(await mailbox.list('a')).toEqual([]);
    await mailbox.remove([]);
    await mailbox.remove(['a', 'b/c']);
  });

  test('what was put is there for the other, in the place of what was there', async () => {
    const [one, other] = await open();
    await one.put('requests/a', bytesOf('first, and longer'));
    await one.put('requests/a', bytesOf('second'));
    expect(textIn(await other.get('requests/a'))).toBe('second');
    expect(await other.has('requests/a')).toBe(true);
    await other.remove(['requests/a', 'requests/never']);
    await one.remove(['requests/a']);
    expect(await one.has('requests/a')).toBe(false);
    expect(await one.get('requests/a')).toBeUndefined();
    expect(await one.list()).toEqual([]);
  });

  test.each([
    ['nothing', new Uint8Array(0)],
    ['every byte', Uint8Array.from({ length: 1024 }, (_, at) => at % 256)],
    ['what is no UTF-8', Uint8Array.of(0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80)],
    ['a part of another array', new Uint8Array([9, 9, 1, 2, 3, 9]).subarray(2, 5)],
    ['8 MiB', new Uint8Array(8 * 1024 * 1024).fill(7)],
  ])('bytes come back as they were: %s', async (_, bytes) => {
    const [one, other] = await open();
    await one.put('a', bytes);
    const found = await other.get('a');
    expect(found).toBeInstanceOf(Uint8Array);
    expect(Buffer.from(found!).equals(bytes)).toBe(true);
  });

  test('more than 8 MiB are too much', async () => {
    const [mailbox] = await open();
    await expect(mailbox.put('a', new Uint8Array(8 * 1024 * 1024 + 1))).rejects.toThrow(RangeError);
    expect(await mailbox.has('a')).toBe(false);
  });

  test('names are apart, and case counts', async () => {
    const [one, other] = await open();
    const names = [
      'a',
      'A',
      'a/b',
      'a/b/c',
      'a/B',
      'a.b',
      'a_b-c.d',
      '...',
      'ab',
      'requests/0',
      `long/${'a'.repeat(500)}`,
      'x'.repeat(400),
    ];
    for (const name of names) await one.put(name, bytesOf(name));
    for (const name of names) expect(textIn(await other.get(name))).toBe(name);
    expect([...(await other.list())].sort()).toEqual([...names].sort());
    expect([...(await other.list('a'))].sort()).toEqual(['a/B', 'a/b', 'a/b/c']);
    expect(await other.list('a/b')).toEqual(['a/b/c']);
    expect(await other.list('requests')).toEqual(['requests/0']);
    await other.remove(names);
    expect(await one.list()).toEqual([]);
  });

  test.each(['', '.', '..', '/a', 'a/', 'a//b', '../a', 'a/../b', 'a b', 'a%2fb', 'ä', "a'", 'a\0', 'a'.repeat(513)])(
    'is no name: %j',
    async (name) => {
      const [mailbox] = await open();
      const calls = [
        () => mailbox.put(name, bytesOf('text')),
        () => mailbox.get(name),
        () => mailbox.has(name),
        () => mailbox.remove([name]),
        () => mailbox.list(name),
        () => mailbox.create(name, 'text'),
      ];
      for (const call of calls) await expect(call()).rejects.toThrow(RangeError);
    },
  );

  test('one of several that create wins, round after round', async () => {
    const [one, other] = await open();
    for (const name of ['claims/a', 'claims/b', 'c']) {
      const texts = Array.from({ length: 8 }, (_, at) => `${name}, writer ${at}`);
      const created = await Promise.all(texts.map((text, at) => (at % 2 ? one : other).create(name, text)));
      expect(created.filter((isFirst) => isFirst)).toEqual([true]);
      expect(textIn(await one.get(name))).toBe(texts[created.indexOf(true)]);
    }
  });

  test('nothing is created where something is, whoever has written it and with what', async () => {
    const [one, other] = await open();
    expect(await one.create('a', '')).toBe(true);
    expect(await one.create('a', '')).toBe(false);
    await one.put('b', new Uint8Array(0));
    expect(await other.create('b', 'more')).toBe(false);
    await other.put('a', bytesOf('put'));
    expect(await one.create('a', 'more')).toBe(false);
    expect(textIn(await one.get('a'))).toBe('put');
    expect(textIn(await one.get('b'))).toBe('');
  });

  test('what was removed can be created again', async () => {
    const [one, other] = await open();
    expect(await one.create('a', 'text')).toBe(true);
    await other.remove(['a']);
    expect(await one.has('a')).toBe(false);
    expect(await other.create('a', 'more')).toBe(true);
    expect(await one.create('a', 'text')).toBe(false);
    expect(textIn(await one.get('a'))).toBe('more');
  });

  test('it is a map of names, whatever is done', async () => {
    const step = fc.record({
      end: fc.constantFrom(0, 1),
      name: fc.constantFrom('a', 'a/b', 'c/d'),
      kind: fc.constantFrom('put', 'create', 'create', 'remove', 'list'),
      text: fc.string({ unit: 'grapheme', maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 16 }), async (steps) => {
        const ends = await open();
        const held = new Map<string, string>();
        for (const { end, name, kind, text } of steps) {
          const mailbox = ends[end]!;
          if (kind === 'put') {
            await mailbox.put(name, bytesOf(text));
            held.set(name, text);
          } else if (kind === 'create') {
            expect(await mailbox.create(name, text)).toBe(!held.has(name));
            if (!held.has(name)) held.set(name, text);
          } else if (kind === 'remove') {
            await mailbox.remove([name]);
            held.delete(name);
          } else expect([...(await mailbox.list())].sort()).toEqual([...held.keys()].sort());
          expect(textIn(await mailbox.get(name))).toBe(held.get(name));
          expect(await mailbox.has(name)).toBe(held.has(name));
        }
      }),
      { numRuns: runs },
    );
  });
};
