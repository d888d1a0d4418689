import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunRequest } from '../../../lambda/relay/agent/run-request.ts';
import { askAgents } from '../../../lambda/relay/gate/ask-agents.ts';
import { RelayFailure } from '../../../lambda/relay/relay-failure.ts';
import type { RelayedHttp } from '../../../lambda/relay/relayed-request.ts';
import { faultyMailbox, faultyQueue, type PlaceFaults } from './support/faulty-places.ts';
import { type TestRelay, testRelay } from './support/test-relay.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const mebibyte = 1_048_576;

/** What becomes of a request that only reads, and of one that writes. */
type Fate = 'answered' | 'agent-lost' | 'relay-broken' | 'agent-missing';

interface Row extends PlaceFaults {
  readonly name: string;
  readonly reads: Fate;
  readonly writes: Fate;
  /** Of the answer. @default 3 */
  readonly mebibytes?: number;
  /** Of the request that writes, which goes with it. @default 10 */
  readonly bodyBytes?: number;
  /** Whether it comes by and by, and is sent in chunks. @default false */
  readonly isStreamed?: true;
  /** How far the clock of the gate's process is ahead. @default 0 */
  readonly aheadMilliseconds?: number;
}

/** What it costs to wait for what is lost is seconds each: all rows are played at once. */
const rows: readonly Row[] = [
  { name: 'every message comes twice', messages: 'twice', reads: 'answered', writes: 'answered' },
  { name: 'messages come in another order', messages: 'reversed', reads: 'answered', writes: 'answered' },
  { name: 'messages can not be taken out', messages: 'kept', reads: 'answered', writes: 'answered' },
  { name: 'a message is lost', messages: 'lost', reads: 'answered', writes: 'answered' },
  { name: 'a ticket is lost', lostPut: 't', reads: 'answered', writes: 'agent-lost' },
  { name: 'a request is lost', lostPut: 'r', bodyBytes: 40_000, reads: 'answered', writes: 'answered' },
  {
    name: 'a chunk of the body is lost',
    lostPut: 'q/1',
    bodyBytes: 3 * mebibyte,
    isStreamed: true,
    reads: 'relay-broken',
    writes: 'relay-broken',
  },
  { name: 'the first chunk is lost', lostPut: 'a/0', reads: 'answered', writes: 'relay-broken' },
  { name: 'a chunk in the middle is lost', lostPut: 'a/1', reads: 'relay-broken', writes: 'relay-broken' },
  { name: 'the last chunk is lost', lostPut: 'a/3', reads: 'relay-broken', writes: 'relay-broken' },
  {
    name: 'a removal is lost that the agent waits for',
    lostRemoval: 'a/2',
    mebibytes: 24,
    reads: 'answered',
    writes: 'answered',
  },
  { name: 'lists are late', lateList: 1_000, reads: 'answered', writes: 'answered' },
  { name: "the gate's clock is late", aheadMilliseconds: -600_000, reads: 'answered', writes: 'answered' },
  // It is as if nobody had been heard of: no request is sent anywhere.
  { name: "the gate's clock is ahead", aheadMilliseconds: 600_000, reads: 'agent-missing', writes: 'agent-missing' },
];

/** What came of a row. */
interface Played {
  readonly fates: readonly string[];
  /** How often the source was asked, by request. */
  readonly calls: readonly number[];
  /** In mailboxes and queues, in the end. */
  readonly left: readonly string[];
}

const methods = ['GET', 'POST'] as const;
let played: ReadonlyMap<string, Played>;
beforeAll(async () => {
  const playing = rows.flatMap((row) =>
    methods.map(async (method) => [`${method} ${row.name}`, await play(row, method)] as const),
  );
  played = new Map(await Promise.all(playing));
}, 120_000);

describe.each(methods)('a %s', (method) => {
  it.each(rows)('where $name', ({ name, reads, writes }) => {
    const { fates, calls, left } = played.get(`${method} ${name}`)!;
    const fate = method === 'GET' ? reads : writes;
    expect(fates).toContain(fate);
    for (const each of fates) expect(['answered', fate]).toContain(each);
    if (method === 'POST') expect(Math.max(0, ...calls)).toBeLessThanOrEqual(1);
    expect(left).toEqual([]);
  });
});

it('gives the next agent its time to take a request that the first one had for long', async () => {
  let passed = 0;
  const relay = testRelay((real) => ({
    ...real,
    queue: (slot) => {
      const queue = real.queue(slot);
      // As on Azure, where an agent looks once in a second.
      const late = () => sleep(1_500).then(() => queue.receive({ maximum: 10, waitSeconds: 0 }));
      return { ...queue, receive: late };
    },
  }));
  const run: RunRequest = async () => {
    if (passed > 0) return { head: {}, body: pieces(1) };
    passed = 50_000;
    throw new RelayFailure('agent-lost', 'it was stopped', { sent: true });
  };
  try {
    for (let agents = 0; agents < 2; agents++) await relay.agent(run);
    const { gateway, places } = relay;
    const ask = askAgents({ gateway, places, log: silent, now: () => Date.now() + passed, random: Math.random });
    const { body } = await ask(http('GET', 0), { signal: AbortSignal.timeout(20_000) });
    let bytes = 0;
    for await (const part of body) bytes += part.length;
    expect(bytes).toBe(mebibyte);
  } finally {
    await relay.stop();
  }
}, 30_000);

/** Five at once, so that there is an order; of them one is befallen, or all are. */
const play = async (row: Row, method: string): Promise<Played> => {
  const { mebibytes = 3, bodyBytes = 10, isStreamed = false, aheadMilliseconds: ahead = 0 } = row;
  const relay = faulty(row);
  const calls = new Map<string, number>();
  const run: RunRequest = async (request, { body }) => {
    const { url } = request as RelayedHttp;
    calls.set(url, (calls.get(url) ?? 0) + 1);
    for await (const _ of body);
    return { head: {}, body: pieces(mebibytes) };
  };
  try {
    await relay.agent(run);
    await relay.agent(run);
    const { gateway, places } = relay;
    const ask = askAgents({ gateway, places, log: silent, now: () => Date.now() + ahead, random: Math.random });
    const asked = Array.from({ length: 5 }, async (_, nth) => {
      const request = { ...http(method, nth), body: isStreamed ? ('stream' as const) : bodyBytes };
      const body = isStreamed ? pieces(bodyBytes / mebibyte) : Buffer.alloc(bodyBytes);
      try {
        const answer = await ask(request, { body, signal: AbortSignal.timeout(50_000) });
        let bytes = 0;
        for await (const part of answer.body) bytes += part.length;
        return bytes === mebibytes * mebibyte ? 'answered' : `${bytes} bytes`;
      } catch (error) {
        return (error as { readonly code?: string }).code ?? String(error);
      }
    });
    const fates = await Promise.all(asked);
    return { fates, calls: [...calls.values()], left: await leftIn(relay) };
  } finally {
    await relay.stop();
  }
};

/** What is over is cleared away a moment later. */
const leftIn = async (relay: TestRelay): Promise<readonly string[]> => {
  for (let looks = 0; ; looks++) {
    const left = await relay.left();
    if (left.length === 0 || looks === 50) return left;
    await sleep(200);
  }
};

const faulty = (faults: PlaceFaults): TestRelay =>
  testRelay((real) => ({
    ...real,
    queue: kept((slot) => faultyQueue(real.queue(slot), faults)),
    mailbox: kept((slot) => faultyMailbox(real.mailbox(slot), faults)),
  }));

/** The same one for the gate and for the agent: what is lost is lost once. */
const kept = <Value>(make: (slot: number) => Value): ((slot: number) => Value) => {
  const made = new Map<number, Value>();
  return (slot) => {
    const value = made.get(slot) ?? make(slot);
    made.set(slot, value);
    return value;
  };
};

async function* pieces(mebibytes: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < mebibytes; sent++) {
    yield Buffer.alloc(mebibyte, 'a');
    await sleep(20);
  }
}

const http = (method: string, nth: number): RelayedHttp => ({
  kind: 'http',
  source: 'hr',
  method,
  url: `https://hr.acme.example/people/${nth}`,
  headers: {},
  body: 'none',
  connectMilliseconds: 5_000,
  firstByteMilliseconds: 30_000,
});
