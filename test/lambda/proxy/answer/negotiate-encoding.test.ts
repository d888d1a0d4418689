import { expect, test } from 'vitest';
import { negotiateEncoding } from '../../../../lambda/proxy/answer/negotiate-encoding.ts';

test.each([
  [null, undefined],
  ['', undefined],
  ['gzip', 'gzip'],
  ['GZIP', 'gzip'],
  ['gzip, deflate', 'gzip'],
  ['gzip, deflate, br', 'br'],
  ['gzip, deflate, br, zstd', 'zstd'],
  ['zstd;q=0.5, gzip', 'gzip'],
  ['br;q=0.9, gzip;q=0.8', 'br'],
  ['gzip;q=0.5', 'gzip'],
  ['gzip; q=0.5 , br ;q=0.7', 'br'],
  ['*', 'zstd'],
  ['*;q=0.1, gzip', 'gzip'],
  ['zstd;q=0, *', 'br'],
  ['gzip;q=0', undefined],
  ['*;q=0', undefined],
  ['identity', undefined],
  ['identity, gzip;q=0.5', undefined],
  ['identity;q=0.5, gzip', 'gzip'],
  ['gzip, identity', 'gzip'],
  ['identity;q=0', undefined],
  ['deflate', undefined],
  ['compress, x-gzip', undefined],
  ['gzip;q=2', undefined],
  ['gzip;q=-1', undefined],
  ['gzip;q=much', undefined],
  ['gzip;q=', undefined],
  [',,', undefined],
] as const)('Accept-Encoding %j: %s', (header, encoding) => {
  expect(negotiateEncoding(header)).toBe(encoding);
});
