import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { JsonObject } from '@bufbuild/protobuf';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import {
  compressionBrotli,
  compressionGzip,
  createConnectTransport,
  createGrpcWebTransport,
} from '@connectrpc/connect-node';
import { describe, expect, test } from 'vitest';
import type { Batch, Item, Json } from '../../../connectors/item.ts';
import { SourceError } from '../../../connectors/source-error.ts';
import { Service as V1 } from '../../../lambda/imports/gen/elimity/insights/customgateway/v1alpha1/service_pb.ts';
import { Service as V2 } from '../../../lambda/imports/gen/elimity/insights/customgateway/v1alpha2/service_pb.ts';
import { version } from '../../../lambda/version.ts';
import { parseFrames } from './frames.ts';
import { encodeItem } from './generated-encoder.ts';
import { startImportServer, type TestImport } from './import-server.ts';

const person = (index: number): Item => ({ kind: 'entity', id: `p${index}`, name: `Person ${index}`, type: 'person' });

/** Ten batches of ten people, each of which says where to go on. */
const people: TestImport = async function* ({ cursor }) {
  for (let batch = typeof cursor === 'number' ? cursor : 0; batch < 10; batch++) {
    yield { items: Array.from({ length: 10 }, (_, index) => person(batch * 10 + index)), resume: batch + 1 };
  }
};

const everything: Item[] = [
  { kind: 'log', level: 'info', message: 'Reading directory contents' },
  {
    kind: 'entity',
    id: 'a',
    name: 'Zoë 😀',
    type: 'file',
    attributes: { size: { type: 'number', value: 3 }, hidden: { type: 'boolean', value: false } },
  },
  {
    kind: 'relationship',
    fromId: 'a',
    fromType: 'file',
    toId: 'b',
    toType: 'folder',
    attributes: { since: { type: 'date', value: new Date('1969-07-20T00:00:00Z') } },
  },
  { kind: 'entity', id: 'long', name: 'x'.repeat(5_000), type: 'file' },
  { kind: 'log', level: 'alert', message: 'done' },
];
const all: TestImport = async function* () {
  yield { items: everything };
};

const post = (
  url: string,
  path: string,
  type: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) =>
  fetch(`${url}/elimity.insights.customgateway.${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': type, ...headers },
  });
const framed = (message: Uint8Array, flags = 0) => {
  const frame = Buffer.alloc(5 + message.length);
  frame[0] = flags;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
};
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const v1 = { version: 'v1.0.0' };
/** The code and message in the last frame of a Connect stream. */
const endError = async (response: Response) => {
  const frames = parseFrames(new Uint8Array(await response.arrayBuffer()));
  const last = frames.at(-1)!;
  expect(last.flags).toBe(2);
  return JSON.parse(Buffer.from(last.message).toString()).error as { code: string; message: string } | undefined;
};

const transports = {
  'Connect binary': (url: string) =>
    createConnectTransport({ baseUrl: url, httpVersion: '1.1', useBinaryFormat: true }),
  'Connect JSON': (url: string) => createConnectTransport({ baseUrl: url, httpVersion: '1.1', useBinaryFormat: false }),
  'Connect binary, only gzip': (url: string) =>
    createConnectTransport({ baseUrl: url, httpVersion: '1.1', acceptCompression: [compressionGzip] }),
  'Connect JSON, requests in brotli': (url: string) =>
    createConnectTransport({
      baseUrl: url,
      httpVersion: '1.1',
      useBinaryFormat: false,
      acceptCompression: [compressionBrotli],
      sendCompression: compressionBrotli,
      compressMinBytes: 0,
    }),
  'gRPC-Web binary': (url: string) =>
    createGrpcWebTransport({ baseUrl: url, httpVersion: '1.1', useBinaryFormat: true }),
  'gRPC-Web JSON, requests in gzip': (url: string) =>
    createGrpcWebTransport({
      baseUrl: url,
      httpVersion: '1.1',
      useBinaryFormat: false,
      sendCompression: compressionGzip,
      compressMinBytes: 0,
    }),
};

describe.each(Object.entries(transports))('a generated client, %s', (_, transportTo) => {
  test('learns the initial cursor and the version', async () => {
    await using server = await startImportServer(people);
    const meta = await createClient(V2, transportTo(server.url)).meta({});
    expect(meta.version).toBe('v1.0.0');
    expect(meta.initialCursor?.kind).toEqual({ case: 'stringValue', value: '' });
  });

  test('gets every kind of item, v1alpha2 and v1alpha1', async () => {
    await using server = await startImportServer(all);
    const cases: unknown[][] = [[], []];
    for await (const { value } of createClient(V2, transportTo(server.url)).performImport(v1)) cases[0]!.push(value);
    for await (const { value } of createClient(V1, transportTo(server.url)).performImport({})) cases[1]!.push(value);
    for (const got of cases) {
      expect(got).toMatchObject([
        { case: 'log', value: { level: { value: { case: 'info' } }, message: 'Reading directory contents' } },
        {
          case: 'entity',
          value: {
            id: 'a',
            name: 'Zoë 😀',
            type: 'file',
            attributeAssignments: {
              size: { value: { case: 'number', value: 3 } },
              hidden: { value: { case: 'boolean', value: false } },
            },
          },
        },
        {
          case: 'relationship',
          value: {
            fromEntityId: 'a',
            toEntityType: 'folder',
            attributeAssignments: { since: { value: { case: 'date', value: { seconds: -14_256_000n } } } },
          },
        },
        { case: 'entity', value: { id: 'long', name: 'x'.repeat(5_000) } },
        { case: 'log', value: { level: { value: { case: 'alert' } }, message: 'done' } },
      ]);
    }
  });

  test('walks all cursors to the end, with its fields on every page', async () => {
    const seen: unknown[] = [];
    const paged: TestImport = async function* (context) {
      seen.push(context.fields);
      yield* people(context);
    };
    // Room for about two batches a page.
    await using server = await startImportServer(paged, { limits: { bytes: 700 } });
    const client = createClient(V2, transportTo(server.url));
    const ids: string[] = [];
    let cursor: JsonObject | undefined;
    let pages = 0;
    for (let more = true; more; pages++) {
      more = false;
      for await (const { value } of client.performImport({
        ...v1,
        ...(cursor && { cursor: cursor as never }),
        fields: { path: { kind: { case: 'stringValue', value: '/x' } } },
      })) {
        if (value.case === 'entity') ids.push(value.value.id);
        if (value.case !== 'cursor') continue;
        cursor = value.value as never;
        more = true;
      }
    }
    expect(ids).toEqual(Array.from({ length: 100 }, (_, index) => `p${index}`));
    expect(pages).toBeGreaterThan(2);
    expect(seen).toEqual(Array.from({ length: pages }, () => ({ path: '/x' })));
  });

  test('is told code and reference number of a failure, and nothing of its text', async () => {
    await using server = await startImportServer(async function* () {
      yield { items: [person(1)] };
      throw new Error('password authentication failed for user "reader" with hunter2');
    });
    const got: unknown[] = [];
    const failing = async () => {
      for await (const { value } of createClient(V2, transportTo(server.url)).performImport(v1)) got.push(value.case);
    };
    const error = await failing().catch(ConnectError.from);
    expect(error).toMatchObject({
      code: Code.Internal,
      rawMessage: 'internal: the gateway failed; ask its operator (reference ref-1)',
    });
    expect(got).toEqual(['entity']);
    expect(JSON.stringify(server.log)).not.toContain('hunter2');
    expect(server.log.at(-1)).toMatchObject({
      event: 'import.ended',
      level: 'error',
      outcome: 'failed',
      reference: 'ref-1',
      entities: 1,
      exception: 'Error',
    });
  });
});

describe('the wire', () => {
  test('Meta answers the very bytes that a generated server answers', async () => {
    await using server = await startImportServer(people);
    const binary = await post(server.url, 'v1alpha2.Service/Meta', 'application/proto', '');
    expect(Buffer.from(await binary.arrayBuffer()).toString('hex')).toBe('0a021a00120676312e302e30');
    const text = await post(server.url, 'v1alpha2.Service/Meta', 'application/json; charset=utf-8', '{}');
    expect(await text.text()).toBe('{"initialCursor":"","version":"v1.0.0"}');
    expect(text.headers.get('content-type')).toBe('application/json');
  });

  test('a stream has one frame a message and ends with an empty object', async () => {
    await using server = await startImportServer(all);
    const response = await post(
      server.url,
      'v1alpha2.Service/PerformImport',
      'application/connect+proto',
      framed(Buffer.from('1a0676312e302e30', 'hex')),
    );
    const frames = parseFrames(new Uint8Array(await response.arrayBuffer()));
    expect(frames.map(({ flags, message }) => [flags, Buffer.from(message).toString('hex')])).toEqual([
      ...everything.map((item) => [0, Buffer.from(encodeItem('proto', 'v1alpha2', item)).toString('hex')]),
      [2, '7b7d'],
    ]);
    expect(response.headers.get('connect-content-encoding')).toBeNull();
  });

  test.each([
    ['gzip', 'gzip,br', 'gzip'],
    ['br', 'br,gzip', 'br'],
    ['gzip', 'zstd, gzip', 'gzip'],
  ])('uses %s if the client lists %s', async (_, accept, encoding) => {
    await using server = await startImportServer(all);
    const response = await post(
      server.url,
      'v1alpha2.Service/PerformImport',
      'application/connect+json',
      framed(json(v1)),
      { 'connect-accept-encoding': accept },
    );
    expect(response.headers.get('connect-content-encoding')).toBe(encoding);
    const flags = parseFrames(new Uint8Array(await response.arrayBuffer())).map((frame) => frame.flags);
    expect(flags).toEqual([0, 0, 0, 1, 0, 2]);
  });

  test.each<[string, Json | undefined]>([
    ['missing', undefined],
    ['null', null],
    ['initial', ''],
  ])('a %s cursor begins at the beginning', async (_, cursor) => {
    const seen: unknown[] = [];
    await using server = await startImportServer(async function* (context) {
      seen.push(context.cursor);
      yield { items: [] };
    });
    const response = await post(
      server.url,
      'v1alpha2.Service/PerformImport',
      'application/connect+json',
      framed(json({ ...v1, ...(cursor !== undefined && { cursor }) })),
    );
    expect(await endError(response)).toBeUndefined();
    expect(seen).toEqual([undefined]);
  });

  test('unknown fields of a request are ignored', async () => {
    await using server = await startImportServer(all);
    const response = await post(
      server.url,
      'v1alpha2.Service/PerformImport',
      'application/connect+json',
      framed(json({ ...v1, later: 1 })),
    );
    expect(await endError(response)).toBeUndefined();
  });

  test('another version is refused in the words that vendors know', async () => {
    await using server = await startImportServer(all);
    const response = await post(
      server.url,
      'v1alpha2.Service/PerformImport',
      'application/connect+json',
      framed(json({ version: 'v9' })),
    );
    expect(response.status).toBe(200);
    expect(await endError(response)).toEqual({
      code: 'unknown',
      message: 'expected request to have version v1.0.0 instead of v9 (reference ref-1)',
    });
  });

  test('health needs no token and says no more than that the gate is up', async () => {
    await using server = await startImportServer(all);
    expect(await (await fetch(`${server.url}/health`)).json()).toEqual({ status: 'up', version, source: 'unknown' });
  });
});

const stream = 'application/connect+json';
const megabyte = Buffer.alloc(1_048_576, ' ');
const bomb = gzipSync(Buffer.alloc(64 << 20, ' '));

describe('requests that are refused before the source is opened', () => {
  const nested = (depth: number) => Buffer.from(`${'['.repeat(depth)}${']'.repeat(depth)}`);
  test.each<[string, string, string, string, string | Uint8Array<ArrayBuffer>, Record<string, string>, number, string]>(
    [
      ['not JSON', 'Meta', 'POST', 'application/json', '{', {}, 400, 'invalid_argument'],
      ['not UTF-8', 'Meta', 'POST', 'application/json', Buffer.from([0x22, 0xff, 0x22]), {}, 400, 'invalid_argument'],
      ['not protobuf', 'Meta', 'POST', 'application/proto', Buffer.from([0xff, 0xff]), {}, 400, 'invalid_argument'],
      [
        'too large',
        'Meta',
        'POST',
        'application/json',
        Buffer.concat([megabyte, Buffer.from('{}')]),
        {},
        429,
        'resource_exhausted',
      ],
      [
        'too large when inflated',
        'Meta',
        'POST',
        'application/json',
        bomb,
        { 'content-encoding': 'gzip' },
        429,
        'resource_exhausted',
      ],
      [
        'of an unknown encoding',
        'Meta',
        'POST',
        'application/json',
        '{}',
        { 'content-encoding': 'zstd' },
        501,
        'unimplemented',
      ],
      ['not gzip', 'Meta', 'POST', 'application/json', '{}', { 'content-encoding': 'gzip' }, 400, 'invalid_argument'],
      ['not brotli', 'Meta', 'POST', 'application/json', '{}', { 'content-encoding': 'br' }, 400, 'invalid_argument'],
      ['a GET', 'Meta', 'GET', '', '', {}, 405, 'method-not-allowed'],
      ['of another content type', 'Meta', 'POST', 'text/plain', '{}', {}, 415, 'unsupported-media-type'],
      ['without a content type', 'Meta', 'POST', '', Buffer.from('{}'), {}, 415, 'unsupported-media-type'],
      ['a stream to a unary procedure', 'Meta', 'POST', stream, '{}', {}, 415, 'unsupported-media-type'],
      ['unary to a stream', 'PerformImport', 'POST', 'application/json', '{}', {}, 415, 'unsupported-media-type'],
      ['of no procedure', 'Nothing', 'POST', 'application/json', '{}', {}, 404, 'not-found'],
      ['empty stream', 'PerformImport', 'POST', stream, '', {}, 200, 'invalid_argument'],
      ['cut in its header', 'PerformImport', 'POST', stream, Buffer.from([0, 0, 0]), {}, 200, 'invalid_argument'],
      [
        'cut in its message',
        'PerformImport',
        'POST',
        stream,
        framed(json(v1)).subarray(0, 12),
        {},
        200,
        'invalid_argument',
      ],
      [
        'two messages',
        'PerformImport',
        'POST',
        stream,
        Buffer.concat([framed(json(v1)), framed(json(v1))]),
        {},
        200,
        'invalid_argument',
      ],
      ['an end frame', 'PerformImport', 'POST', stream, framed(json({}), 2), {}, 200, 'invalid_argument'],
      [
        'compressed without an encoding',
        'PerformImport',
        'POST',
        stream,
        framed(gzipSync(json(v1)), 1),
        {},
        200,
        'invalid_argument',
      ],
      [
        'compressed with an unknown encoding',
        'PerformImport',
        'POST',
        stream,
        framed(gzipSync(json(v1)), 1),
        { 'connect-content-encoding': 'snappy' },
        200,
        'unimplemented',
      ],
      [
        'compressed otherwise than it says',
        'PerformImport',
        'POST',
        stream,
        framed(brotliCompressSync(json(v1)), 1),
        { 'connect-content-encoding': 'gzip' },
        200,
        'invalid_argument',
      ],
      [
        'a frame of 4 GiB',
        'PerformImport',
        'POST',
        stream,
        Buffer.from([0, 255, 255, 255, 255, 0]),
        {},
        200,
        'resource_exhausted',
      ],
      [
        'a stream that is too large',
        'PerformImport',
        'POST',
        stream,
        framed(Buffer.concat([megabyte, json(v1)])),
        {},
        200,
        'resource_exhausted',
      ],
      [
        'a stream that is too large when inflated',
        'PerformImport',
        'POST',
        stream,
        framed(bomb, 1),
        { 'connect-content-encoding': 'gzip' },
        200,
        'resource_exhausted',
      ],
      [
        'nested without end',
        'PerformImport',
        'POST',
        stream,
        framed(Buffer.from(`{"version":"v1.0.0","cursor":${nested(400_000)}}`)),
        {},
        200,
        'invalid_argument',
      ],
      [
        'a timeout that is none',
        'PerformImport',
        'POST',
        stream,
        framed(json(v1)),
        { 'connect-timeout-ms': 'soon' },
        200,
        'invalid_argument',
      ],
      [
        'a negative timeout',
        'PerformImport',
        'POST',
        stream,
        framed(json(v1)),
        { 'connect-timeout-ms': '-1' },
        200,
        'invalid_argument',
      ],
      [
        'a field that is not a value',
        'PerformImport',
        'POST',
        'application/connect+proto',
        framed(Buffer.from('12050a01611200' + '1a0676312e302e30', 'hex')),
        {},
        200,
        'invalid_argument',
      ],
    ],
  )('%s', async (_, method, verb, type, body, headers, status, code) => {
    let opened = false;
    await using server = await startImportServer(async function* () {
      opened = true;
    });
    const response = await fetch(`${server.url}/elimity.insights.customgateway.v1alpha2.Service/${method}`, {
      method: verb,
      headers: { ...(type && { 'content-type': type }), ...headers },
      ...(verb === 'POST' && { body }),
    });
    expect(response.status).toBe(status);
    const problem = status === 200 ? await endError(response) : ((await response.json()) as { code: string });
    expect(problem?.code).toBe(code);
    expect(opened).toBe(false);
    if (status === 405) expect(response.headers.get('allow')).toBe('POST');
    if (status === 415) expect(response.headers.get('accept-post')).toContain('grpc-web');
    if (code.includes('-')) expect(response.headers.get('content-type')).toBe('application/problem+json');
    // Whatever was refused, the server stands.
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });

  test('closed at this time', async () => {
    const closed = [{ cron: '0 8 * * 1-5', timeZone: 'Europe/Brussels', minutes: 600 }];
    // Monday 9:30 in Brussels.
    await using server = await startImportServer(all, { closed, now: Date.parse('2026-11-23T08:30:00Z') });
    const response = await post(server.url, 'v1alpha2.Service/PerformImport', stream, framed(json(v1)));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, String(8.5 * 3_600)]);
    expect(await response.json()).toMatchObject({ code: 'source-closed', reference: 'ref-1' });
    await using open = await startImportServer(all, { closed, now: Date.parse('2026-11-22T08:30:00Z') });
    expect((await post(open.url, 'v1alpha2.Service/PerformImport', stream, framed(json(v1)))).status).toBe(200);
  });
});

test.each([
  ['source-unreachable', 'unavailable'],
  ['source-timeout', 'unavailable'],
  ['source-throttled', 'resource_exhausted'],
  ['source-failed', 'internal'],
  ['credentials-missing', 'failed_precondition'],
  ['credentials-refused', 'failed_precondition'],
  ['access-denied', 'failed_precondition'],
  ['data-invalid', 'data_loss'],
  ['data-changed', 'aborted'],
  ['cursor-invalid', 'invalid_argument'],
  ['configuration-invalid', 'failed_precondition'],
] as const)('a source that fails with %s is told as %s', async (problem, code) => {
  await using server = await startImportServer(async function* (): AsyncGenerator<Batch> {
    throw new SourceError(problem, 'row 7 of query people', { cause: new Error('secret') });
  });
  const error = await endError(await post(server.url, 'v1alpha2.Service/PerformImport', stream, framed(json(v1))));
  expect(error?.code).toBe(code);
  expect(error?.message).toMatch(new RegExp(`^${problem}: .* \\(reference ref-1\\)$`));
  expect(error?.message).not.toContain('row 7');
  expect(server.log.at(-1)).toMatchObject({ code: problem, message: 'row 7 of query people', reference: 'ref-1' });
  expect(JSON.stringify(server.log)).not.toContain('secret');
});
