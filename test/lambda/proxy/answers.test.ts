import type { RequestListener } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Shape } from '../../../config/shapes/shape.ts';
import { person, problemOf, proxiedSource, publicUrl } from './proxied-source.ts';

const canary = 'canary-7f3a9';
const people = [{ id: 'p-1', age: 20, email: `${canary}@example.com`, note: canary }];
const left = [{ age: 20 }];
const withoutId: Shape = { type: 'array', items: { type: 'object', properties: { age: { type: 'integer' } } } };

/** Answers everything with this. */
const answering =
  (status: number, headers: Record<string, string>, body: string | Buffer = ''): RequestListener =>
  (_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };

const json = { 'content-type': 'application/json' };

/** What the vendor gets for one answer of the source. */
const vendorGets = async (
  listener: RequestListener,
  init: RequestInit = {},
  endpoint: object = { answers: { '2XX': withoutId } },
) => {
  const { call, log, ...rest } = await proxiedSource(listener, { endpoints: [endpoint], limits: { attempts: 1 } });
  const response = await call('/people', init);
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()), log, ...rest };
};

describe('the body', () => {
  test.each([
    ['application/json', JSON.stringify(people), left],
    ['application/json; charset=utf-8', JSON.stringify(people), left],
    ['APPLICATION/JSON;charset="UTF-8"', JSON.stringify(people), left],
    ['application/vnd.example.v2+json', JSON.stringify(people), left],
    ['application/hal+json; profile=x', JSON.stringify(people), left],
  ])('of type %s is treated', async (type, text, expected) => {
    const { status, headers, body } = await vendorGets(answering(200, { 'content-type': type }, text));
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': type.split(';')[0]!.toLowerCase(),
      'content-length': String(body.length),
    });
    expect(JSON.parse(body.toString())).toEqual(expected);
  });

  test.each(['application/x-ndjson', 'application/ndjson', 'application/jsonl', 'application/x-jsonlines'])(
    'of type %s is treated line by line',
    async (type) => {
      const lines = `${people.map((each) => JSON.stringify(each)).join('\n')}\n${JSON.stringify({ age: 3, x: canary })}\n`;
      const endpoint = { answers: { 200: withoutId.items } };
      const { headers, body } = await vendorGets(answering(200, { 'content-type': type }, lines), {}, endpoint);
      expect(headers['content-type']).toBe(type);
      expect(body.toString()).toBe('{"age":20}\n{"age":3}\n');
    },
  );

  test.each(['application/gzip', 'application/x-gzip'])('that is a file of type %s is unpacked', async (type) => {
    const lines = people.map((each) => `${JSON.stringify(each)}\n`).join('');
    const endpoint = { answers: { 200: withoutId.items } };
    const file = gzipSync(lines);
    const { headers, body } = await vendorGets(answering(200, { 'content-type': type }, file), {}, endpoint);
    expect(headers['content-type']).toBe('application/x-ndjson');
    expect(body.toString()).toBe('{"age":20}\n');
  });

  test.each([
    ['that is none', {}, Buffer.from(canary), 'answer-invalid'],
    ['of something else', {}, gzipSync(canary), 'answer-invalid'],
    [
      'in an encoding',
      { 'content-encoding': 'gzip' },
      gzipSync(gzipSync('{"age":20}\n')),
      'answer-encoding-not-allowed',
    ],
  ])('that is a file %s stays here', async (_, more, file, code) => {
    const endpoint = { answers: { 200: withoutId.items } };
    const headers = { 'content-type': 'application/gzip', ...more };
    const { status, body, log } = await vendorGets(answering(200, headers, file), {}, endpoint);
    expect([status, JSON.parse(body.toString()).code]).toEqual([502, code]);
    expect(JSON.stringify([body.toString(), log])).not.toContain(canary);
  });

  test.each([
    'text/html',
    'text/plain',
    'text/json',
    'application/octet-stream',
    'application/xml',
    'application/json-seq',
    'application/jsonp',
    'application/json, text/html',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'text/csv',
    '',
  ])('of type %j stays here', async (type) => {
    const { status, body, log } = await vendorGets(answering(200, { 'content-type': type }, JSON.stringify(people)));
    expect(status).toBe(502);
    expect(JSON.parse(body.toString()).code).toBe('answer-type-not-allowed');
    expect(JSON.stringify([body.toString(), log])).not.toContain(canary);
  });

  test.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['identity', (text: string) => Buffer.from(text)],
  ])('that comes in %s is decoded', async (encoding, encode) => {
    const body = encode(JSON.stringify(people)) as Buffer;
    const answer = await vendorGets(answering(200, { ...json, 'content-encoding': encoding }, body));
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(JSON.parse(answer.body.toString())).toEqual(left);
  });

  test.each([
    ['gzip, gzip', gzipSync(gzipSync(JSON.stringify(people)))],
    ['gzip, identity', gzipSync(JSON.stringify(people))],
    ['compress', Buffer.from('[]')],
    ['constructor', Buffer.from('[]')],
  ])('that comes in %s is refused', async (encoding, body) => {
    const answer = await vendorGets(answering(200, { ...json, 'content-encoding': encoding }, body));
    expect([answer.status, JSON.parse(answer.body.toString()).code]).toEqual([502, 'answer-encoding-not-allowed']);
  });

  test.each([
    ['no JSON', json, 'canary-7f3a9'],
    ['half of it', json, '[{"age":20},{"age"'],
    ['two documents', json, '[]{}'],
    ['bytes that are not UTF-8', json, Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])],
    ['broken gzip', { ...json, 'content-encoding': 'gzip' }, Buffer.from('no gzip at all')],
    ['half of a gzip', { ...json, 'content-encoding': 'gzip' }, gzipSync(JSON.stringify(people)).subarray(0, 40)],
    ['broken brotli', { ...json, 'content-encoding': 'br' }, Buffer.from('no brotli at all')],
    ['broken zstd', { ...json, 'content-encoding': 'zstd' }, Buffer.from('no zstd at all')],
    ['too deep', json, '['.repeat(2_000) + ']'.repeat(2_000)],
  ])('that is %s is no answer', async (_, headers, body) => {
    const answer = await vendorGets(answering(200, headers, body));
    expect([answer.status, JSON.parse(answer.body.toString()).code]).toEqual([502, 'answer-invalid']);
    expect(answer.log).toHaveLength(1);
    expect(JSON.stringify([answer.body.toString(), answer.log])).not.toContain(canary);
  });

  test('that as a whole is something else than agreed on is no answer', async () => {
    const answer = await vendorGets(answering(200, json, JSON.stringify({ message: canary })));
    expect([answer.status, JSON.parse(answer.body.toString()).code]).toEqual([502, 'answer-unfit']);
  });

  test('that breaks off is no answer', async () => {
    const { status, body } = await vendorGets((_request, response) => {
      response.writeHead(200, { ...json, 'content-length': '1000' });
      response.write('[{"age":1},');
      setTimeout(() => response.destroy(), 20);
    });
    expect([status, JSON.parse(body.toString()).code]).toEqual([502, 'source-broken-off']);
  });

  test('that becomes very large when it is decoded takes no memory', async () => {
    const bomb = gzipSync(`[${'{"x":"'.padEnd(1_000_000, 'a')}"}${',{"x":1}'.repeat(3_000_000)}]`, { level: 9 });
    const before = process.memoryUsage().rss;
    const { status, body } = await vendorGets(answering(200, { ...json, 'content-encoding': 'gzip' }, bomb));
    expect(status).toBe(200);
    expect(body.length).toBeLessThan(10_000_000);
    expect(bomb.length).toBeLessThan(100_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(250_000_000);
  });
});

describe('the status', () => {
  test.each([200, 201, 202, 203, 299])('%i passes with its shape', async (status) => {
    const answer = await vendorGets(answering(status, json, JSON.stringify(people)));
    expect([answer.status, answer.body.toString()]).toEqual([status, JSON.stringify(left)]);
  });

  test('chooses the shape: the exact one before its class', async () => {
    const endpoint = {
      answers: { 201: { type: 'array', items: { type: 'object', properties: {} } }, '2XX': withoutId },
    };
    expect((await vendorGets(answering(201, json, JSON.stringify(people)), {}, endpoint)).body.toString()).toBe('[{}]');
    expect((await vendorGets(answering(200, json, JSON.stringify(people)), {}, endpoint)).body.toString()).toBe(
      '[{"age":20}]',
    );
  });

  test.each([
    [200, {}],
    [201, { 200: withoutId }],
    [204, { '2XX': withoutId }],
    [205, { '2XX': withoutId }],
    [304, { '3XX': withoutId }],
  ])('%i without a shape for its body passes without one', async (status, answers) => {
    const answer = await vendorGets(answering(status, json, status < 204 ? canary : ''), {}, { answers });
    expect([answer.status, answer.body.length, answer.headers['content-type']]).toEqual([status, 0, undefined]);
  });

  test.each([200, 202])('%i with an empty body passes, of whatever type', async (status) => {
    expect(await vendorGets(answering(status, { 'content-length': '0' }))).toMatchObject({
      status,
      body: Buffer.alloc(0),
    });
    expect(await vendorGets((_request, response) => void response.writeHead(status, json).end())).toMatchObject({
      status,
    });
  });

  test.each([
    [400, 'source-refused'],
    [401, 'source-unauthorized'],
    [403, 'source-forbidden'],
    [404, 'source-not-found'],
    [405, 'source-refused'],
    [409, 'source-conflict'],
    [410, 'source-gone'],
    [412, 'source-precondition-failed'],
    [418, 'source-refused'],
    [422, 'source-refused'],
    [429, 'source-throttled'],
    [451, 'source-refused'],
    [500, 'source-failed'],
    [501, 'source-failed'],
    [502, 'source-failed'],
    [503, 'source-unavailable'],
    [504, 'source-timeout'],
    [599, 'source-failed'],
  ])('%i of the source is told as %s, without a byte of its body', async (status, code) => {
    const headers = {
      ...json,
      'retry-after': '30',
      'x-ratelimit-remaining': '0',
      'x-detail': canary,
      'www-authenticate': canary,
    };
    const endpoint = { answers: { [status]: withoutId, [`${status / 100}XX`]: withoutId } };
    const answer = await vendorGets(answering(status, headers, JSON.stringify(people)), {}, endpoint);
    expect(answer.status).toBe(status);
    expect(answer.headers).toEqual({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'retry-after': '30',
      'x-ratelimit-remaining': '0',
      'sallyport-reference': 'ref-1',
    });
    expect(JSON.parse(answer.body.toString())).toMatchObject({ status, code, reference: 'ref-1' });
    expect(JSON.stringify([answer.body.toString(), answer.log])).not.toContain(canary);
  });

  test('407 would be taken for a question of another proxy', async () => {
    const answer = await vendorGets(answering(407, { 'proxy-authenticate': 'Basic' }));
    expect([answer.status, answer.headers['proxy-authenticate']]).toEqual([502, undefined]);
  });
});

describe('headers', () => {
  test('that nobody named stay here', async () => {
    const { headers } = await vendorGets(
      answering(
        200,
        {
          ...json,
          'set-cookie': 'session=1',
          server: 'nginx/1.2.3',
          date: 'Sun, 22 Nov 2026 12:00:00 GMT',
          'x-request-id': canary,
          'x-user': canary,
          'last-modified': 'Sun, 22 Nov 2026 12:00:00 GMT',
          'content-disposition': `attachment; filename="${canary}.json"`,
          'access-control-allow-origin': '*',
          'www-authenticate': 'Basic',
          trailer: 'x-after',
        },
        JSON.stringify(people),
      ),
    );
    expect(headers).toEqual({
      'cache-control': 'private',
      'content-length': '12',
      'content-type': 'application/json',
      'sallyport-reference': 'ref-1',
      vary: 'accept-encoding',
    });
  });

  test('that the endpoint names leave, and those that say how much may be asked', async () => {
    const kept = {
      'x-total-count': '17',
      'retry-after': '5',
      'ratelimit-limit': '100, 100;w=60',
      'ratelimit-policy': '100;w=60',
      ratelimit: 'limit=100, remaining=50, reset=50',
      'x-ratelimit-reset': '1372700873',
      'x-rate-limit-remaining': '3',
      'x-hubspot-ratelimit-daily': '250000',
      'x-shopify-shop-api-call-limit': '32/40',
      'sforce-limit-info': 'api-usage=14/15000',
    };
    const strange = { 'x-ratelimit-user': 'ada@example.com', 'x-limits': '1', 'ratelimited-by': '1' };
    const endpoint = { answers: { 200: withoutId }, responseHeaders: ['x-total-count', 'x-missing'] };
    const { headers } = await vendorGets(answering(200, { ...json, ...kept, ...strange }, '[]'), {}, endpoint);
    expect(headers).toMatchObject(kept);
    for (const name of [...Object.keys(strange), 'x-missing']) expect(headers).not.toHaveProperty(name);
  });

  test.each([
    [undefined, 'private'],
    ['public, max-age=60, s-maxage=600', 'private, max-age=60'],
    ['max-age=60, must-revalidate, community="UCI"', 'private, max-age=60, must-revalidate'],
    ['private="x-user", no-cache', 'private, no-cache'],
    ['no-store, max-age=60', 'no-store'],
    ['max-age=canary', 'private'],
  ])('Cache-Control %j becomes %j', async (header, expected) => {
    const { headers } = await vendorGets(answering(200, { ...json, ...(header && { 'cache-control': header }) }, '[]'));
    expect(headers['cache-control']).toBe(expected);
  });

  test('that lead on are led through the gate', async () => {
    const { headers } = await vendorGets((request, response) => {
      const origin = `http://${request.headers.host}`;
      response.setHeader('link', [
        `<${origin}/v2/people?page=2>; rel="next", </v2/people?page=9>; rel=last; title="x, y"`,
        `<https://other.example/people>; rel="prev", <${origin}/v2/people/7>; rel="author", <${origin}/admin>; rel="first"`,
      ]);
      response.writeHead(201, { ...json, location: '/v2/people/8' }).end('[]');
    });
    expect(headers['link']).toBe(`<${publicUrl}/people?page=2>; rel="next", <${publicUrl}/people?page=9>; rel="last"`);
    expect(headers['location']).toBe(`${publicUrl}/people/8`);
  });

  test.each([
    [200, '/v2/people/8'],
    [201, 'https://other.example/people/8'],
    [201, '/admin'],
    [202, '//other.example/v2/people'],
  ])('Location of %i with %s stays here', async (status, location) => {
    expect((await vendorGets(answering(status, { ...json, location }, '[]'))).headers).not.toHaveProperty('location');
  });
});

describe('to the source', () => {
  test('goes what was admitted, what we can read, and the credentials', async () => {
    let raw: readonly string[] = [];
    await vendorGets(
      (request, response) => {
        raw = request.rawHeaders;
        response.writeHead(200, json).end('[]');
      },
      {
        headers: {
          authorization: 'Bearer of-the-vendor',
          cookie: 'a=b',
          'accept-language': 'de',
          'x-other': '1',
          'user-agent': 'vendor/1',
        },
      },
      { requestHeaders: ['accept-language'], answers: { 200: withoutId } },
    );
    const headers = Object.fromEntries(
      raw.flatMap((name, index) => (index % 2 ? [] : [[name.toLowerCase(), raw[index + 1]]])),
    );
    expect(headers).toEqual({
      host: expect.stringContaining('127.0.0.1:'),
      connection: 'keep-alive',
      accept: expect.stringContaining('application/json'),
      'accept-encoding': 'gzip, br, zstd',
      'accept-language': 'de',
      'user-agent': 'sallyport',
      authorization: 'Bearer of-the-source',
    });
  });

  test('go many calls over one connection', async () => {
    const { call, seen } = await proxiedSource(answering(200, json, '[]'));
    for (let index = 0; index < 30; index++) await (await call('/people')).text();
    expect(seen).toEqual({ connections: 1, requests: 30 });
  });

  test('go errors, answers without a shape and broken ones over that connection too', async () => {
    const bodies = [
      [404, canary],
      [200, 'no json'],
      [500, canary],
      [200, '[]'],
    ] as const;
    const { call, seen } = await proxiedSource((_request, response) => {
      const [status, body] = bodies[(seen.requests - 1) % bodies.length]!;
      response.writeHead(status, json).end(body);
    });
    for (let index = 0; index < 12; index++) {
      await (await call('/people')).text();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(seen).toEqual({ connections: 1, requests: 12 });
  });

  test('goes HEAD as HEAD, and no length comes back', async () => {
    const methods: unknown[] = [];
    const listener: RequestListener = (request, response) => {
      methods.push(request.method);
      response.writeHead(200, { ...json, 'content-length': '5000', 'content-encoding': 'gzip', etag: '"7"' }).end();
    };
    const { status, headers, body } = await vendorGets(listener, {
      method: 'HEAD',
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(methods).toEqual(['HEAD']);
    expect([status, body.length]).toEqual([200, 0]);
    expect(headers).toMatchObject({ 'content-type': 'application/json', vary: 'accept-encoding' });
    expect(headers).not.toHaveProperty('content-length');
    expect(headers).not.toHaveProperty('content-encoding');
  });

  test('goes a body that was admitted', async () => {
    const got: unknown[] = [];
    const { call } = await proxiedSource(
      async (request, response) => {
        got.push(
          request.headers['content-type'],
          request.headers['content-length'],
          Buffer.concat(await request.toArray()).toString(),
        );
        response.writeHead(201, json).end('[]');
      },
      {
        endpoints: [
          {
            method: 'POST',
            body: {
              types: ['application/json'],
              shape: { type: 'object', properties: { a: { type: 'integer' } } },
              maximumBytes: 100,
            },
          },
        ],
      },
    );
    const init = { method: 'POST', headers: json, body: '{"a": 12345678901234567890}' };
    expect((await call('/people', init)).status).toBe(201);
    expect(got).toEqual(['application/json', '27', '{"a": 12345678901234567890}']);
  });
});

test('a shape that names an address leads through the gate; other addresses stay', async () => {
  const { body } = await vendorGets(
    (request, response) => {
      const origin = `http://${request.headers.host}`;
      const urls = [
        `${origin}/v2/people/1?x=1#y`,
        `${origin}/v2`,
        `${origin}/v20/x`,
        `${origin}/other`,
        'https://other.example/v2/x',
        `https:${origin.slice(5)}/v2/z`,
      ];
      response.writeHead(200, json).end(JSON.stringify(urls.map((url) => ({ url }))));
    },
    {},
    { answers: { 200: { type: 'array', items: person } } },
  );
  const urls = (JSON.parse(body.toString()) as { url: string }[]).map(({ url }) =>
    url.replace(/127\.0\.0\.1:\d+/, 'source'),
  );
  expect(urls).toEqual([
    `${publicUrl}/people/1?x=1#y`,
    publicUrl,
    'http://source/v20/x',
    'http://source/other',
    'https://other.example/v2/x',
    `${publicUrl}/z`,
  ]);
});

test('a pseudonym that was put back is hidden again in every link', async () => {
  const { call } = await proxiedSource(
    (request, response) => {
      const origin = `http://${request.headers.host}`;
      response.setHeader('link', `<${origin}${request.url}&page=2>; rel="next"`);
      response
        .writeHead(200, json)
        .end(JSON.stringify([{ id: 'ada@example.com', url: `${origin}/v2/people/ada%40example.com` }]));
    },
    {
      endpoints: [
        {},
        { path: '/people/{id}', variables: { id: { type: 'string' } }, query: { q: { type: 'string' } } },
      ],
    },
  );
  const [first] = (await (await call('/people')).json()) as { id: string }[];
  const answer = await call(`/people/${first!.id}?q=user:${first!.id}`);
  expect(answer.status).toBe(200);
  const text = JSON.stringify([await answer.json(), Object.fromEntries(answer.headers)]);
  expect(text).not.toMatch(/ada(@|%40)example/i);
  expect(answer.headers.get('link')).toBe(
    `<${publicUrl}/people/${first!.id}?q=user%3A${first!.id}&page=2>; rel="next"`,
  );
  expect(text).toContain(`${publicUrl}/people/${first!.id}"`);
});

test('nothing is called for what is refused', async () => {
  const { call, seen, log } = await proxiedSource(answering(200, json, '[]'));
  expect(await problemOf(await call('/secret'))).toEqual({
    status: 403,
    type: 'application/problem+json',
    code: 'path-not-allowed',
    reference: 'ref-1',
  });
  expect(seen).toEqual({ connections: 0, requests: 0 });
  expect(log).toMatchObject([
    { event: 'proxy.refused', level: 'warn', status: 403, code: 'path-not-allowed', attempts: 0 },
  ]);
});
