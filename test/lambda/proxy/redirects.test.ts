import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Endpoint } from '../../../config/shapes/api.ts';
import type { HttpClient, HttpRequest } from '../../../lambda/platform/http-client.ts';
import { callSource } from '../../../lambda/proxy/call-source.ts';
import { CallTime } from '../../../lambda/proxy/call-time.ts';
import { accessWith } from './access-with.ts';

const api = (server: string, hosts: readonly string[], others: readonly string[]) => ({
  server,
  endpoints: others.map((other) => ({ server: other }) as Endpoint),
  hosts,
  limits: { connectSeconds: 5, firstByteSeconds: 30, wholeSeconds: 60, concurrency: 1, attempts: 1 },
});
/** Follows redirects to these locations, one after the other; then 200. */
const follow = async (
  locations: readonly (string | undefined)[],
  {
    server = 'https://source.example/v2',
    hosts = [] as readonly string[],
    others = [] as readonly string[],
    method = 'GET',
    status = 302,
  } = {},
) => {
  const sent: HttpRequest[] = [];
  const http: HttpClient = async (request) => {
    const isLast = sent.length === locations.length;
    const location = locations[sent.push(request) - 1];
    const headers = location === undefined ? {} : { location };
    return { status: isLast ? 200 : status, headers: isLast ? {} : headers, body: Readable.from([]) };
  };
  const call = callSource({
    api: api(server, hosts, others),
    http: () => http,
    access: accessWith({ headers: { authorization: 'Bearer secret' }, query: { key: 'secret' } }),
    now: () => 0,
    random: () => 0,
    sleep: async () => undefined,
  });
  const time = new CallTime({ milliseconds: 1_000, now: () => 0, gone: new AbortController().signal });
  const request = {
    method,
    url: new URL(`${server}/users`),
    headers: { accept: 'application/json', 'user-agent': 'sallyport', 'x-trace': 'abc' },
  };
  const outcome = await call({ request, endpoint: 'users', time, attempted: () => undefined }).then(
    ({ status }) => status,
    (error: unknown) => error,
  );
  time.end();
  return { outcome, sent: sent.map(({ url, headers }) => ({ url: url.href, headers })) };
};

test.each([
  ['/v2/people', 'https://source.example/v2/people?key=secret'],
  ['people', 'https://source.example/v2/people?key=secret'],
  ['/elsewhere', 'https://source.example/elsewhere?key=secret'],
  ['//source.example/v2/x', 'https://source.example/v2/x?key=secret'],
  ['https://SOURCE.example:443/x?key=stolen', 'https://source.example/x?key=secret'],
  ['/x#fragment', 'https://source.example/x?key=secret'],
])('redirects to %s are followed, with credentials', async (location, url) => {
  const { outcome, sent } = await follow([location]);
  expect(outcome).toBe(200);
  expect(sent[1]).toEqual({
    url,
    headers: {
      accept: 'application/json',
      'user-agent': 'sallyport',
      'x-trace': 'abc',
      authorization: 'Bearer secret',
    },
  });
});

test.each([
  ['https://files.example/a', ['files.example']],
  ['https://files.example:8443/a', ['files.example:8443']],
  ['https://FILES.example:443/a', ['files.example:443']],
  ['https://source.example:8443/a', ['source.example:8443']],
])('redirects to the named host %s are followed, without credentials', async (location, hosts) => {
  const { outcome, sent } = await follow([location], { hosts });
  expect(outcome).toBe(200);
  expect(sent[1]).toEqual({
    url: new URL(location).href,
    headers: { accept: 'application/json', 'user-agent': 'sallyport' },
  });
});

test.each([
  ['another host', 'https://evil.example/'],
  ['a host below', 'https://x.source.example/'],
  ['a host that begins so', 'https://source.example.evil.example/'],
  ['another port', 'https://source.example:8443/'],
  ['another port of a named host', 'https://files.example:8443/'],
  ['http', 'http://source.example/v2/users'],
  ['http at a named host', 'http://files.example/'],
  ['credentials of its own', 'https://user:password@source.example/'],
  ['user information that looks like the host', 'https://source.example@evil.example/'],
  ['another scheme', 'ftp://source.example/'],
  ['a file', 'file:///etc/passwd'],
  ['data', 'data:application/json,{}'],
  ['an address of a private network', 'http://10.0.0.1/'],
  ['the metadata of a cloud', 'http://169.254.169.254/latest/meta-data/'],
  ['a backslash', 'https:\\\\evil.example\\'],
  ['two slashes', '//evil.example/'],
  ['no address at all', 'https://['],
  ['nowhere', undefined],
])('redirects to %s are refused', async (_, location) => {
  const { outcome, sent } = await follow([location], { hosts: ['files.example'] });
  expect(outcome).toMatchObject({ code: 'redirect-refused', status: 502 });
  expect(sent).toHaveLength(1);
});

test('redirects from a host that was redirected to are checked as well', async () => {
  const { outcome, sent } = await follow(['https://files.example/a', 'https://evil.example/'], {
    hosts: ['files.example'],
  });
  expect(outcome).toMatchObject({ code: 'redirect-refused' });
  expect(sent).toHaveLength(2);
});

test('redirects back to the server get credentials again', async () => {
  const { sent } = await follow(['https://files.example/a', 'https://source.example/b'], {
    hosts: ['files.example'],
  });
  expect(sent.map(({ headers }) => headers['authorization'])).toEqual(['Bearer secret', undefined, 'Bearer secret']);
});

test('redirects may come five times', async () => {
  expect((await follow(['/1', '/2', '/3', '/4', '/5'])).outcome).toBe(200);
  expect((await follow(['/1', '/2', '/3', '/4', '/5', '/6'])).outcome).toMatchObject({
    fields: { reason: 'too many' },
  });
});

test.each([
  ['POST', 302],
  ['POST', 303],
  ['PUT', 307],
  ['DELETE', 308],
  ['PATCH', 301],
  ['GET', 300],
])('redirects of %s by %i are followed for reading requests with an address only', async (method, status) => {
  const { outcome, sent } = await follow([method === 'GET' ? undefined : '/x'], { method, status });
  expect(outcome).toMatchObject({ code: 'redirect-refused' });
  expect(sent).toHaveLength(1);
});

test('redirects to another server of the API are followed, without credentials', async () => {
  const { outcome, sent } = await follow(['https://mail.example/x'], { others: ['https://mail.example/v1'] });
  expect(outcome).toBe(200);
  expect(sent[1]).toEqual({
    url: 'https://mail.example/x',
    headers: { accept: 'application/json', 'user-agent': 'sallyport' },
  });
});

test('redirects never lead from TLS to a server without', async () => {
  const others = ['http://127.0.0.1:8080'];
  expect((await follow(['http://127.0.0.1:8080/x'], { others })).outcome).toMatchObject({
    fields: { reason: 'not https' },
  });
});

test('redirects of a server without TLS may stay so', async () => {
  expect((await follow(['/x'], { server: 'http://127.0.0.1:8080' })).outcome).toBe(200);
  expect((await follow(['http://evil.example/'], { server: 'http://127.0.0.1:8080' })).outcome).toMatchObject({
    code: 'redirect-refused',
  });
});
