import type { IncomingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import type { Endpoint } from '../../../config/shapes/api.ts';
import { accessWith } from './access-with.ts';
import { proxiedSource } from './proxied-source.ts';

const headers = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' };

/** The headers that the source gets of a call. */
const sentBy = async (
  given: Readonly<Record<string, string>>,
  endpoint: Partial<Endpoint> = {},
  access = accessWith({ headers: {} }),
): Promise<IncomingHttpHeaders> => {
  const asked: IncomingHttpHeaders[] = [];
  const { call } = await proxiedSource(
    (request, response) => {
      asked.push(request.headers);
      response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
    },
    { headers, endpoints: [endpoint], access },
  );
  expect((await call('/people', { headers: given })).status).toBe(200);
  return asked[0]!;
};

test('the headers of an API are sent with every request', async () => {
  expect(await sentBy({})).toMatchObject(headers);
  expect(await sentBy({ accept: 'text/html', 'x-github-api-version': '1' })).toMatchObject(headers);
});

test("the vendor's own take their place nowhere but in accept, and there if the endpoint lets it", async () => {
  const requestHeaders = ['accept', 'x-github-api-version', 'x-trace'];
  const own = { accept: 'application/json', 'x-github-api-version': '1970-01-01', 'x-trace': '7' };
  expect(await sentBy(own, { requestHeaders })).toMatchObject({ ...headers, accept: own.accept, 'x-trace': '7' });
  expect(await sentBy({ 'x-trace': '7' }, { requestHeaders })).toMatchObject(headers);
});

test('credentials are stronger than they are', async () => {
  const access = accessWith({ headers: { 'x-github-api-version': 'signed' } });
  expect(await sentBy({}, {}, access)).toMatchObject({ 'x-github-api-version': 'signed' });
});

test('another host that a redirect leads to gets none of them but accept', async () => {
  const asked: IncomingHttpHeaders[] = [];
  const files = await proxiedSource((request, response) => {
    asked.push(request.headers);
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });
  const { call } = await proxiedSource(
    (_request, response) => response.writeHead(302, { location: `${files.origin}/people` }).end(),
    { headers, hosts: [new URL(files.origin).host] },
  );
  expect((await call('/people')).status).toBe(200);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ accept: headers.accept });
  expect(asked[0]).not.toHaveProperty('x-github-api-version');
});
