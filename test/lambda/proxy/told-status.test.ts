import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { StatusRule } from '../../../config/shapes/api.ts';
import { accessWith } from './access-with.ts';
import { problemOf, proxiedSource } from './proxied-source.ts';

const statuses: readonly StatusRule[] = [
  { status: 403, column: '/error/errors/0/reason', in: ['rateLimitExceeded', 4711], means: 429 },
  { status: 403, header: 'x-ratelimit-remaining', in: [0], means: 429 },
  { status: 400, column: 'code', in: [4711], means: 403 },
  { status: 410, means: 503 },
];

const tooOften = JSON.stringify({ error: { errors: [{ reason: 'rateLimitExceeded' }], message: 'CANARY' } });

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** A source that gives these answers by turns, and then people. */
const sourceWith = (...answers: readonly Answer[]) => {
  const left = [...answers];
  const listener: RequestListener = (_, response) => {
    const { status, headers, body } = left.shift() ?? { status: 200, body: '[]' };
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
  return proxiedSource(listener, { statuses, sleep: async () => undefined });
};

describe('an error is taken for what it means', () => {
  test.each<[string, Answer]>([
    ['by a field of its body', { status: 403, body: tooOften }],
    ['by a number', { status: 403, body: '{"error":{"errors":[{"reason":4711}]}}' }],
    [
      'by a field of a compressed body',
      { status: 403, headers: { 'content-encoding': 'gzip' }, body: gzipSync(tooOften) },
    ],
    ['by a header', { status: 403, headers: { 'x-ratelimit-remaining': '0' }, body: 'CANARY' }],
    ['by nothing but its status', { status: 410 }],
  ])('%s, and tried again', async (_, answer) => {
    const { call, seen } = await sourceWith(answer);
    expect((await call('/people')).status).toBe(200);
    expect(seen.requests).toBe(2);
  });

  test('and told so, with what the source says about when', async () => {
    const answer = { status: 403, headers: { 'retry-after': '0' }, body: tooOften };
    const { call } = await sourceWith(answer, answer, answer);
    const response = await call('/people');
    expect(response.headers.get('retry-after')).toBe('0');
    expect(await problemOf(response)).toMatchObject({ status: 429, code: 'source-throttled' });
  });

  test('and not tried again where it means that', async () => {
    const { call, seen } = await sourceWith({ status: 400, body: '{"code":4711}' });
    expect(await problemOf(await call('/people'))).toMatchObject({ status: 403, code: 'source-forbidden' });
    expect(seen.requests).toBe(1);
  });
});

describe('an error stays what it is', () => {
  const large = JSON.stringify({ pad: 'x'.repeat(70_000), error: { errors: [{ reason: 'rateLimitExceeded' }] } });

  test.each<[string, Answer]>([
    ['of another reason', { status: 403, body: '{"error":{"errors":[{"reason":"forbidden"}]}}' }],
    ['of another header', { status: 403, headers: { 'x-ratelimit-remaining': '10' }, body: '{}' }],
    ['that is no JSON', { status: 403, body: '<html>rateLimitExceeded' }],
    ['that is JSON, but no document', { status: 403, body: '"rateLimitExceeded"' }],
    ['that is empty', { status: 403 }],
    ['that is longer than errors are', { status: 403, body: large }],
    [
      'that becomes longer than errors are',
      { status: 403, headers: { 'content-encoding': 'gzip' }, body: gzipSync(large) },
    ],
    ['that is not what its encoding says', { status: 403, headers: { 'content-encoding': 'gzip' }, body: tooOften }],
    ['that is encoded as nobody knows', { status: 403, headers: { 'content-encoding': 'x' }, body: tooOften }],
  ])('%s', async (_, answer) => {
    const { call, seen } = await sourceWith(answer);
    const response = await call('/people');
    expect(await problemOf(response)).toMatchObject({ status: 403, code: 'source-forbidden' });
    expect(seen.requests).toBe(1);
  });

  test('whose body breaks off', async () => {
    const { call } = await proxiedSource(
      (_, response) => {
        response.writeHead(403, { 'content-type': 'application/json', 'content-length': '500' });
        response.write(tooOften);
        setTimeout(() => response.destroy(), 20);
      },
      { statuses },
    );
    expect(await problemOf(await call('/people'))).toMatchObject({ status: 403 });
  });

  test('whose body does not come, but for a second', async () => {
    const { call } = await proxiedSource(
      (_, response) => {
        response.writeHead(403, { 'content-type': 'application/json', 'content-length': '500' }).write('{');
      },
      { statuses },
    );
    expect(await problemOf(await call('/people'))).toMatchObject({ status: 403 });
  });

  test('of another status, and a success', async () => {
    const { call } = await sourceWith({ status: 404, body: tooOften }, { status: 200, body: '[]' });
    expect((await call('/people')).status).toBe(404);
    expect((await call('/people')).status).toBe(200);
  });
});

test('credentials that an error refuses are renewed', async () => {
  const asked: unknown[] = [];
  const { call } = await proxiedSource(
    ({ headers }, response) => {
      asked.push(headers.authorization);
      const isOld = headers.authorization === 'Bearer old';
      response.writeHead(isOld ? 403 : 200, { 'content-type': 'application/json' }).end(isOld ? '{"code":1}' : '[]');
    },
    {
      statuses: [{ status: 403, column: 'code', in: [1], means: 401 }],
      access: accessWith({ headers: { authorization: 'Bearer old' } }, { headers: { authorization: 'Bearer new' } }),
    },
  );
  expect((await call('/people')).status).toBe(200);
  expect(asked).toEqual(['Bearer old', 'Bearer new']);
});
