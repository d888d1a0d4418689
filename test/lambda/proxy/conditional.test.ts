import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { problemOf, proxiedSource } from './proxied-source.ts';

const people = JSON.stringify(Array.from({ length: 300 }, (_, age) => ({ age, note: 'private' })));

/** A source that keeps to RFC 9110, section 13, for one resource with this tag. */
const tagged =
  (etag: string, seen: Record<string, unknown>[] = []): RequestListener =>
  (request, response) => {
    const {
      'if-none-match': noneMatch,
      'if-match': match,
      'if-modified-since': since,
      'if-unmodified-since': until,
    } = request.headers;
    seen.push({ noneMatch, match, since, until });
    response.setHeader('etag', etag);
    const weakly = (list = '') =>
      list === '*' || list.split(', ').some((each) => each.replace(/^W\//, '') === etag.replace(/^W\//, ''));
    if (match !== undefined && !weakly(match)) response.writeHead(412).end();
    else if (weakly(noneMatch) || since !== undefined) response.writeHead(304).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end(people);
  };

const endpoints = [{}, { method: 'PUT' as const, body: { types: ['application/json'], maximumBytes: 100 } }];

describe('a copy of the vendor', () => {
  test.each(['"42"', 'W/"42"', '"a,b~c"'])('with the tag of %s is good as long as the source says so', async (etag) => {
    const { call } = await proxiedSource(tagged(etag));
    const first = await call('/people', { headers: { 'accept-encoding': 'br' } });
    const tag = first.headers.get('etag')!;
    expect(tag.startsWith('W/')).toBe(etag.startsWith('W/'));
    const again = await call('/people', { headers: { 'if-none-match': `"other", ${tag}`, 'accept-encoding': 'gzip' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(again.headers.get('etag')).toBe(tag);
    expect((await call('/people', { method: 'HEAD', headers: { 'if-none-match': tag } })).status).toBe(304);
  });

  test('is not good any more when the source has another', async () => {
    let etag = '"1"';
    const { call } = await proxiedSource((request, response) => tagged(etag)(request, response));
    const tag = (await call('/people')).headers.get('etag')!;
    etag = '"2"';
    expect((await call('/people', { headers: { 'if-none-match': tag } })).status).toBe(200);
  });

  test('is not good any more when the configuration is another, or the key', async () => {
    const seen: Record<string, unknown>[] = [];
    const before = await proxiedSource(tagged('"42"'));
    const tag = (await before.call('/people')).headers.get('etag')!;
    const after = await proxiedSource(tagged('"42"', seen), { configurationHash: 'decaf' });
    expect((await after.call('/people', { headers: { 'if-none-match': tag } })).status).toBe(200);
    const readOrCreate = async (make: () => string) => make();
    const rotated = await proxiedSource(tagged('"42"', seen), { platform: { keys: { readOrCreate } } });
    expect((await rotated.call('/people', { headers: { 'if-none-match': tag } })).status).toBe(200);
    expect(seen).toEqual([{}, {}]);
  });

  test.each([
    ['if-none-match', '*'],
    ['if-none-match', '"42"'],
    ['if-modified-since', 'Sun, 22 Nov 2026 12:00:00 GMT'],
    ['if-unmodified-since', 'Sun, 22 Nov 2026 12:00:00 GMT'],
  ])('is not taken for good by %s: %s', async (name, value) => {
    const seen: Record<string, unknown>[] = [];
    const { call } = await proxiedSource(tagged('"42"', seen));
    expect((await call('/people', { headers: { [name]: value } })).status).toBe(200);
    expect(seen).toEqual([{}]);
  });

  test('has a tag for each encoding', async () => {
    const { call } = await proxiedSource(tagged('"42"'));
    const tagFor = async (encoding: string) =>
      (await call('/people', { headers: { 'accept-encoding': encoding } })).headers.get('etag');
    const all = await Promise.all(['identity', 'gzip', 'br', 'zstd'].map(tagFor));
    expect(new Set(all).size).toBe(4);
  });
});

describe('a write', () => {
  const put = (headers: Record<string, string>) => ({
    method: 'PUT',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{}',
  });

  test('on the condition of a tag is made if the tag is right', async () => {
    const seen: Record<string, unknown>[] = [];
    const { call } = await proxiedSource(tagged('"42"', seen), { endpoints });
    const tag = (await call('/people')).headers.get('etag')!;
    expect((await call('/people', put({ 'if-match': tag }))).status).toBe(200);
    expect(seen[1]).toEqual({ match: '"42"' });
  });

  test('on the condition of an old tag is refused by the source', async () => {
    let etag = '"1"';
    const { call } = await proxiedSource((request, response) => tagged(etag)(request, response), { endpoints });
    const tag = (await call('/people')).headers.get('etag')!;
    etag = '"2"';
    expect(await problemOf(await call('/people', put({ 'if-match': tag })))).toMatchObject({
      status: 412,
      code: 'source-precondition-failed',
    });
  });

  test.each(['"42"', '"42~0123456789ab"', 'nonsense', ''])('on the condition of %j is not made at all', async (tag) => {
    const { call, seen } = await proxiedSource(tagged('"42"'), { endpoints });
    expect(await problemOf(await call('/people', put({ 'if-match': tag })))).toMatchObject({
      status: 412,
      code: 'tag-unknown',
    });
    expect(seen.requests).toBe(0);
  });

  test('on a condition about the state of the source is handed on', async () => {
    const seen: Record<string, unknown>[] = [];
    const { call } = await proxiedSource(tagged('"42"', seen), { endpoints });
    const date = 'Sun, 22 Nov 2026 12:00:00 GMT';
    await call('/people', put({ 'if-match': '*', 'if-unmodified-since': date }));
    await call('/people', put({ 'if-none-match': '*', 'if-modified-since': date }));
    expect(seen).toEqual([{ match: '*', until: date }, { noneMatch: '*' }]);
  });
});
