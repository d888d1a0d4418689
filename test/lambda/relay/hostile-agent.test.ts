import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { SourceError } from '../../../connectors/source-error.ts';
import { HttpError, type HttpRequest } from '../../../lambda/platform/http-client.ts';
import type { RunRequest } from '../../../lambda/relay/agent/run-request.ts';
import { newAgreementKey, publicBytes } from '../../../lambda/relay/envelope/hpke-suite.ts';
import { relayHttpClient } from '../../../lambda/relay/gate/relay-http-client.ts';
import type { RelayedHttp } from '../../../lambda/relay/relayed-request.ts';
import { readBeat } from '../../../lambda/relay/wire/beat.ts';
import { failureTold, tellFailure } from '../../../lambda/relay/wire/told-failure.ts';
import { agentProcess, agentRecord, putAgents } from './support/enrolled.ts';
import { type TestRelay, testRelay } from './support/test-relay.ts';

const relays: TestRelay[] = [];
const begin = (...options: Parameters<typeof testRelay>): TestRelay => {
  const relay = testRelay(...options);
  relays.push(relay);
  return relay;
};
afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.stop();
});

async function* nothing(): AsyncGenerator<Uint8Array> {}

const request = (): HttpRequest => ({
  method: 'GET',
  url: new URL('https://hr.acme.example/people'),
  headers: {},
  body: undefined,
  signal: new AbortController().signal,
  connectMilliseconds: 5_000,
  firstByteMilliseconds: 5_000,
});

const answerOf = async (run: RunRequest) => {
  const relay = begin();
  await relay.agent(run);
  return relayHttpClient(relay.ask, 'hr')({ privateAddresses: [] })(request());
};

describe('the head of an answer that no server could have sent', () => {
  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'HTTP/1.1 200 OK'],
    ['no status', { headers: {} }],
    ['a status of text', { status: '200', headers: {} }],
    ['a status that is informational', { status: 101, headers: {} }],
    ['a status beyond all', { status: 2_000, headers: {} }],
    ['a status that is no number', { status: null, headers: {} }],
    ['no headers', { status: 200 }],
    ['headers as a list', { status: 200, headers: [['a', 'b']] }],
    ['a header with a line feed', { status: 200, headers: { 'content-type': 'a\r\nx-other: b' } }],
    ['a header whose name has one', { status: 200, headers: { 'x\r\ny': 'b' } }],
    ['a header that is an object', { status: 200, headers: { location: { href: 'x' } } }],
    ['a header that is a list', { status: 200, headers: { location: ['x', 'y'] } }],
    ['a header beyond Latin-1', { status: 200, headers: { location: '\u2028' } }],
    ['headers without end', { status: 200, headers: { a: 'x'.repeat(100_000) } }],
  ])('is refused: %s', async (_, head) => {
    const asked = answerOf(async () => ({ head: head as never, body: nothing() }));
    await expect(asked).rejects.toMatchObject({ name: 'HttpError', code: 'agent-lost', sent: true });
  });

  it('is not mistaken for one that a server sends', async () => {
    const headers = { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'], 'x-name': 'caf\u00e9' };
    const {
      status,
      headers: read,
      body,
    } = await answerOf(async () => ({ head: { status: 299, headers }, body: nothing() }));
    expect({ status, headers: read }).toEqual({ status: 299, headers });
    expect(await buffer(body)).toHaveLength(0);
  });

  it('gives nothing by a name that an object has of itself', async () => {
    const head = JSON.parse('{"status":200,"headers":{"__proto__":"polluted","constructor":"x"}}');
    const { headers } = await answerOf(async () => ({ head, body: nothing() }));
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('a failure that an agent tells of', () => {
  const told = (value: unknown) => failureTold(Buffer.from(JSON.stringify(value)));

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a code that nobody knows', { kind: 'source', code: 'no-such-code', message: '', detail: {} }],
    ['a code that every object has', { kind: 'source', code: 'constructor', message: '', detail: {} }],
    ['a code that is a text of the source', { kind: 'http', code: 'Jane Doe, 1 Main Street', message: '' }],
    ['a code that is none', { kind: 'relay', code: { toString: 1 }, message: '' }],
    ['what only the gate can know', { kind: 'platform', code: 'key-missing', message: '', detail: {} }],
    ['that its mailbox is away', { kind: 'platform', code: 'mailbox-unreachable', message: '', sent: false }],
    ['a kind that nobody knows', { kind: 'other', code: 'source-failed' }],
  ])('is told as broken: %s', (_, value) => {
    expect(told(value)).toMatchObject({ name: 'RelayFailure', code: 'relay-broken', sent: true });
  });

  it('is told as broken if it is no JSON, and quotes nothing of it', () => {
    const error = failureTold(Buffer.from('{"message":"Jane Doe'));
    expect(error).toMatchObject({ code: 'relay-broken' });
    expect(String(error.message)).not.toContain('Jane');
  });

  it('is one line of no great length, with details that are values', () => {
    const message = `\u001b[2Jcleared\r\n${'x'.repeat(5_000)}`;
    const detail = { row: 7, note: 'a\nb', __proto__: 'x', nested: { a: 1 }, 'a b': 'c', retryAfter: null };
    const error = told({ kind: 'source', code: 'source-failed', message, detail }) as SourceError;
    expect(error.message).toHaveLength(1_000);
    expect(error.message).toMatch(/^ \[2Jcleared {2}x+$/);
    expect(error.detail).toEqual({ row: 7, note: 'a b' });
  });

  it.each([
    new SourceError('source-throttled', 'the database is busy', { detail: { retryAfter: 5_000 } }),
    new HttpError('connect-failed', 'the connection was refused', { sent: false }),
  ])('comes as it was thrown: %s', (error) => {
    expect(failureTold(tellFailure(error))).toEqual(error);
  });
});

it.each(['null', '[]', '{"incarnation":"a","count":1,"written":null}', '{"incarnation":"a","written":{}}', '{'])(
  'takes %s for no word of an agent',
  (text) => {
    expect(readBeat(Buffer.from(text))).toBeUndefined();
  },
);

it('cuts an agent off that was revoked, however fast its answer comes', async () => {
  let later = 0;
  const relay = begin(undefined, () => Date.now() + later);
  async function* endless() {
    for (;;) yield Buffer.alloc(1_048_576);
  }
  const agent = await relay.agent(async () => ({ head: { status: 200 }, body: endless() }));
  const asked: RelayedHttp = {
    kind: 'http',
    source: 'hr',
    method: 'GET',
    url: 'https://hr.acme.example/people',
    headers: {},
    body: 'none',
    connectMilliseconds: 5_000,
    firstByteMilliseconds: 5_000,
  };
  const { body } = await relay.ask(asked, { signal: AbortSignal.timeout(20_000) });
  let chunks = 0;
  const reading = (async () => {
    for await (const _ of body) {
      // Whoever reads slowly never waits for what comes next.
      await sleep(40);
      if (++chunks !== 3) continue;
      const process = agentProcess({ incarnation: agent.incarnation, agreementKey: '' }, Date.now());
      await putAgents(relay.places.registry, [
        { ...agentRecord(agent.name, agent.slot, process), revokedAt: Date.now() },
      ]);
      later = 10_000;
    }
  })();
  await expect(reading).rejects.toMatchObject({ code: 'agent-revoked' });
  expect(chunks).toBeLessThan(10);
});

it('takes a request all the same whose id somebody else has put on its queue before', async () => {
  const relay = begin((real) => ({
    ...real,
    queue: (slot) => ({
      ...real.queue(slot),
      send: async (text) => {
        const queue = real.queue(slot);
        await queue.send(JSON.stringify({ ...JSON.parse(text), sealed: Buffer.alloc(64).toString('base64url') }));
        // Until it was looked at.
        await sleep(300);
        await queue.send(text);
      },
    }),
  }));
  let runs = 0;
  await relay.agent(async () => {
    runs++;
    return { head: { status: 200, headers: {} }, body: nothing() };
  });
  const signal = AbortSignal.timeout(4_000);
  const answered = relayHttpClient(relay.ask, 'hr')({ privateAddresses: [] })({ ...request(), signal });
  expect((await answered).status).toBe(200);
  expect(runs).toBe(1);
  expect(relay.lines).toContainEqual(
    expect.objectContaining({ event: 'relay.offer-refused', code: 'not-of-the-gate' }),
  );
});

it('has no session with an agent that calls itself by the name of another one’s process', async () => {
  const relay = begin();
  const run: RunRequest = async () => ({ head: { status: 200, headers: {} }, body: nothing() });
  const { incarnation } = await relay.agent(run);
  const agreementKey = await newAgreementKey();
  const other = await relay.agent(run, { incarnation, agreementKey });
  const key = Buffer.from(await publicBytes(agreementKey.publicKey)).toString('base64url');
  const process = agentProcess({ incarnation, agreementKey: key }, Date.now());
  await putAgents(relay.places.registry, [agentRecord(other.name, other.slot, process)]);
  const http = relayHttpClient(relay.ask, 'hr')({ privateAddresses: [] });
  const answers = await Promise.all(Array.from({ length: 12 }, () => http(request())));
  for (const { status, body } of answers) expect([status, (await buffer(body)).length]).toEqual([200, 0]);
  expect(relay.lines.map(({ event }) => event)).not.toContain('relay.offer-refused');
});
