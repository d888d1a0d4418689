import { describe, expect, test } from 'vitest';
import type { Format } from '../../../config/shapes/shape.ts';
import { formatTester } from '../../../lambda/shapes/formats.ts';

const cases: Readonly<Record<Format, { readonly are: readonly string[]; readonly areNot: readonly string[] }>> = {
  'date-time': {
    are: ['2024-02-29T23:59:60Z', '1985-04-12t23:20:50.52z', '1996-12-19T16:39:57-08:00'],
    areNot: [
      '2023-02-29T00:00:00Z',
      '2024-01-01 00:00:00Z',
      '2024-01-01T00:00:00',
      '2024-01-01T24:00:00Z',
      '2024-01-01',
    ],
  },
  date: {
    are: ['2024-02-29', '0001-01-01'],
    areNot: ['2024-2-9', '2024-04-31', '2024-13-01', '20240101', ' 2024-01-01'],
  },
  time: { are: ['08:30:06Z', '08:30:06.283185+01:30'], areNot: ['08:30', '08:30:06', '25:00:00Z', '08:30:06+0130'] },
  duration: { are: ['P1Y2M3DT4H5M6S', 'PT0S', 'P4W'], areNot: ['P', 'PT', '4W', 'P1D2H', 'P1W2D', 'P-1D'] },
  email: {
    are: ['a@b', 'first.last+tag@mail.example', '"a b"@c.example', 'ü@bücher.example'],
    areNot: ['', 'a', '@b', 'a@', 'a b@c', 'Ada <a@b.example>', 'a@b@c', 'a@b.example\n', `${'a'.repeat(320)}@b`],
  },
  hostname: {
    are: ['a', 'www.example.com', 'xn--bcher-kva.example'],
    areNot: ['', '-a', 'a-', 'a..b', 'a_b', 'bücher.example', 'a'.repeat(64)],
  },
  ipv4: { are: ['192.0.2.1', '0.0.0.0'], areNot: ['192.0.2', '192.0.2.256', '192.0.02.1', '::1', '192.0.2.1:80'] },
  ipv6: {
    are: ['::', '2001:db8::1', '::ffff:192.0.2.1'],
    areNot: ['192.0.2.1', '2001:db8', 'fe80::1%eth0', '[::1]', ':::'],
  },
  'uri-reference': {
    are: ['/users?cursor=abc', '?page=2', '//other.example/users', 'users', '', 'https://example.com/users#top'],
    areNot: ['/users?name=Ada Lovelace', '/caf\u00e9', 'https://', 'http://[::1'],
  },
  uri: {
    are: ['https://a.example/b?c#d', 'urn:isbn:1', 'mailto:a@b.example'],
    areNot: ['/a', 'a.example', '//a.example', 'https://', ''],
  },
  uuid: {
    are: ['2eb8aa08-aa98-11ea-b4aa-73b441d16380', '2EB8AA08-AA98-11EA-B4AA-73B441D16380'],
    areNot: ['2eb8aa08', '2eb8aa08-aa98-11ea-b4aa-73b441d1638', '{2eb8aa08-aa98-11ea-b4aa-73b441d16380}'],
  },
};

describe.each(Object.entries(cases))('%s', (format, { are, areNot }) => {
  const isOfFormat = formatTester(format as Format);
  test.each(are)('is %j', (text) => expect(isOfFormat(text)).toBe(true));
  test.each(areNot)('is not %j', (text) => expect(isOfFormat(text)).toBe(false));
});

test('no format takes long over hostile text', () => {
  const hostile = [
    '"'.repeat(50_000),
    '\\"'.repeat(50_000),
    'a.'.repeat(50_000),
    'P1Y'.repeat(50_000),
    `a@${'b.'.repeat(50_000)}`,
  ];
  const began = performance.now();
  for (const format of Object.keys(cases) as Format[]) for (const text of hostile) formatTester(format)(text);
  expect(performance.now() - began).toBeLessThan(1_000);
});
