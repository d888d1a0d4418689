import { once } from 'node:events';
import { type IncomingMessage, type RequestListener, request, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import type { Shape } from '../../../config/shapes/shape.ts';
import { startHttpServer } from '../../../lambda/hosts/http-server.ts';
import { type ProxiedSourceOptions, proxiedSource } from './proxied-source.ts';

const ages: Shape = { type: 'array', items: { type: 'object', properties: { age: { type: 'integer' } } } };
const json = { 'content-type': 'application/json' };

/** The proxy of a source, as the local host serves it: the vendor comes over a connection too. */
const served = async (listener: RequestListener, options: ProxiedSourceOptions = {}) => {
  const source = await proxiedSource(listener, { endpoints: [{ answers: { 200: ages } }], ...options });
  const server = await startHttpServer({
    hostname: '127.0.0.1',
    port: 0,
    handler: (incoming, target) => source.answer(incoming, target),
  });
  onTestFinished(() => void server.stop(0));
  const send = (headers: Record<string, string> = {}, method = 'GET') =>
    request({ host: '127.0.0.1', port: server.port, path: '/people', method, headers, agent: false });
  const get = async (headers?: Record<string, string>, method?: string): Promise<IncomingMessage> => {
    const [response] = await once(send(headers, method).end(), 'response');
    return response;
  };
  return { ...source, send, get };
};

const endless: RequestListener = (_request, response) => {
  response.writeHead(200, json);
  const pieces = function* () {
    yield Buffer.from('[{"age":0}');
    for (;;) yield Buffer.from(',{"age":1,"note":"private"}'.repeat(2_000));
  };
  void pipeline(Readable.from(pieces()), response).catch(() => undefined);
};

test('a short answer arrives with its length, encoded or not', async () => {
  const rows = JSON.stringify(Array.from({ length: 500 }, (_, age) => ({ age, note: 'private' })));
  const { get } = await served(
    (_request, response) => void response.writeHead(200, { ...json, etag: '"1"' }).end(rows),
  );
  const plain = await get();
  const body = await buffer(plain);
  expect(plain.headers).toMatchObject({ 'content-length': String(body.length), 'content-type': 'application/json' });
  expect(JSON.parse(body.toString())).toHaveLength(500);
  const encoded = await get({ 'accept-encoding': 'gzip' });
  expect(encoded.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(await buffer(encoded))).toEqual(body);
  expect((await get({ 'if-none-match': encoded.headers.etag! })).statusCode).toBe(200);
  const head = await get({}, 'HEAD');
  expect([head.statusCode, (await buffer(head)).length, head.headers.etag]).toEqual([200, 0, plain.headers.etag]);
});

test('a problem arrives as one', async () => {
  const { get } = await served(
    (_request, response) => void response.writeHead(429, { 'retry-after': '99' }).end('secret'),
  );
  const answer = await get();
  expect(answer.statusCode).toBe(429);
  expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '99' });
  expect(JSON.parse((await buffer(answer)).toString())).toMatchObject({ code: 'source-throttled', reference: 'ref-1' });
});

test('a vendor who hangs up before the answer ends the call of the source', async () => {
  const arrived = Promise.withResolvers<ServerResponse>();
  const { send, log } = await served((_request, response) => arrived.resolve(response));
  const sent = send().on('error', () => undefined);
  sent.end();
  const response = await arrived.promise;
  sent.destroy();
  if (!response.closed) await once(response, 'close');
  while (log.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(log).toMatchObject([{ outcome: 'gone', attempts: 1 }]);
});

test.each(['identity', 'gzip'])('a vendor who hangs up while the answer is sent (%s) does so too', async (encoding) => {
  const closed = Promise.withResolvers<void>();
  const { get, log } = await served((incoming, response) => {
    response.once('close', () => closed.resolve());
    endless(incoming, response);
  });
  const answer = await get({ 'accept-encoding': encoding });
  await once(answer, 'readable');
  answer.destroy();
  await closed.promise;
  while (log.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(log).toMatchObject([{ outcome: 'gone', status: 200 }]);
});

test('a long answer that breaks at the source breaks for the vendor, who does not take it for whole', async () => {
  const { get, log } = await served(
    (_request, response) => {
      response.writeHead(200, json).write(`[{"age":0}${',{"age":1}'.repeat(20_000)}`);
      setTimeout(() => response.destroy(), 50);
    },
    { limits: { attempts: 1 } },
  );
  const answer = await get();
  expect(answer.statusCode).toBe(200);
  await expect(buffer(answer)).rejects.toThrow('aborted');
  expect(log).toMatchObject([{ outcome: 'failed', code: 'source-broken-off' }]);
});

test('a vendor who reads slowly slows the source down', async () => {
  let sent = 0;
  const { get } = await served((_request, response) => {
    response.writeHead(200, json).write('[{"age":0}');
    const piece = Buffer.from(',{"age":1}'.repeat(6_000));
    const write = () => {
      while (response.write(piece)) sent += piece.length;
      sent += piece.length;
    };
    response.on('drain', write);
    write();
  });
  const answer = await get();
  answer.pause();
  let before = -1;
  while (before !== sent) {
    before = sent;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(sent).toBeLessThan(32 * 1024 * 1024);
  answer.resume();
  while (sent === before) await new Promise((resolve) => setTimeout(resolve, 5));
  answer.destroy();
});
