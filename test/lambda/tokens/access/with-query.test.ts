import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withQuery } from '../../../../lambda/tokens/access/with-query.ts';

const at = 'https://api.example/a%2Fb';

test.each([
  ['', { key: 'k' }, '?key=k'],
  ['?q=a%20b', { key: 'k' }, '?q=a%20b&key=k'],
  ['?q=a+b%2B&r=%C3%A9%2f', { key: 'c d+&=é' }, '?q=a+b%2B&r=%C3%A9%2f&key=c%20d%2B%26%3D%C3%A9'],
  ['?key=theirs&q=1&key=again&%6bey=third', { key: 'k' }, '?q=1&key=k'],
  ['??key=theirs', { key: 'k' }, '??key=theirs&key=k'],
  ['?a&b=&&=c', { key: 'k' }, '?a&b=&=c&key=k'],
  ['?constructor=1', { key: 'k' }, '?constructor=1&key=k'],
  ['?my+key=theirs', { 'my key': 'k' }, '?my%20key=k'],
  ['?q=1', { one: '1', two: '2' }, '?q=1&one=1&two=2'],
])('%j with %j is %j', (search, query, full) => {
  const url = new URL(at + search);
  expect(withQuery(url, query).href).toBe(at + full);
  expect(url.href).toBe(at + search);
});

test.each([undefined, {}])('a URL to which %j is added is the same', (query) => {
  for (const url of [new URL(at), new URL(`${at}?q=a+b&&`)]) expect(withQuery(url, query).href).toBe(url.href);
});

test('whatever was there, each parameter is there once, with its value', () => {
  const name = fc.constantFrom('key', 'api_key', 'a b', 'é', '__proto__');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(name, fc.string())),
      name,
      fc.string({ unit: 'grapheme' }),
      (before, added, value) => {
        const url = new URL(`${at}?${new URLSearchParams(before)}`);
        const full = withQuery(url, Object.fromEntries([[added, value]]));
        expect(full.searchParams.getAll(added)).toEqual([value]);
        full.searchParams.delete(added);
        url.searchParams.delete(added);
        expect([...full.searchParams]).toEqual([...url.searchParams]);
      },
    ),
  );
});
