import { describe, expect, it } from 'vitest';
import { pacedFetch } from '../../../lambda/sync/apply/paced-fetch.ts';

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Call {
  readonly at: number;
  readonly method: string;
}

/** A destination that answers as it is told, call by call, and a clock that sleeping moves. */
const scene = (answers: readonly (Answer | Error)[], rate: { concurrency?: number; perSecond?: number } = {}) => {
  let clock = 0;
  const calls: Call[] = [];
  const fetch = pacedFetch({
    fetch: async (_, init) => {
      const answer = answers[calls.length] ?? { status: 200 };
      calls.push({ at: clock, method: init?.method ?? 'GET' });
      if (answer instanceof Error) throw answer;
      return new Response('', answer);
    },
    rate: { concurrency: 1, ...rate },
    sleep: async (milliseconds, signal) => {
      signal.throwIfAborted();
      clock += milliseconds;
    },
    now: () => clock,
    random: () => 0.5,
  });
  return { fetch, calls, at: () => clock };
};

const url = 'https://bi.acme.example/users';
const answer = (status: number, headers: Readonly<Record<string, string>> = {}): Answer => ({ status, headers });
const cut = () => new TypeError('fetch failed');

describe('what is asked again', () => {
  const rows: readonly (readonly [string, string, readonly (Answer | Error)[], number, number | string])[] = [
    ['a success', 'GET', [], 1, 200],
    ['429', 'POST', [answer(429)], 2, 200],
    ['503', 'POST', [answer(503)], 2, 200],
    ['500 of what may be sent twice', 'PUT', [answer(500), answer(502)], 3, 200],
    ['500 of what may not', 'POST', [answer(500)], 1, 500],
    ['500 of a PATCH', 'PATCH', [answer(500)], 1, 500],
    ['a connection that is cut, of what may be sent twice', 'DELETE', [cut()], 2, 200],
    ['a connection that is cut, of what may not', 'POST', [cut()], 1, 'destination-unreachable'],
    ['a host that never answers', 'GET', [cut(), cut(), cut(), cut(), cut()], 5, 'destination-unreachable'],
    ['429 without an end', 'GET', [1, 2, 3, 4, 5].map(() => answer(429)), 5, 429],
    ['a refusal', 'PUT', [answer(400)], 1, 400],
    ['what is no failure of the network', 'GET', [new RangeError('no')], 1, 'RangeError'],
    ['an hour of patience', 'GET', [answer(429, { 'retry-after': '3600' })], 1, 'destination-throttled'],
  ];

  it.each(rows)('%s, %s', async (_, method, answers, count, outcome) => {
    const { fetch, calls } = scene(answers);
    const ended = await fetch(url, { method }).then(
      ({ status }) => status,
      (error) => error.code ?? error.name,
    );
    expect(ended).toBe(outcome);
    expect(calls.map((call) => call.method)).toEqual(new Array(count).fill(method));
  });
});

describe('how long it waits', () => {
  it.each([
    ['seconds', '7', 7_000],
    ['a date', 'Thu, 01 Jan 1970 00:00:09 GMT', 9_000],
    ['nothing', undefined, 500],
  ])('as it is told by %s', async (_, after, milliseconds) => {
    const { fetch, calls } = scene([answer(429, after === undefined ? {} : { 'retry-after': after })]);
    await fetch(url);
    expect(calls.map(({ at }) => at)).toEqual([0, milliseconds]);
  });

  it('longer each time, by itself', async () => {
    const { fetch, calls } = scene([cut(), cut(), cut(), cut()]);
    await fetch(url);
    expect(calls.map(({ at }) => at)).toEqual([0, 500, 1_500, 3_500, 7_500]);
  });

  it('for all of its calls where the destination asks for it', async () => {
    const { fetch, calls } = scene([answer(429, { 'retry-after': '20' })], { concurrency: 2 });
    await Promise.all([fetch(url), fetch(url), fetch(url)]);
    expect(calls.slice(2).every(({ at }) => at >= 20_000)).toBe(true);
  });

  it('so that no more calls begin in a second than are to', async () => {
    const { fetch, calls } = scene([], { perSecond: 4 });
    await Promise.all(Array.from({ length: 9 }, () => fetch(url)));
    expect(calls.map(({ at }) => at)).toEqual([0, 250, 500, 750, 1_000, 1_250, 1_500, 1_750, 2_000]);
  });
});

it('has no more calls under way than are to', async () => {
  let under = 0;
  let most = 0;
  const fetch = pacedFetch({
    fetch: async () => {
      most = Math.max(most, ++under);
      await new Promise(setImmediate);
      under--;
      return new Response('ok');
    },
    rate: { concurrency: 3 },
    sleep: async () => undefined,
    now: () => 0,
    random: () => 0,
  });
  await Promise.all(Array.from({ length: 20 }, () => fetch(url)));
  expect(most).toBe(3);
});

it('ends at once when nobody wants it any more', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped');
  const { fetch } = scene([cut()]);
  stop.abort(reason);
  await expect(fetch(url, { signal: stop.signal })).rejects.toBe(reason);
});
