import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import {
  type HttpClient,
  HttpError,
  type HttpErrorCode,
  type HttpRequest,
} from '../../../lambda/platform/http-client.ts';
import { ProxyRefused } from '../../../lambda/proxy/admission/proxy-refused.ts';
import { callSource, type SourceCall } from '../../../lambda/proxy/call-source.ts';
import { CallTime } from '../../../lambda/proxy/call-time.ts';
import { CallerGone } from '../../../lambda/proxy/caller-gone.ts';
import { ProxyFailed } from '../../../lambda/proxy/proxy-failed.ts';
import type { SourceRequest } from '../../../lambda/proxy/send-to-source.ts';
import type { SourceAccess } from '../../../lambda/tokens/access/source-access.ts';
import type { Credentials } from '../../../lambda/tokens/credentials.ts';
import { accessWith } from './access-with.ts';

type Step = HttpError | { readonly status: number; readonly headers?: Record<string, string> };

const failing = (code: HttpErrorCode, sent: boolean, cause?: unknown) =>
  new HttpError(code, `it is ${code}`, { sent, cause });

interface Given {
  readonly steps?: readonly Step[];
  readonly http?: HttpClient;
  readonly attempts?: number;
  readonly concurrency?: number;
  readonly random?: number;
  readonly access?: SourceAccess;
  readonly hosts?: readonly string[];
}

/** A source that answers step by step, on a clock that only sleeping moves. */
const sourceWith = ({
  steps = [],
  http,
  attempts = 3,
  concurrency = 16,
  random = 1,
  access = accessWith({ headers: { authorization: 'Bearer secret' } }),
  hosts = [],
}: Given) => {
  const clock = { now: 0 };
  const sent: HttpRequest[] = [];
  const slept: number[] = [];
  const step: HttpClient = async (request) => {
    const next = steps[sent.length] ?? expect.fail('nothing more was to be sent');
    sent.push(request);
    if (next instanceof HttpError) throw next;
    return { status: next.status, headers: next.headers ?? {}, body: Readable.from([]) };
  };
  const limits = { connectSeconds: 5, firstByteSeconds: 30, wholeSeconds: 60, concurrency, attempts };
  const call = callSource({
    api: { server: 'https://source.example/v2', endpoints: [], hosts, limits },
    http: () => http ?? step,
    access,
    now: () => clock.now,
    random: () => random,
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted();
      slept.push(milliseconds);
      clock.now += milliseconds;
    },
  });
  const send = async (
    request: Partial<SourceRequest> = {},
    more: Partial<SourceCall> & { readonly gone?: AbortSignal } = {},
  ) => {
    let tried = 0;
    const time = new CallTime({
      milliseconds: 60_000,
      now: () => clock.now,
      gone: more.gone ?? new AbortController().signal,
    });
    try {
      const answer = await call({
        request: { method: 'GET', url: new URL('https://source.example/v2/users'), headers: {}, ...request },
        endpoint: 'users',
        time,
        attempted: () => tried++,
        ...more,
      });
      return { status: answer.status, tried, release: answer.release, error: undefined };
    } catch (error) {
      return { error, tried, status: undefined, release: undefined };
    } finally {
      time.end();
    }
  };
  return { clock, sent, slept, send };
};

const ok = { status: 200 };

describe('another attempt', () => {
  test.each([
    ['GET', { status: 429 }],
    ['GET', { status: 502 }],
    ['GET', { status: 503 }],
    ['HEAD', { status: 504 }],
    ['GET', failing('connect-failed', false)],
    ['GET', failing('connect-timeout', false)],
    ['GET', failing('name-unknown', false)],
    ['GET', failing('broken-off', true)],
    ['HEAD', failing('broken-off', true)],
    ['POST', failing('connect-failed', false)],
    ['DELETE', failing('connect-timeout', false)],
    ['PATCH', failing('broken-off', false)],
  ] as const)('is made for %s after %s', async (method, step) => {
    const { send, sent } = sourceWith({ steps: [step, ok] });
    expect(await send({ method })).toMatchObject({ status: 200, tried: 2 });
    expect(sent).toHaveLength(2);
  });

  test.each([
    ['POST', { status: 429 }, { status: 429 }],
    ['POST', { status: 503 }, { status: 503 }],
    ['PUT', { status: 502 }, { status: 502 }],
    ['GET', { status: 500 }, { status: 500 }],
    ['GET', { status: 404 }, { status: 404 }],
    ['GET', { status: 304 }, { status: 304 }],
    ['POST', failing('broken-off', true), { error: { code: 'source-broken-off', status: 502 } }],
    ['DELETE', failing('broken-off', true), { error: { code: 'source-broken-off' } }],
    ['GET', failing('first-byte-timeout', true), { error: { code: 'source-timeout', status: 504 } }],
    ['GET', failing('address-refused', false), { error: { code: 'source-address-refused', status: 502 } }],
    ['GET', failing('certificate-refused', false), { error: { code: 'source-certificate-refused', status: 502 } }],
    ['GET', failing('certificate-unusable', false), { error: { code: 'certificate-unusable', status: 502 } }],
  ] as const)('is not made for %s after %s', async (method, step, end) => {
    const { send } = sourceWith({ steps: [step] });
    expect(await send({ method })).toMatchObject({ ...end, tried: 1 });
  });

  test.each([
    [{ status: 503 }, { status: 503 }],
    [failing('connect-failed', false), { error: { code: 'source-unreachable', status: 502 } }],
    [failing('connect-timeout', false), { error: { code: 'source-timeout', status: 504 } }],
  ] as const)('is made as often as agreed on: after %s', async (step, end) => {
    const { send, slept } = sourceWith({ steps: [step, step, step, step], attempts: 4 });
    expect(await send()).toMatchObject({ ...end, tried: 4 });
    expect(slept).toEqual([200, 400, 800]);
  });

  test('comes after a random part of the wait', async () => {
    const { send, slept } = sourceWith({ steps: [{ status: 503 }, { status: 503 }, ok], random: 0.25 });
    await send();
    expect(slept).toEqual([50, 100]);
  });

  test('waits as long as the source asks for', async () => {
    const steps = [
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 503, headers: { 'retry-after': '0' } },
      ok,
    ];
    const { send, slept } = sourceWith({ steps });
    expect(await send()).toMatchObject({ status: 200, tried: 3 });
    expect(slept).toEqual([7_000, 0]);
  });

  test('is left to the vendor if the source asks for more time than there is', async () => {
    const { send, slept } = sourceWith({ steps: [{ status: 429, headers: { 'retry-after': '60' } }] });
    expect(await send()).toMatchObject({ status: 429, tried: 1 });
    expect(slept).toEqual([]);
  });

  test('is not made while the host shuts down', async () => {
    const { send } = sourceWith({ steps: [{ status: 503 }] });
    expect(await send({}, { shutdown: AbortSignal.abort() })).toMatchObject({ status: 503, tried: 1 });
  });

  test('is not made for a caller who left meanwhile', async () => {
    const controller = new AbortController();
    const http: HttpClient = async () => {
      controller.abort();
      return { status: 503, headers: {}, body: Readable.from([]) };
    };
    const { error } = (await sourceWith({ http }).send({}, { gone: controller.signal })) as { error: unknown };
    expect(error).toBeInstanceOf(CallerGone);
  });
});

test('a body that turns out to be refused is told as that', async () => {
  const refused = new ProxyRefused('body-too-large');
  const { send } = sourceWith({ steps: [failing('broken-off', true, refused)] });
  expect(await send({ method: 'POST' })).toMatchObject({ error: refused, tried: 1 });
});

test('a failure tells the log what to do, and the vendor a code', async () => {
  const { error } = (await sourceWith({ steps: [failing('certificate-refused', false)] }).send()) as {
    error: ProxyFailed;
  };
  expect(error).toBeInstanceOf(ProxyFailed);
  expect(error.fields).toEqual({ reason: 'it is certificate-refused' });
});

describe('slots', () => {
  const held = () => {
    const answers: PromiseWithResolvers<void>[] = [];
    const http: HttpClient = async ({ signal }) => {
      const answer = Promise.withResolvers<void>();
      answers.push(answer);
      signal.addEventListener('abort', () => answer.reject(signal.reason));
      await answer.promise;
      return { status: 200, headers: {}, body: Readable.from([]) };
    };
    return { http, answers };
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  test('hold back calls until an answer was read', async () => {
    const { http, answers } = held();
    const { send } = sourceWith({ http, concurrency: 2 });
    const calls = [send(), send(), send()];
    await turn();
    expect(answers).toHaveLength(2);
    answers[0]!.resolve();
    const first = await calls[0]!;
    await turn();
    expect(answers).toHaveLength(2);
    first.release!();
    await turn();
    expect(answers).toHaveLength(3);
    answers.forEach(({ resolve }) => void resolve());
    expect(await Promise.all(calls)).toMatchObject([{ status: 200 }, { status: 200 }, { status: 200 }]);
  });

  test('are given back by calls that fail', async () => {
    const steps = Array.from({ length: 10 }, () => failing('certificate-refused', false));
    const { send } = sourceWith({ steps, concurrency: 1 });
    for (const _ of steps) expect(await send()).toMatchObject({ error: { code: 'source-certificate-refused' } });
  });

  test('are given up by callers who leave', async () => {
    const { http, answers } = held();
    const { send } = sourceWith({ http, concurrency: 1 });
    const first = send();
    const controller = new AbortController();
    const second = send({}, { gone: controller.signal });
    controller.abort();
    expect((await second).error).toBeInstanceOf(CallerGone);
    answers[0]!.resolve();
    await first;
    expect(answers).toHaveLength(1);
  });

  test('that stay taken as long as the call has time are told', async () => {
    const { http } = held();
    const { send, clock } = sourceWith({ http, concurrency: 1 });
    void send();
    const time = new CallTime({ milliseconds: 20, now: () => clock.now, gone: new AbortController().signal });
    const { error } = (await send({}, { time })) as { error: unknown };
    expect(error).toMatchObject({ code: 'source-busy', status: 503, retryAfter: 1_000 });
  });
});

describe('the breaker', () => {
  test.each([
    ['errors of the source', { status: 500 }],
    ['connections that fail', failing('connect-failed', false)],
    ['answers that do not come', failing('first-byte-timeout', true)],
  ] as const)('lets a source rest after %s', async (_, step) => {
    const steps = [...Array.from({ length: 20 }, () => step), ok];
    const { send, clock, sent } = sourceWith({ steps, attempts: 1 });
    for (let index = 0; index < 20; index++) (await send()).release?.();
    expect(await send()).toMatchObject({
      error: { code: 'source-resting', status: 503, retryAfter: 15_000 },
      tried: 0,
    });
    clock.now += 15_000;
    expect(await send()).toMatchObject({ status: 200, tried: 1 });
    expect(sent).toHaveLength(21);
  });

  test.each([
    ['answers that throttle', { status: 429 }],
    ['refusals', { status: 404 }],
    ['addresses that we refuse', failing('address-refused', false)],
    ['certificates of ours that are of no use', failing('certificate-unusable', false)],
    ['bodies that we refuse', failing('broken-off', true, new ProxyRefused('body-too-large'))],
  ] as const)('does not for %s', async (_, step) => {
    const { send } = sourceWith({ steps: Array.from({ length: 40 }, () => step), attempts: 1 });
    for (let index = 0; index < 40; index++) {
      const { tried, release } = await send({ method: 'POST' });
      expect(tried).toBe(1);
      release?.();
    }
  });
});

describe('credentials that the source refuses', () => {
  const one: Credentials = { headers: { authorization: 'Bearer one' } };
  const other: Credentials = { headers: { authorization: 'Bearer other' } };
  const certificate = { certificate: 'PEM', privateKey: 'PEM' };

  test('give way to others in the next call, where a body that was streamed can not be sent again', async () => {
    const { send, sent } = sourceWith({ steps: [{ status: 401 }, { status: 201 }], access: accessWith(one, other) });
    expect(await send({ method: 'POST', body: Readable.from(['x']) })).toMatchObject({ status: 401, tried: 1 });
    expect(await send({ method: 'POST', body: Readable.from(['x']) })).toMatchObject({ status: 201, tried: 1 });
    expect(sent.map(({ headers }) => headers['authorization'])).toEqual(['Bearer one', 'Bearer other']);
  });

  test('are not those that another host was not given', async () => {
    const location = 'https://files.example/x';
    const steps = [{ status: 302, headers: { location } }, { status: 401 }];
    const { send, sent } = sourceWith({ steps, access: accessWith(one, other), hosts: ['files.example'] });
    expect(await send()).toMatchObject({ status: 401, tried: 1 });
    expect(sent[1]).toMatchObject({ headers: {} });
  });

  test('and can not be renewed leave neither a body nor a slot behind', async () => {
    const body = Readable.from(['refused']);
    const access = { credentials: async () => one, refused: () => Promise.reject(new Error('no renewal')) };
    const http: HttpClient = async () => ({ status: 401, headers: {}, body });
    const { send } = sourceWith({ http, access, concurrency: 1 });
    expect(await send()).toMatchObject({ error: { message: 'no renewal' } });
    await finished(body);
    expect(await send()).toMatchObject({ error: { message: 'no renewal' } });
  });

  test('as certificates before there is an answer give way to the next one', async () => {
    const steps = [failing('certificate-unusable', false), { status: 200 }];
    const { send } = sourceWith({ steps, access: accessWith({ ...one, certificate }, { ...other, certificate }) });
    expect(await send({ method: 'POST' })).toMatchObject({ status: 200, tried: 2 });
  });

  test.each([
    ['there is no other', accessWith({ ...one, certificate })],
    ['there was none', accessWith(one, other)],
  ])('as certificates are told where %s', async (_, access) => {
    const { send } = sourceWith({ steps: [failing('certificate-unusable', false)], access });
    expect(await send()).toMatchObject({ error: { code: 'certificate-unusable' }, tried: 1 });
  });
});
