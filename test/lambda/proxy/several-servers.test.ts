import type { IncomingMessage, RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../../config/shapes/api.ts';
import { accessWith } from './access-with.ts';
import { type ProxiedSourceOptions, problemOf, proxiedSource, publicUrl } from './proxied-source.ts';

const answering =
  (body = '[]', status = 200, headers = {}): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);

/** An API whose people live on one server, and whose mails on another. */
const twoServers = async (
  people: RequestListener,
  mails: RequestListener,
  options: ProxiedSourceOptions = {},
  endpoint: Partial<Endpoint> = {},
) => {
  const asked: IncomingMessage[] = [];
  const other = await proxiedSource((request, response) => {
    asked.push(request);
    mails(request, response);
  });
  const endpoints = [{}, { path: '/mails', server: `${other.origin}/mail/v1`, ...endpoint }];
  const gate = await proxiedSource(people, { ...options, endpoints });
  return { ...gate, asked, other };
};

describe('an endpoint with a server of its own', () => {
  test('is called there, with the credentials', async () => {
    const { call, asked, seen } = await twoServers(answering(), answering());
    expect((await call('/mails')).status).toBe(200);
    expect(asked.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/mail/v1/mails', 'Bearer of-the-source'],
    ]);
    expect(seen.requests).toBe(0);
    expect((await call('/people')).status).toBe(200);
    expect([asked.length, seen.requests]).toEqual([1, 1]);
  });

  test('gets other credentials if it refuses the first', async () => {
    const access = accessWith(
      { headers: { authorization: 'Bearer old' } },
      { headers: { authorization: 'Bearer new' } },
    );
    const isNew = ({ headers }: IncomingMessage) => headers.authorization === 'Bearer new';
    const mails: RequestListener = (request, response) =>
      answering('[]', isNew(request) ? 200 : 401)(request, response);
    const { call } = await twoServers(answering(), mails, { access });
    expect((await call('/mails')).status).toBe(200);
  });

  test('has HEAD and conditional requests like any other', async () => {
    const mails: RequestListener = (request, response) =>
      answering('[]', request.headers['if-none-match'] === '"7"' ? 304 : 200, { etag: '"7"' })(request, response);
    const { call, asked } = await twoServers(answering(), mails);
    const etag = (await call('/mails')).headers.get('etag')!;
    expect((await call('/mails', { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await call('/mails', { method: 'HEAD' })).status).toBe(200);
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'GET', 'HEAD']);
  });
});

describe('links', () => {
  test('to any of the servers lead through the gate', async () => {
    const places: string[] = [];
    const people: RequestListener = (request, response) =>
      answering(JSON.stringify(places.map((url) => ({ url }))))(request, response);
    const { call, origin, other } = await twoServers(people, answering());
    places.push(`${origin}/v2/people?page=2`, `${other.origin}/mail/v1/mails`, `${other.origin}/v2/people`);
    expect(await (await call('/people')).json()).toEqual([
      { url: `${publicUrl}/people?page=2` },
      { url: `${publicUrl}/mails` },
      { url: `${other.origin}/v2/people` },
    ]);
  });

  test('that are relative are relative to the server of the endpoint', async () => {
    const { call } = await twoServers(answering(), answering('[]', 200, { link: '<mails?page=2>; rel="next"' }));
    expect((await call('/mails')).headers.get('link')).toBe(`<${publicUrl}/mails?page=2>; rel="next"`);
  });
});

test('a redirect to another of the servers is followed, without the credentials', async () => {
  let there = '';
  const people: RequestListener = (request, response) =>
    answering('', 302, { location: `${there}/mail/v1/mails` })(request, response);
  const gate = await twoServers(people, answering());
  there = gate.other.origin;
  expect((await gate.call('/people')).status).toBe(200);
  expect(gate.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

describe('a server that is not well', () => {
  test('rests alone', async () => {
    const { call, seen } = await twoServers(answering('', 500), answering());
    for (let count = 0; count < 20; count++) await call('/people');
    expect(await problemOf(await call('/people'))).toMatchObject({ status: 503, code: 'source-resting' });
    expect(seen.requests).toBe(20);
    expect((await call('/mails')).status).toBe(200);
  });

  test('keeps no call of another waiting', async () => {
    const free = Promise.withResolvers<void>();
    const slow: RequestListener = (request, response) => void free.promise.then(() => answering()(request, response));
    const { call } = await twoServers(slow, answering(), { limits: { concurrency: 1 } });
    const waiting = [call('/people'), call('/people')];
    expect((await call('/mails')).status).toBe(200);
    free.resolve();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
  });
});
