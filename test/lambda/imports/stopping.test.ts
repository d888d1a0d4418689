import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Item } from '../../../connectors/item.ts';
import { parseFrames } from './frames.ts';
import { startImportServer, type TestImport } from './import-server.ts';

const items = Array.from(
  { length: 1_000 },
  (_, index): Item => ({ kind: 'entity', id: `p${index}`, name: `Person ${index}`, type: 'person' }),
);

/** A source that never ends, and that notes when it was ended. */
const endless = (pause: number, resumes: boolean) => {
  const state = { batches: 0, ended: 0, aborted: false };
  const source: TestImport = async function* ({ signal }) {
    signal.addEventListener('abort', () => {
      state.aborted = true;
    });
    try {
      for (;;) {
        if (pause) await sleep(pause, undefined, { signal });
        state.batches++;
        yield { items, ...(resumes && { resume: state.batches }) };
      }
    } finally {
      state.ended = performance.now();
    }
  };
  return { state, source };
};

const message = Buffer.from('{"version":"v1.0.0"}');
const body = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
const requestHead = (version: string) =>
  `POST /elimity.insights.customgateway.${version}.Service/PerformImport HTTP/1.1\r\nhost: x\r\ncontent-type: application/connect+json\r\ncontent-length: ${body.length}\r\n\r\n`;

const call = (url: string, headers: Record<string, string> = {}, version = 'v1alpha2') =>
  fetch(`${url}/elimity.insights.customgateway.${version}.Service/PerformImport`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/connect+json', ...headers },
  });
const framesOf = async (response: Response) =>
  parseFrames(new Uint8Array(await response.arrayBuffer())).map(({ message }) =>
    JSON.parse(Buffer.from(message).toString()),
  );

const until = async (condition: () => boolean, milliseconds: number) => {
  const end = performance.now() + milliseconds;
  while (!condition() && performance.now() < end) await sleep(5);
  return condition();
};

/** A client that sends a request and reads nothing, so that the socket fills. */
const silentClient = async (url: string): Promise<Socket> => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.pause();
  await once(socket, 'connect');
  socket.write(requestHead('v1alpha2'));
  socket.write(body);
  return socket;
};

test('a source ends within a second when its client goes away while it reads', async () => {
  const { state, source } = endless(1, true);
  await using server = await startImportServer(source);
  const controller = new AbortController();
  const response = await fetch(`${server.url}/elimity.insights.customgateway.v1alpha2.Service/PerformImport`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/connect+json' },
    signal: controller.signal,
  });
  await response.body!.getReader().read();
  const left = performance.now();
  controller.abort();
  expect(await until(() => state.ended > 0, 1_000)).toBe(true);
  expect(state.ended - left).toBeLessThan(1_000);
  expect(await until(() => server.log.at(-1)?.['event'] === 'import.ended', 1_000)).toBe(true);
  expect(server.log.at(-1)).toMatchObject({ outcome: 'gone', level: 'info' });
});

test('a source ends within a second when its client goes away under back-pressure', async () => {
  const { state, source } = endless(0, true);
  await using server = await startImportServer(source);
  const socket = await silentClient(server.url);
  // The socket is full once no more batches are asked for.
  let before = -1;
  while (state.batches === 0 || state.batches !== before) {
    before = state.batches;
    await sleep(100);
  }
  const left = performance.now();
  socket.destroy();
  expect(await until(() => state.ended > 0, 1_000)).toBe(true);
  expect(state.ended - left).toBeLessThan(1_000);
  expect(state.aborted).toBe(true);
});

test('a source that hangs is told by its signal, and does not hold up the answer', async () => {
  let aborted = false;
  const hanging: TestImport = async function* ({ signal }) {
    signal.addEventListener('abort', () => {
      aborted = true;
    });
    yield { items };
    await new Promise(() => undefined);
  };
  await using server = await startImportServer(hanging);
  const frames = await framesOf(await call(server.url, { 'connect-timeout-ms': '100' }));
  expect(frames.at(-1)).toEqual({
    error: { code: 'deadline_exceeded', message: 'the deadline of the request has passed (reference ref-1)' },
  });
  expect(aborted).toBe(true);
});

test('a deadline ends the stream with deadline_exceeded, everything before it whole', async () => {
  const { state, source } = endless(20, true);
  await using server = await startImportServer(source);
  const began = performance.now();
  const frames = await framesOf(await call(server.url, { 'connect-timeout-ms': '200' }));
  expect(performance.now() - began).toBeLessThan(1_500);
  expect(frames.at(-1).error.code).toBe('deadline_exceeded');
  expect(frames.slice(0, -1).every(({ entity }) => entity.type === 'person')).toBe(true);
  expect(await until(() => state.ended > 0, 500)).toBe(true);
});

test('a deadline frees the source even if the client does not read', async () => {
  const { state, source } = endless(0, false);
  await using server = await startImportServer(source);
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.pause();
  await once(socket, 'connect');
  socket.write(requestHead('v1alpha2').replace('host: x', 'host: x\r\nconnect-timeout-ms: 300'));
  socket.write(body);
  expect(await until(() => state.ended > 0, 2_000)).toBe(true);
  socket.destroy();
});

test('a gRPC-Web deadline is kept too', async () => {
  const { source } = endless(20, false);
  await using server = await startImportServer(source);
  const response = await fetch(`${server.url}/elimity.insights.customgateway.v1alpha2.Service/PerformImport`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/grpc-web+json', 'grpc-timeout': '200m' },
  });
  const last = parseFrames(new Uint8Array(await response.arrayBuffer())).at(-1)!;
  expect(last.flags).toBe(0x80);
  expect(Buffer.from(last.message).toString()).toBe(
    'grpc-status: 4\r\ngrpc-message: the%20deadline%20of%20the%20request%20has%20passed%20(reference%20ref-1)\r\n',
  );
});

test('a page ends with a cursor before the time limit of the host', async () => {
  const { state, source } = endless(10, true);
  await using server = await startImportServer(source, { limits: { milliseconds: 1_000 } });
  const frames = await framesOf(await call(server.url));
  expect(frames.slice(-2)).toEqual([{ cursor: state.batches }, {}]);
  expect(frames.length).toBe(state.batches * items.length + 2);
  expect(state.ended).toBeGreaterThan(0);
  const { outcome, milliseconds } = server.log.at(-1)!;
  expect(outcome).toBe('page');
  expect(milliseconds).toBeLessThan(1_000);
});

test('a page ends on time though the source keeps it waiting', async () => {
  const slow: TestImport = async function* ({ signal }) {
    yield { items, resume: 'here' };
    await sleep(60_000, undefined, { signal });
  };
  await using server = await startImportServer(slow, { limits: { milliseconds: 500 } });
  const frames = await framesOf(await call(server.url));
  expect(frames.slice(-2)).toEqual([{ cursor: 'here' }, {}]);
});

test.each([
  ['gives no place to go on from', 'v1alpha2', false],
  ['is asked by a version without cursors', 'v1alpha1', true],
])('a source that %s fails at the limit of the host with deadline_exceeded', async (_, version, resumes) => {
  const { source } = endless(10, resumes);
  await using server = await startImportServer(source, { limits: { milliseconds: 400 } });
  const frames = await framesOf(await call(server.url, {}, version));
  expect(frames.at(-1).error.code).toBe('deadline_exceeded');
});

test('a page ends with a cursor when the host shuts down', async () => {
  const { state, source } = endless(10, true);
  const shutdown = new AbortController();
  await using server = await startImportServer(source, { shutdown: shutdown.signal });
  setTimeout(() => shutdown.abort(), 100);
  const frames = await framesOf(await call(server.url));
  expect(frames.slice(-2)).toEqual([{ cursor: state.batches }, {}]);
});

test('a slow reader holds the source back instead of filling the memory', async () => {
  const { state, source } = endless(0, true);
  await using server = await startImportServer(source);
  const socket = await silentClient(server.url);
  await sleep(500);
  const filled = state.batches;
  await sleep(500);
  expect(state.batches).toBe(filled);
  // Some megabytes of socket buffers at some 70 KB a batch.
  expect(filled).toBeLessThan(400);
  socket.destroy();
});
