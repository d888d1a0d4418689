import { expect, test } from 'vitest';
import { parseHeaders } from '../../../lambda/telemetry/parse-headers.ts';

test.each([
  ['', {}],
  ['api-key=abc', { 'api-key': 'abc' }],
  [' API-Key = abc , x-tenant=acme%20eu,', { 'api-key': 'abc', 'x-tenant': 'acme eu' }],
  ['authorization=Basic%20YWI6Yw==', { authorization: 'Basic YWI6Yw==' }],
])('%s are headers', (text, headers) => {
  expect(parseHeaders(text)).toEqual(headers);
});

test.each(['abc', '=abc', 'api-key=', 'api key=abc', 'a=b,c', 'a=%0d%0aevil: 1', 'a=%zz', 'a=b\nc=d', 'a=ü'])(
  '%j are none',
  (text) => {
    expect(parseHeaders(text)).toBeUndefined();
  },
);
