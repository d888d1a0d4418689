import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pseudonymOf } from './help-desk-api.ts';
import { type RawGate, type RawRequest, startRawGate } from './raw-gate.ts';

let gate: RawGate;
beforeAll(async () => {
  gate = await startRawGate();
});
beforeEach(() => {
  gate.asked.length = 0;
});
afterAll(() => gate.stop());

/** What the source is asked for this request, which must pass. */
const passed = async (request: RawRequest) => {
  const answer = await gate.send(request);
  expect(answer).toMatchObject({ status: 200 });
  expect(gate.asked).toHaveLength(1);
  return gate.asked[0]!;
};

const hash = `sp1h.Kq3x.${'a'.repeat(43)}`;

describe('targets', () => {
  test.each([
    ['as it is', '/tickets/42', '/api/tickets/42'],
    ['escapes that are not needed', '/%74ickets/%34%32', '/api/tickets/42'],
    ['letters that need escapes', '/people/d%C3%A9', '/api/people/d%C3%A9'],
    ['a blank', '/people/ada%20l', '/api/people/ada%20l'],
    ['plus signs, which are no blanks in a path', '/people/a+b', '/api/people/a%2Bb'],
    ['what a segment may hold as it is', "/people/~a_b-c.d!(e)*'f'", '/api/people/~a_b-c.d!(e)*%27f%27'],
    ['an e-mail address', '/people/ada@example.com', '/api/people/ada%40example.com'],
    ['a percent sign', '/people/100%25', '/api/people/100%25'],
    ['dots among letters', '/people/..a..', '/api/people/..a..'],
    ['literal text before variables', '/people/me', '/api/people/me'],
    ['literal text around a variable', '/files/a.b.json', '/api/files/a.b.json'],
    ['two variables of a segment', '/compare/v1.0...v2...x', '/api/compare/v1.0...v2...x'],
    ['a literal with characters of its own', "/reports/usage(period='D7')", "/api/reports/usage(period='D7')"],
    ['a slash at the end that is named', '/folders/', '/api/folders/'],
    ['an empty query', '/tickets?', '/api/tickets'],
    ['a query in its order', '/tickets?page=2&state=open&id=3&id=1', '/api/tickets?page=2&state=open&id=3&id=1'],
    ['blanks of forms', '/tickets?q=a+b%20c%2B', '/api/tickets?q=a%20b%20c%2B'],
    ['separators inside a value', '/tickets?q=a%26b%3Dc%23d/?:', '/api/tickets?q=a%26b%3Dc%23d%2F%3F%3A'],
    ['an equals sign in a value', '/tickets?q=a=b', '/api/tickets?q=a%3Db'],
    ['an empty value', '/tickets?q=&page=1', '/api/tickets?q=&page=1'],
    ['no equals sign', '/tickets?q', '/api/tickets?q='],
    ['an encoded name', '/tickets?filter%5Bname%5D=a', '/api/tickets?filter%5Bname%5D=a'],
    ['a name in brackets', '/tickets?filter[name]=a', '/api/tickets?filter%5Bname%5D=a'],
    ['types', '/tickets?open=true&since=2026-02-28&code=ABC', '/api/tickets?open=true&since=2026-02-28&code=ABC'],
    ['a way up in a value', '/tickets?q=../../admin', '/api/tickets?q=..%2F..%2Fadmin'],
    ['a pseudonym', `/people/${pseudonymOf('ada')}`, '/api/people/ada'],
    ['one of text that must be escaped', `/people/${pseudonymOf('a/b@c?d#e%')}`, '/api/people/a%2Fb%40c%3Fd%23e%25'],
    [
      'one that the source decodes twice',
      `/calls/${pseudonymOf('/a//b=')}/${pseudonymOf('/b')}`,
      '/api/calls/%252Fa%252F%252Fb%253D/%2Fb',
    ],
    ['one of a number', `/tickets/${pseudonymOf(42)}`, '/api/tickets/42'],
    ['one where nothing else is let in', `/authors/${pseudonymOf('ada')}`, '/api/authors/ada'],
    ['one inside a segment', `/files/${pseudonymOf('ada')}.json`, '/api/files/ada.json'],
    [
      'two in a segment',
      `/compare/${pseudonymOf('a')}...${pseudonymOf('b')}-${pseudonymOf('c')}`,
      '/api/compare/a...b-c',
    ],
    ['one in a query', `/tickets?q=user:${pseudonymOf('ada & co')}`, '/api/tickets?q=user%3Aada%20%26%20co'],
    ['one that nobody turns back', `/people/${hash}`, `/api/people/${hash}`],
  ])('%s', async (_, target, expected) => {
    expect((await passed({ target })).target).toBe(expected);
  });

  test('HEAD where GET is', async () => {
    const { method, target } = await passed({ method: 'HEAD', target: '/tickets?page=1' });
    expect([method, target]).toEqual(['HEAD', '/api/tickets?page=1']);
  });

  test('a method of the path with a variable, where literal text has another', async () => {
    const { method, target } = await passed({ method: 'PUT', target: '/people/me' });
    expect([method, target]).toEqual(['PUT', '/api/people/me']);
  });
});

describe('headers', () => {
  test('only those that the endpoint names reach the source, and what we say ourselves', async () => {
    const { headers } = await passed({
      target: '/tickets',
      headers: [
        'Accept: text/html',
        'Accept-Language: nl',
        'X-Request-Id: 7',
        'User-Agent: vendor',
        'Traceparent: 00-1',
        'X-Unknown: 1',
      ],
    });
    const { host, connection, ...rest } = headers;
    expect(host).toMatch(/^127\.0\.0\.1:/);
    expect(connection).toBe('keep-alive');
    expect(rest).toEqual({
      accept: 'application/json, application/x-ndjson;q=0.9, */*;q=0.1',
      'accept-language': 'nl',
      'x-request-id': '7',
    });
  });

  test('what the front doors of clouds add is removed, not refused', async () => {
    const { headers } = await passed({
      headers: [
        'X-Forwarded-For: 192.0.2.1',
        'X-Forwarded-Proto: https',
        'X-Forwarded-Port: 443',
        'X-Forwarded-Client-Cert: Hash=1',
        'Forwarded: for=192.0.2.1',
        'Via: 1.1 google',
        'X-Amzn-Trace-Id: Root=1',
        'X-Amzn-Tls-Version: TLSv1.3',
        'X-Cloud-Trace-Context: 1/2',
        'X-Envoy-External-Address: 192.0.2.1',
        'X-Real-Ip: 192.0.2.1',
        'Keep-Alive: timeout=5',
        'TE: trailers',
        'Proxy-Connection: keep-alive',
      ],
    });
    expect(Object.keys(headers).sort()).toEqual(['accept', 'connection', 'host']);
  });

  test('who and where the vendor is does not reach the source, even if an endpoint named it', async () => {
    const { headers } = await passed({
      target: '/tickets',
      headers: [
        ...['Authorization: Bearer x', 'Cookie: a=b', 'X-Forwarded-For: 192.0.2.1'],
        ...['X-Serverless-Authorization: Bearer x', 'Sallyport-External-Id: acme'],
      ],
    });
    expect(Object.keys(headers).sort()).toEqual(['accept', 'connection', 'host']);
  });
});

describe('bodies', () => {
  const post = (body: string, target = '/tickets/42/comments', type = 'application/json'): RawRequest => ({
    method: target.endsWith('attachment') ? 'PUT' : 'POST',
    target,
    headers: [`Content-Type: ${type}`, `Content-Length: ${body.length}`],
    body,
  });

  test.each([
    ['a document', '{"text":"hello","tags":["urgent"]}', '{"text":"hello","tags":["urgent"]}'],
    ['a number with all its digits', '{"ticket":12345678901234567890}', '{"ticket":12345678901234567890}'],
    ['a pseudonym', `{"author":"${pseudonymOf('a"b')}"}`, '{"author":"a\\"b"}'],
    ['the pseudonym of a number', `{"ticket":"${pseudonymOf(42)}"}`, '{"ticket":42}'],
    [
      'pseudonyms and words where nothing else is let in',
      `{"votes":{"${pseudonymOf('a/b~')}":["me","\\u0073${pseudonymOf('ada').slice(1)}","${pseudonymOf(7)}"]}}`,
      '{"votes":{"a/b~":["me","ada",7]}}',
    ],
    ['a pseudonym as a key', `{"by":{"${pseudonymOf('ada')}":true}}`, '{"by":{"ada":true}}'],
  ])('%s', async (_, body, expected) => {
    const asked = await passed(post(body));
    expect(asked.body).toBe(expected);
    expect(asked.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(expected.length),
    });
  });

  test.each(['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    '%s is application/json',
    async (type) => {
      expect((await passed(post('{}', undefined, type))).headers['content-type']).toBe('application/json');
    },
  );

  test('none, where one is allowed', async () => {
    const { body, headers } = await passed({ method: 'POST', target: '/tickets/42/comments' });
    expect(body).toBe('');
    expect(headers['content-type']).toBeUndefined();
  });

  test('of DELETE, if it is empty', async () => {
    expect((await passed({ method: 'DELETE', headers: ['Content-Length: 0'] })).body).toBe('');
  });

  test('any JSON document, where there is no shape; pseudonyms are put back', async () => {
    expect((await passed(post(`[ 1, "${pseudonymOf('ada')}" ]`, '/notes'))).body).toBe('[ 1, "ada" ]');
  });

  test('a stream of another type as it comes, with its length', async () => {
    const { body, headers } = await passed(post('x'.repeat(2000), '/tickets/42/attachment', 'text/csv'));
    expect(body).toBe('x'.repeat(2000));
    expect(headers).toMatchObject({ 'content-type': 'text/csv', 'content-length': '2000' });
  });

  const chunks = (...parts: string[]): RawRequest => ({
    method: 'PUT',
    target: '/tickets/42/attachment',
    headers: ['Content-Type: multipart/form-data; boundary=abc', 'Transfer-Encoding: chunked'],
    body: [...parts, ''].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join(''),
  });

  test('chunks in chunks', async () => {
    const { body, headers } = await passed(chunks('x'.repeat(1000), 'y'.repeat(1000)));
    expect(body).toBe('x'.repeat(1000) + 'y'.repeat(1000));
    expect(headers).toMatchObject({
      'content-type': 'multipart/form-data; boundary="abc"',
      'transfer-encoding': 'chunked',
    });
  });

  test('no chunks at all are no body', async () => {
    expect((await passed({ ...chunks() })).headers['content-type']).toBeUndefined();
  });

  test('a stream that turns out too large breaks off, also for the source', async () => {
    const answer = await gate.send(chunks('x'.repeat(1000), 'y'.repeat(1001)));
    expect(answer).toMatchObject({ status: 413, code: 'body-too-large' });
    await expect.poll(() => gate.asked.map(({ body }) => body)).toEqual(['broken off']);
  });
});
