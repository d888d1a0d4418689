import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { HttpError, type HttpRequest } from '../../../../lambda/platform/http-client.ts';
import { fetchSource } from '../../../../lambda/tokens/access/fetch-source.ts';
import type { Credentials } from '../../../../lambda/tokens/credentials.ts';
import { accessWith } from '../../proxy/access-with.ts';

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

const bearer = (token: string): Credentials => ({ headers: { authorization: `Bearer ${token}` } });

const opened = (statuses: readonly number[], ...credentials: readonly Credentials[]) => {
  const sent: Sent[] = [];
  const sentOver: HttpRequest[] = [];
  const source = fetchSource({
    access: accessWith(...credentials),
    fetch: async (input, init = {}) => {
      sent.push({ url: String(input), init });
      return new Response('body', { status: statuses[sent.length - 1]! });
    },
    http: () => async (request) => {
      sentOver.push(request);
      return {
        status: statuses[sentOver.length - 1]!,
        headers: { etag: '"1"' },
        body: Readable.from([Buffer.from('over TLS')]),
      };
    },
  });
  return { source, sent, sentOver };
};

test('credentials are added, in the header and in the query, and redirects are not followed', async () => {
  const { source, sent } = opened([302], { ...bearer('1'), query: { key: 'a b' } });
  const { signal } = new AbortController();
  const response = await source('https://api.example/users?page=2', {
    headers: { Accept: 'application/json' },
    signal,
  });
  expect(response.status).toBe(302);
  expect(sent).toMatchObject([
    {
      url: 'https://api.example/users?page=2&key=a%20b',
      init: { headers: { accept: 'application/json', authorization: 'Bearer 1' }, redirect: 'manual', signal },
    },
  ]);
});

describe('a 401', () => {
  test('is answered with other credentials, once', async () => {
    const { source, sent } = opened([401, 200], bearer('1'), bearer('2'), bearer('3'));
    expect((await source('https://api.example/')).status).toBe(200);
    expect(sent.map(({ init }) => init.headers)).toMatchObject([
      { authorization: 'Bearer 1' },
      { authorization: 'Bearer 2' },
    ]);
  });

  test('that comes again is what it is', async () => {
    const { source, sent } = opened([401, 401], bearer('1'), bearer('2'), bearer('3'));
    expect((await source('https://api.example/')).status).toBe(401);
    expect(sent).toHaveLength(2);
  });

  test('whose credentials can not be renewed leaves no body behind', async () => {
    let isCancelled = false;
    const cancel = () => {
      isCancelled = true;
    };
    const source = fetchSource({
      access: { credentials: async () => bearer('1'), refused: () => Promise.reject(new Error('no renewal')) },
      fetch: async () => new Response(new ReadableStream({ cancel }), { status: 401 }),
      http: () => () => expect.fail('no certificate'),
    });
    await expect(source('https://api.example/')).rejects.toThrow('no renewal');
    expect(isCancelled).toBe(true);
  });

  test('is final if there are no others', async () => {
    const { source, sent } = opened([401], bearer('1'));
    expect((await source('https://api.example/')).status).toBe(401);
    expect(sent).toHaveLength(1);
  });
});

test('a body is sent, and signed as it is', async () => {
  const signed: unknown[] = [];
  const { source, sent } = opened([200], {
    headers: {},
    sign: async ({ method, url, headers, body }) => {
      signed.push([method, url.href, headers, Buffer.from(body ?? []).toString()]);
      return { authorization: 'signature' };
    },
  });
  await source('https://api.example/x', {
    method: 'POST',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
  });
  expect(signed).toEqual([['POST', 'https://api.example/x', { 'content-type': 'application/json' }, '{"a":1}']]);
  expect(sent[0]!.init).toMatchObject({
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'signature' },
    body: Buffer.from('{"a":1}'),
  });
});

describe('with a certificate', () => {
  const certificate = { certificate: 'PEM', privateKey: 'PEM' };

  test('the client with that certificate is used', async () => {
    const { source, sent, sentOver } = opened([200, 204], { headers: {}, certificate });
    const response = await source('https://api.example/x');
    expect(await response.text()).toBe('over TLS');
    expect(response.headers.get('etag')).toBe('"1"');
    expect((await source('https://api.example/x')).body).toBeNull();
    expect(sent).toHaveLength(0);
    expect(sentOver[0]).toMatchObject({ method: 'GET', headers: { 'accept-encoding': 'identity' } });
  });

  test('that is refused, or has ended, another one is used', async () => {
    const other = { certificate: 'other', privateKey: 'other' };
    const using = (...given: readonly Credentials[]) =>
      fetchSource({
        access: accessWith(...given),
        fetch: () => expect.fail('no fetch'),
        http: (used) => async () => {
          if (used === certificate) throw new HttpError('certificate-unusable', 'it has ended', { sent: false });
          return { status: 200, headers: {}, body: Readable.from([Buffer.from('over the other')]) };
        },
      });
    const both = using({ headers: {}, certificate }, { headers: {}, certificate: other });
    expect(await (await both('https://api.example/x')).text()).toBe('over the other');
    await expect(using({ headers: {}, certificate })('https://api.example/x')).rejects.toThrow('fetch failed');
  });

  test('what goes wrong looks as it does with fetch, and who leaves hears its own reason', async () => {
    const failing = fetchSource({
      access: accessWith({ headers: {}, certificate }),
      fetch: () => expect.fail('no fetch'),
      http: () => () => Promise.reject(new Error('connection')),
    });
    await expect(failing('https://api.example/x')).rejects.toThrow(TypeError);
    await expect(failing('https://api.example/x', { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow(
      'gone',
    );
  });
});
