import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunRequest } from '../../../lambda/relay/agent/run-request.ts';
import type { RelayedHttp } from '../../../lambda/relay/relayed-request.ts';
import { type TestRelay, testRelay } from './support/test-relay.ts';

const http = (method = 'GET', body: RelayedHttp['body'] = 'none'): RelayedHttp => ({
  kind: 'http',
  source: 'hr',
  method,
  url: 'https://hr.acme.example/people',
  headers: {},
  body,
  connectMilliseconds: 5_000,
  firstByteMilliseconds: 30_000,
});

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

/** Answers with what it was asked. */
const echo: RunRequest = async (request, { body }) => ({
  head: { status: 200, url: request.kind === 'http' ? request.url : '' },
  body: body,
});

const relays: TestRelay[] = [];
const begin = (...options: Parameters<typeof testRelay>): TestRelay => {
  const relay = testRelay(...options);
  relays.push(relay);
  return relay;
};
afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.stop();
});

const signal = new AbortController().signal;
const textOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => (await buffer(body)).toString();

/** What is over is cleared away a moment later. */
const emptied = (relay: TestRelay) => expect.poll(() => relay.left(), { timeout: 5_000 }).toEqual([]);

describe('a request through an agent', () => {
  it('comes back with its answer, and leaves nothing', async () => {
    const relay = begin();
    await relay.agent(echo);
    const answer = await relay.ask(http('POST', 5), { body: Buffer.from('hello'), signal });
    expect(answer.head).toEqual({ status: 200, url: 'https://hr.acme.example/people' });
    expect(await textOf(answer.body)).toBe('hello');
    await emptied(relay);
  });

  it.each([
    ['an answer', 'a'],
    ['a body', 'q'],
  ])('leaves nothing of %s that was on its way when nobody wants it any more', async (_, kind) => {
    const long = new Array<string>(4).fill('a'.repeat(1_048_576));
    const writing = new Set<string>();
    const relay = begin((real) => ({
      ...real,
      mailbox: (slot) => {
        const mailbox = real.mailbox(slot);
        return {
          ...mailbox,
          async put(name, bytes) {
            if (name.includes(`/${kind}/`) && !name.endsWith('/0')) {
              writing.add(name);
              await sleep(2_500);
            }
            await mailbox.put(name, bytes);
            writing.delete(name);
          },
        };
      },
    }));
    await relay.agent(async (_request, { body: asked }) => ({
      head: {},
      body: kind === 'q' ? asked : pieces(...long),
    }));
    const stop = new AbortController();
    const asked = kind === 'q' ? { request: http('POST', 'stream'), body: pieces(...long) } : { request: http() };
    const { body } = await relay.ask(asked.request, { ...asked, signal: stop.signal });
    const reading = textOf(body).catch(() => undefined);
    await expect.poll(() => writing.size, { interval: 5 }).toBeGreaterThan(0);
    stop.abort();
    await reading;
    await expect.poll(() => writing.size, { timeout: 10_000 }).toBe(0);
    await emptied(relay);
    expect(await relay.left()).toEqual([]);
  });

  it('streams both ways at once', async () => {
    const relay = begin();
    await relay.agent(echo);
    const answer = await relay.ask(http('POST', 'stream'), { body: pieces('one ', 'two ', 'three'), signal });
    expect(await textOf(answer.body)).toBe('one two three');
    await emptied(relay);
  });

  it('takes bodies of many chunks, byte for byte', async () => {
    const relay = begin();
    await relay.agent(echo);
    const piece = Buffer.alloc(300_001, 'abcdefgh');
    async function* large() {
      for (let count = 0; count < 120; count++) yield piece;
    }
    const answer = await relay.ask(http('POST', 'stream'), { body: large(), signal });
    let bytes = 0;
    for await (const part of answer.body) bytes += part.length;
    expect(bytes).toBe(120 * piece.length);
    await emptied(relay);
  });
});

describe('what is wanted no longer', () => {
  it('is let go even if nobody ever reads the answer', async () => {
    const relay = begin();
    const aborted = Promise.withResolvers<void>();
    await relay.agent(async (_, { signal }) => {
      signal.addEventListener('abort', () => aborted.resolve());
      async function* endless() {
        for (;;) yield Buffer.alloc(65_536);
      }
      return { head: { status: 200 }, body: endless() };
    });
    const wanted = new AbortController();
    await relay.ask(http(), { signal: wanted.signal });
    wanted.abort(new Error('gone'));
    await aborted.promise;
    await emptied(relay);
  });

  it('breaks with the reason in the middle of a body', async () => {
    const relay = begin();
    await relay.agent(async () => ({ head: { status: 200 }, body: pieces('x'.repeat(2_000_000), 'y') }));
    const wanted = new AbortController();
    const answer = await relay.ask(http(), { signal: wanted.signal });
    const reading = (async () => {
      for await (const _ of answer.body) wanted.abort(new Error('gone'));
    })();
    await expect(reading).rejects.toThrow('gone');
    await emptied(relay);
  });
});
