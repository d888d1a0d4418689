import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { restClient } from '../../../lambda/platform/rest-client.ts';

/** A server, and a client that calls it over Node's own `fetch`. */
const serving = async (answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) => {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response, requests.length);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const client = restClient({
    fetch: globalThis.fetch,
    random: () => 0,
    token: async () => 'CANARY-token',
    errorName: (headers) => headers.get('x-error') ?? undefined,
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { client, url, requests };
};

test('every attempt has the token, and what was asked for', async () => {
  const { client, url, requests } = await serving((_, response, count) => {
    response.writeHead(count === 1 ? 503 : 200).end('body');
  });
  const answer = await client.call({ method: 'PUT', url, headers: { 'x-a': 'b' }, body: 'text' });
  expect(answer).toMatchObject({ status: 200, text: 'body' });
  expect(
    requests.map(({ method, headers }) => [method, headers.authorization, headers['x-a'], headers['content-length']]),
  ).toEqual(Array(2).fill(['PUT', 'Bearer CANARY-token', 'b', '4']));
});

test('a connection that breaks is tried again, and then no answer came', async () => {
  const { client, url, requests } = await serving((request) => void request.socket.destroy());
  expect(await client.call({ method: 'GET', url })).toMatchObject({
    status: 0,
    cause: expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/),
  });
  expect(requests).toHaveLength(3);
});

test('a redirect is an answer, and the token goes nowhere else', async () => {
  const { client, url, requests } = await serving(
    (_, response) => void response.writeHead(307, { location: '/' }).end(),
  );
  expect(await client.call({ method: 'GET', url })).toMatchObject({ status: 307, cause: 'HTTP 307' });
  expect((await client.open({ method: 'GET', url })).body).toBeUndefined();
  expect(requests).toHaveLength(2);
});

test('nobody who listens is no answer', async () => {
  const { client } = await serving(() => undefined);
  expect(await client.call({ method: 'GET', url: 'http://127.0.0.1:1/' })).toMatchObject({ status: 0 });
});

test('an attempt has its time, a body that does not end included', async () => {
  const { client, url, requests } = await serving((_, response) => void response.writeHead(200).write('a'));
  const answer = await client.call({ method: 'GET', url, milliseconds: 100, attempts: 1 });
  expect(answer).toMatchObject({ status: 0, cause: 'TimeoutError' });
  expect(requests).toHaveLength(1);
});

test('a body that is read as it comes has all the time that it takes', async () => {
  const { client, url } = await serving(async (_, response) => {
    response.writeHead(200).write('a');
    await sleep(300);
    response.end('b');
  });
  const { body, text } = await client.open({ method: 'GET', url, milliseconds: 100 });
  expect(text).toBe('');
  expect((await buffer(body!)).toString()).toBe('ab');
});

test.each([
  ['AccessDenied', 'AccessDenied'],
  ['a sentence with a CANARY', 'HTTP 403'],
  ['', 'HTTP 403'],
])('an error is called what the service calls it, if that is a word: %j', async (name, cause) => {
  const { client, url, requests } = await serving(
    (_, response) => void response.writeHead(403, { 'x-error': name }).end(),
  );
  expect(await client.call({ method: 'GET', url })).toMatchObject({ status: 403, cause });
  expect(requests).toHaveLength(1);
});

test('whoever has no token asks nothing', async () => {
  const { url, requests } = await serving(() => undefined);
  const missing = new PlatformError('identity-missing', 'no identity');
  const token = () => Promise.reject(missing);
  const client = restClient({ fetch: globalThis.fetch, random: () => 0, token, errorName: () => undefined });
  await expect(client.call({ method: 'GET', url })).rejects.toBe(missing);
  expect(requests).toEqual([]);
});

test('bytes come as they are, and have their time from part to part', async () => {
  const { client, url, requests } = await serving(async (_, response) => {
    response.writeHead(200).write(Buffer.of(0xff, 0));
    for (let parts = 0; parts < 3; parts++) {
      await sleep(60);
      response.write(Buffer.of(0xc0, parts));
    }
    response.end();
  });
  const { bytes, text } = await client.load({ method: 'GET', url, milliseconds: 120 });
  expect([text, [...bytes!]]).toEqual(['', [0xff, 0, 0xc0, 0, 0xc0, 1, 0xc0, 2]]);
  expect(requests).toHaveLength(1);
});

test('bytes that stop are asked for again, and a body that is empty has none', async () => {
  const { client, url, requests } = await serving((_, response, count) => {
    response.writeHead(200);
    if (count === 1) response.write('a');
    else response.end();
  });
  const { bytes } = await client.load({ method: 'GET', url, milliseconds: 100 });
  expect(bytes).toHaveLength(0);
  expect(requests).toHaveLength(2);
});

test('of more bytes than are wanted no more are read', async () => {
  let sent = 0;
  const { client, url } = await serving(async (_, response) => {
    response.writeHead(200);
    for (; !response.destroyed && sent < 4_000; sent++) {
      if (!response.write(Buffer.alloc(65_536))) await sleep(1);
    }
    response.end();
  });
  const { bytes, cause, status } = await client.load({ method: 'GET', url, attempts: 1, largestBytes: 1_000_000 });
  expect({ bytes, cause, status }).toEqual({ bytes: undefined, cause: 'too-large', status: 0 });
  expect(sent).toBeLessThan(400);
});

test('bytes are sent as they are', async () => {
  const { client, url, requests } = await serving(async (request, response) => {
    response.end(await buffer(request));
  });
  const body = Uint8Array.of(0xff, 0, 0xc0);
  const { bytes } = await client.load({ method: 'PUT', url, body });
  expect([...bytes!]).toEqual([...body]);
  expect(requests[0]!.headers['content-length']).toBe('3');
});

test('whoever is nobody has no token', async () => {
  const { url, requests } = await serving((_, response) => void response.end());
  const client = restClient({
    fetch: globalThis.fetch,
    random: () => 0,
    token: async () => undefined,
    errorName: () => undefined,
  });
  await client.call({ method: 'GET', url });
  expect(requests[0]!.headers.authorization).toBeUndefined();
});
