import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { SourceError } from '../../../connectors/source-error.ts';
import { formatKeyRing, makeKeyRing, rotateKeyRing } from '../../../lambda/keys/key-ring.ts';
import { PlatformError } from '../../../lambda/platform/platform-error.ts';
import { accessWith } from './access-with.ts';
import { problemOf, proxiedSource } from './proxied-source.ts';

const answering =
  (body: string, status = 200): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(body);

const people = JSON.stringify([{ id: 'canary-1', age: 20, note: 'canary-2' }, { age: 'canary-3' }]);

describe('the log', () => {
  test('has one line for a call, with counts and without values', async () => {
    const { call, log } = await proxiedSource(answering(people), {
      endpoints: [{ path: '/people/{id}', variables: { id: { type: 'string' } }, query: { q: { type: 'string' } } }],
    });
    const answer = await call('/people/canary-4?q=canary-5', { headers: { 'user-agent': 'canary-6' } });
    const bytes = (await answer.arrayBuffer()).byteLength;
    expect(log).toEqual([
      {
        time: expect.any(String),
        level: 'info',
        event: 'proxy.ended',
        reference: 'ref-1',
        gateway: 'acme',
        source: 'desk',
        issuer: 'https://issuer.example/',
        caller: 'worker',
        endpoint: 'GET /people/{id}',
        method: 'GET',
        outcome: 'complete',
        status: 200,
        bytes,
        kept: 1,
        treated: 1,
        dropped: 1,
        unfit: 1,
        attempts: 1,
        milliseconds: expect.any(Number),
        configuration: 'c0ffee',
      },
    ]);
    expect(JSON.stringify(log)).not.toContain('canary');
    expect(answer.headers.get('sallyport-reference')).toBe('ref-1');
  });

  test('names no method that the caller made up', async () => {
    const { call, log } = await proxiedSource(answering(people));
    await call('/people', { method: 'CANARY' });
    expect(log).toMatchObject([{ event: 'proxy.refused', method: 'other', attempts: 0 }]);
  });

  test('counts the attempts', async () => {
    let calls = 0;
    const { call, log } = await proxiedSource((request, response) =>
      answering(people, ++calls < 3 ? 503 : 200)(request, response),
    );
    expect((await call('/people')).status).toBe(200);
    expect(log).toMatchObject([{ attempts: 3, status: 200, outcome: 'complete' }]);
  });
});

describe('credentials', () => {
  /** Answers 401 to all but one token. */
  const expecting =
    (token: string): RequestListener =>
    (request, response) =>
      answering('[]', request.headers.authorization === `Bearer ${token}` ? 200 : 401)(request, response);
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  test('that the source refuses are tried in the place of others once', async () => {
    const access = accessWith(bearer('1'), bearer('2'), bearer('3'));
    const { call, log, seen } = await proxiedSource(expecting('2'), { access });
    expect((await call('/people')).status).toBe(200);
    expect(seen.requests).toBe(2);
    expect(log).toMatchObject([{ attempts: 2, status: 200, outcome: 'complete' }]);
  });

  test('are refused by the statuses that they name', async () => {
    const forbidding: RequestListener = (request, response) =>
      answering('[]', request.headers.authorization === 'Bearer 2' ? 200 : 403)(request, response);
    for (const [refusals, status, requests] of [
      [[401, 403], 200, 2],
      [undefined, 403, 1],
    ] as const) {
      const access = accessWith({ ...bearer('1'), refusals }, bearer('2'));
      const { call, seen } = await proxiedSource(forbidding, { access });
      expect([(await call('/people')).status, seen.requests]).toEqual([status, requests]);
    }
  });

  test('that are refused twice are told, and nothing is tried again', async () => {
    const access = accessWith(bearer('1'), bearer('2'), bearer('3'));
    const { call, seen } = await proxiedSource(expecting('3'), { access });
    expect(await problemOf(await call('/people'))).toMatchObject({ status: 401, code: 'source-unauthorized' });
    expect(seen.requests).toBe(2);
  });

  test('in the query do not show in the answer', async () => {
    const { call, log } = await proxiedSource(
      (request, response) => {
        response.setHeader('x-seen', String(request.url));
        answering('[]')(request, response);
      },
      {
        access: accessWith({ headers: {}, query: { key: 'canary' } }),
        endpoints: [{ responseHeaders: ['x-seen'], query: { key: {} } }],
      },
    );
    expect((await call('/people')).headers.get('x-seen')).toBe('/v2/people?key=canary');
    expect(JSON.stringify(log)).not.toContain('canary');
  });

  test.each([
    [new SourceError('credentials-missing', 'the secret has no field "token"'), 502],
    [new SourceError('credentials-refused', 'the token endpoint says no'), 502],
    [new PlatformError('secret-denied', 'grant it'), 502],
    [new PlatformError('secret-unreachable', 'try later'), 503],
    [new SourceError('source-timeout', 'no answer'), 503],
  ])('that can not be had are told: %s', async (error, status) => {
    let isFailing = true;
    const { call, log, seen } = await proxiedSource(answering('[]'), {
      access: {
        credentials: async () => {
          if (isFailing) throw error;
          return { headers: {} };
        },
        refused: async () => false,
      },
    });
    expect(await problemOf(await call('/people'))).toMatchObject({ status, code: error.code });
    expect(seen.requests).toBe(0);
    expect(log).toMatchObject([{ outcome: 'failed', code: error.code, reason: error.message }]);
    isFailing = false;
    expect((await call('/people')).status).toBe(200);
  });
});

describe('the key', () => {
  test('is read once, when it is needed first', async () => {
    let read = 0;
    const { call } = await proxiedSource(answering(people), {
      platform: {
        keys: {
          readOrCreate: async (make) => {
            read++;
            return make();
          },
        },
      },
    });
    expect(read).toBe(0);
    await Promise.all(Array.from({ length: 5 }, () => call('/people')));
    expect(read).toBe(1);
  });

  test('that was replaced is used after five minutes; pseudonyms of the old one still come back', async () => {
    const old = makeKeyRing(randomBytes);
    const next = rotateKeyRing(old, randomBytes);
    let ring = old;
    let time = 1_000_000;
    const asked: unknown[] = [];
    const { call } = await proxiedSource(
      (request, response) => {
        asked.push(request.url);
        response.setHeader('etag', '"1"');
        answering(people)(request, response);
      },
      {
        endpoints: [{ query: { id: { type: 'string' } } }],
        platform: { now: () => time, keys: { readOrCreate: async () => formatKeyRing(ring) } },
      },
    );
    const read = async (query = '') => {
      const answer = await call(`/people${query}`);
      const [{ id } = { id: '' }] = (await answer.json()) as { id: string }[];
      return { id, etag: answer.headers.get('etag') };
    };
    const first = await read();
    ring = next;
    time += 299_999;
    expect(await read()).toEqual(first);
    time += 1;
    const second = await read(`?id=${first.id}`);
    expect(asked.at(-1)).toBe('/v2/people?id=canary-1');
    expect(second.id).not.toBe(first.id);
    expect(second.etag).not.toBe(first.etag);
    await read(`?id=${second.id}`);
    expect(asked.at(-1)).toBe('/v2/people?id=canary-1');
  });

  test('that can not be had is told, and tried again', async () => {
    let isFailing = true;
    const { call, seen } = await proxiedSource(answering(people), {
      platform: {
        keys: {
          readOrCreate: async (make) => {
            if (isFailing) throw new PlatformError('key-unreachable', 'try later');
            return make();
          },
        },
      },
    });
    expect(await problemOf(await call('/people'))).toMatchObject({ status: 503, code: 'key-unreachable' });
    expect(seen.requests).toBe(0);
    isFailing = false;
    expect((await call('/people')).status).toBe(200);
  });
});

describe('time', () => {
  const silent: RequestListener = () => undefined;

  test.each([
    ['to the first byte', { firstByteSeconds: 0.1 }, undefined],
    ['of the whole call', { wholeSeconds: 0.1 }, undefined],
    ['of the host', {}, 105],
  ])('%s ends', async (_, limits, milliseconds) => {
    const { call, log } = await proxiedSource(silent, { limits: { attempts: 1, ...limits } });
    const began = performance.now();
    expect(await problemOf(await call('/people', {}, milliseconds))).toMatchObject({
      status: 504,
      code: 'source-timeout',
    });
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(log).toMatchObject([{ outcome: 'failed', code: 'source-timeout', attempts: 1 }]);
  });

  test('in line ends too, and says when to try again', async () => {
    const { call } = await proxiedSource(silent, { limits: { wholeSeconds: 0.3, concurrency: 1 } });
    const [first, second] = await Promise.all([call('/people'), call('/people', {}, 50)]);
    expect(first!.status).toBe(504);
    expect(await problemOf(second!)).toMatchObject({ status: 503, code: 'source-busy' });
    expect(second!.headers.get('retry-after')).toBe('1');
  });
});

test('a source that fails is left alone for a while', async () => {
  let time = 1_000_000;
  const { call, seen } = await proxiedSource(answering('', 500), { platform: { now: () => time } });
  for (let index = 0; index < 20; index++) await call('/people');
  const answer = await call('/people');
  expect(await problemOf(answer)).toMatchObject({ status: 503, code: 'source-resting' });
  expect(answer.headers.get('retry-after')).toBe('15');
  expect(seen.requests).toBe(20);
  time += 15_000;
  await call('/people');
  expect(seen.requests).toBe(21);
});

test('a fault of ours is told as that, without what its message holds', async () => {
  const { call, log } = await proxiedSource(answering('[]'), {
    access: {
      credentials: () => {
        throw new TypeError('canary');
      },
      refused: async () => false,
    },
  });
  expect(await problemOf(await call('/people'))).toMatchObject({ status: 500, code: 'internal' });
  expect(log).toMatchObject([{ level: 'error', outcome: 'internal', exception: 'TypeError' }]);
  expect(JSON.stringify(log)).not.toContain('canary"');
});

test('nothing is left behind after many calls of all kinds', async () => {
  let number = 0;
  const { call, log, server } = await proxiedSource(
    (request, response) => {
      const turn = number++ % 5;
      if (turn === 0) answering(people)(request, response);
      else if (turn === 1) answering('', 500)(request, response);
      else if (turn === 2) request.socket.destroy();
      else if (turn === 3) response.writeHead(200, { 'content-type': 'text/html' }).end('<p>');
      else answering('{"broken')(request, response);
    },
    { limits: { attempts: 1, concurrency: 2 } },
  );
  const answers = await Promise.all(Array.from({ length: 60 }, () => call('/people')));
  expect(new Set(answers.map(({ status }) => status))).toContain(200);
  expect(log).toHaveLength(60);
  const connections = await new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
  expect(connections).toBeLessThanOrEqual(2);
});
