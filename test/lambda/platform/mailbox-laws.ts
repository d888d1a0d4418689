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
    expect(await mailbox.replace('a', 'text', 'version')).toBeUndefined();
    expect(await mailbox.has('a')).toBe(false);
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
        () => mailbox.replace(name, 'text', 'version'),
      ];
      for (const call of calls) await expect(call()).rejects.toThrow(RangeError);
    },
  );

  test('one of several that create wins, and one of several that replace', async () => {
    const [one, other] = await open();
    const texts = Array.from({ length: 8 }, (_, at) => `writer ${at}`);
    const created = await Promise.all(texts.map((text, at) => (at % 2 ? one : other).create('claims/a', text)));
    const first = created.findIndex((version) => version !== undefined);
    expect(created.filter((version) => version !== undefined)).toHaveLength(1);
    expect(textIn(await one.get('claims/a'))).toBe(texts[first]);

    const version = created[first]!;
    const replaced = await Promise.all(
      texts.map((text, at) => (at % 2 ? one : other).replace('claims/a', `${text} again`, version)),
    );
    const second = replaced.findIndex((each) => each !== undefined);
    expect(replaced.filter((each) => each !== undefined)).toHaveLength(1);
    expect(textIn(await other.get('claims/a'))).toBe(`${texts[second]} again`);
  });

  test('what was removed is not replaced, and can be created again', async () => {
    const [one, other] = await open();
    const version = await one.create('a', 'text');
    await other.remove(['a']);
    expect(await one.replace('a', 'more', version!)).toBeUndefined();
    expect(await one.has('a')).toBe(false);
    const next = await one.create('a', 'text');
    expect(next).toEqual(expect.any(String));
    expect(await other.replace('a', 'more', next!)).toEqual(expect.any(String));
  });

  test('what was put is another version', async () => {
    const [one, other] = await open();
    const version = await one.create('a', 'text');
    await other.put('a', bytesOf('put'));
    expect(await one.replace('a', 'more', version!)).toBeUndefined();
    expect(await one.create('a', 'more')).toBeUndefined();
    expect(textIn(await one.get('a'))).toBe('put');
  });

  test('it is a map of names with compare and set, whatever is done', async () => {
    const step = fc.record({
      end: fc.constantFrom(0, 1),
      name: fc.constantFrom('a', 'a/b', 'c/d'),
      kind: fc.constantFrom('put', 'create', 'replace', 'replace', 'remove', 'list'),
      version: fc.constantFrom('latest', 'earlier'),
      text: fc.string({ unit: 'grapheme', maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 16 }), async (steps) => {
        const ends = await open();
        const held = new Map<string, string>();
        const latest = new Map<string, string>();
        const earlier = new Map<string, string>();
        for (const { end, name, kind, version, text } of steps) {
          const mailbox = ends[end]!;
          const wrote = (given: string | undefined): void => {
            held.set(name, text);
            earlier.set(name, latest.get(name) ?? 'none');
            if (given === undefined) latest.delete(name);
            else latest.set(name, given);
          };
          if (kind === 'put') {
            await mailbox.put(name, bytesOf(text));
            wrote(undefined);
          } else if (kind === 'create') {
            const given = await mailbox.create(name, text);
            expect(given !== undefined).toBe(!held.has(name));
            if (given !== undefined) wrote(given);
          } else if (kind === 'replace') {
            const after = (version === 'latest' ? latest : earlier).get(name) ?? 'none';
            const given = await mailbox.replace(name, text, after);
            expect(given !== undefined).toBe(held.has(name) && latest.get(name) === after);
            if (given !== undefined) wrote(given);
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
