import { once } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { brotliDecompressSync, createGzip, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Shape } from '../../../config/shapes/shape.ts';
import { problemOf, proxiedSource } from './proxied-source.ts';

const age: Shape = { type: 'object', properties: { age: { type: 'integer' } } };
const endpoints = [
  { answers: { 200: { type: 'array', items: age } as Shape } },
  { path: '/lines', answers: { 200: age } },
];
const json = { 'content-type': 'application/json' };

/** A JSON array of so many people, in pieces of about 64 KiB. */
function* people(count: number): Generator<Buffer> {
  let text = '[';
  for (let index = 0; index < count; index++) {
    text += `${index === 0 ? '' : ','}{"age":${index},"note":"what does not leave, some hundred bytes of it, so that there is a lot"}`;
    if (text.length < 65_536) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(`${text}]`);
}

const sending =
  (count: number): RequestListener =>
  (_request, response) => {
    response.writeHead(200, json);
    void pipeline(Readable.from(people(count)), response).catch(() => undefined);
  };

/** Waits for what happens elsewhere. */
const until = async (holds: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 400 && !holds(); turn++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
};

describe('what leaves', () => {
  test.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
    ['zstd', zstdDecompressSync],
    ['', (bytes: Buffer) => bytes],
  ] as const)('is encoded as the vendor likes it (%s): short and long answers', async (encoding, decode) => {
    let count = 0;
    const { call } = await proxiedSource((request, response) => sending(count)(request, response), { endpoints });
    for (count of [300, 20_000]) {
      const answer = await call('/people', { headers: { 'accept-encoding': encoding } });
      expect(answer.headers.get('content-encoding')).toBe(encoding || null);
      expect(answer.headers.get('vary')).toBe('accept-encoding');
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect(answer.headers.get('content-length')).toBe(count === 300 ? String(bytes.length) : null);
      const ages = JSON.parse(decode(bytes).toString());
      expect(ages).toEqual(Array.from({ length: count }, (_, index) => ({ age: index })));
    }
  });

  test('is not encoded if it is short', async () => {
    const { call } = await proxiedSource(sending(60), { endpoints });
    const answer = await call('/people', { headers: { 'accept-encoding': 'gzip, br, zstd' } });
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(await answer.json()).toHaveLength(60);
  });

  test('of 100 MB takes little memory, and all of it arrives', async () => {
    const count = 1_000_000;
    const { call, log } = await proxiedSource(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' });
        const line = Buffer.from(`{"age":7,"note":"${'x'.repeat(80)}"}\n`.repeat(1_000));
        const lines = function* () {
          for (let index = 0; index < count / 1_000; index++) yield line;
        };
        void pipeline(Readable.from(lines()), createGzip({ level: 1 }), response).catch(() => undefined);
      },
      { endpoints },
    );
    const before = process.memoryUsage().rss;
    let most = 0;
    let bytes = 0;
    const answer = await call('/lines');
    for await (const chunk of answer.body!) {
      bytes += chunk.length;
      most = Math.max(most, process.memoryUsage().rss - before);
    }
    // The last line feed may be missing.
    expect(bytes).toBeGreaterThanOrEqual(count * '{"age":7}\n'.length - 1);
    expect(most).toBeLessThan(120 * 1024 * 1024);
    expect(log).toMatchObject([{ outcome: 'complete', status: 200, bytes, kept: count, dropped: count }]);
  });

  test('is no slower read from the source than by the vendor', async () => {
    let sent = 0;
    const { call } = await proxiedSource(
      (_request, response) => {
        response.writeHead(200, json);
        const counted = Readable.from(people(2_000_000)).on('data', (chunk: Buffer) => {
          sent += chunk.length;
        });
        void pipeline(counted, response).catch(() => undefined);
      },
      { endpoints },
    );
    const reader = (await call('/people')).body!.getReader();
    await reader.read();
    let last = -1;
    await until(() => {
      const isStill = sent === last;
      last = sent;
      return isStill;
    });
    // What the two sockets and the streams between hold, of 200 MB.
    expect(sent).toBeLessThan(16 * 1024 * 1024);
    const before = sent;
    for (let index = 0; index < 200; index++) await reader.read();
    await until(() => sent > before);
    await reader.cancel();
  });
});

describe('a caller who goes away', () => {
  test('before the answer ends the call of the source', async () => {
    const arrived = Promise.withResolvers<ServerResponse>();
    const { call, log } = await proxiedSource((_request, response) => arrived.resolve(response), { endpoints });
    const controller = new AbortController();
    const answer = call('/people', { signal: controller.signal });
    const response = await arrived.promise;
    controller.abort();
    if (!response.closed) await once(response, 'close');
    await answer;
    expect(log).toMatchObject([{ event: 'proxy.ended', level: 'info', outcome: 'gone', status: 499, attempts: 1 }]);
  });

  test('while the answer is held back does so too', async () => {
    const arrived = Promise.withResolvers<ServerResponse>();
    const { call, log } = await proxiedSource(
      (_request, response) => {
        response.writeHead(200, json).write('[{"age":1}');
        arrived.resolve(response);
      },
      { endpoints },
    );
    const controller = new AbortController();
    const answer = call('/people', { signal: controller.signal });
    const response = await arrived.promise;
    setTimeout(() => controller.abort(), 20);
    if (!response.closed) await once(response, 'close');
    await answer;
    expect(log).toMatchObject([{ outcome: 'gone' }]);
  });

  test.each(['identity', 'gzip'])('while the answer is sent (%s) does so too, and frees the slot', async (encoding) => {
    const closed: Promise<unknown>[] = [];
    const { call, log } = await proxiedSource(
      (request, response) => {
        closed.push(once(response, 'close'));
        sending(2_000_000)(request, response);
      },
      { endpoints, limits: { concurrency: 1 } },
    );
    for (let index = 0; index < 3; index++) {
      const answer = await call('/people', { headers: { 'accept-encoding': encoding } });
      const reader = answer.body!.getReader();
      await reader.read();
      await reader.cancel();
      await closed[index];
    }
    expect(log).toHaveLength(3);
    expect(log[2]).toMatchObject({ outcome: 'gone', status: 200 });
    expect(log[2]!['kept']).toBeGreaterThan(0);
  });

  test('by way of its signal while the answer is sent breaks the body', async () => {
    const { call, log } = await proxiedSource(sending(2_000_000), { endpoints });
    const controller = new AbortController();
    const answer = await call('/people', { signal: controller.signal });
    controller.abort();
    await expect(answer.arrayBuffer()).rejects.toThrow('an answer ended before it was whole');
    expect(log).toMatchObject([{ outcome: 'gone' }]);
  });
});

describe('a long answer that breaks', () => {
  /** All but the bracket at its end. */
  const unfinished = Buffer.concat([...people(20_000)]).subarray(0, -1);

  test.each([
    ['is no JSON any more', (response: ServerResponse) => response.end('}}}'), 'answer-invalid'],
    ['is not whole', (response: ServerResponse) => response.end(), 'answer-invalid'],
    ['is cut', (response: ServerResponse) => response.destroy(), 'source-broken-off'],
  ])('because it %s breaks the body, so that the vendor sees it', async (_, how, code) => {
    const { call, log } = await proxiedSource(
      (_request, response) => {
        response.writeHead(200, json);
        response.write(unfinished);
        setTimeout(() => how(response), 50);
      },
      { endpoints },
    );
    const answer = await call('/people');
    expect(answer.status).toBe(200);
    await expect(answer.arrayBuffer()).rejects.toThrow('an answer ended before it was whole');
    expect(log).toMatchObject([{ level: 'warn', outcome: 'failed', status: 200, code }]);
    expect(log[0]!['bytes']).toBeGreaterThan(65_536);
  });

  test('because it takes too long breaks too', async () => {
    const { call, log } = await proxiedSource(
      (_request, response) => void response.writeHead(200, json).write(unfinished),
      { endpoints, limits: { wholeSeconds: 0.5 } },
    );
    const answer = await call('/people');
    expect(answer.status).toBe(200);
    await expect(answer.arrayBuffer()).rejects.toThrow('an answer ended before it was whole');
    expect(log).toMatchObject([{ outcome: 'failed', code: 'source-timeout' }]);
  });
});

describe('a body of the vendor', () => {
  const upload = [
    { method: 'POST' as const, path: '/people', answers: {}, body: { types: ['text/csv'], maximumBytes: 1_000_000 } },
  ];
  const post = (body: Iterable<Buffer> | AsyncIterable<Buffer>): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: ReadableStream.from(body),
    duplex: 'half',
  });

  test('is streamed on', async () => {
    let got = 0;
    const { call } = await proxiedSource(
      async (request, response) => {
        for await (const chunk of request) got += chunk.length;
        response.writeHead(204).end();
      },
      { endpoints: upload },
    );
    expect((await call('/people', post(Array.from({ length: 15 }, () => Buffer.alloc(65_536))))).status).toBe(204);
    expect(got).toBe(15 * 65_536);
  });

  test('that becomes too large ends the call, and is told as that', async () => {
    const broken = Promise.withResolvers<void>();
    const { call, log } = await proxiedSource(
      (request) => {
        request.on('error', () => broken.resolve()).resume();
      },
      { endpoints: upload },
    );
    const answer = await call('/people', post(Array.from({ length: 30 }, () => Buffer.alloc(65_536))));
    expect(await problemOf(answer)).toMatchObject({ status: 413, code: 'body-too-large' });
    await broken.promise;
    expect(log).toMatchObject([{ event: 'proxy.refused', code: 'body-too-large', attempts: 1 }]);
  });
});
