import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { localRelay } from '../../lambda/platform/local/local-relay.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import { nodeHttpClient } from '../../lambda/platform/node-http-client.ts';
import { relayGate } from '../../lambda/relay/gate/relay-gate.ts';

/** The gate of the relay's bench: `node relay-gate.ts <folder>`. It asks as it is told, directly or through agents. */
const [folder = ''] = process.argv.slice(2);
const log = jsonLog(() => undefined, Date.now);
const places = localRelay(folder, 'bench');
const gate = relayGate({ gateway: 'bench', places, log, now: Date.now, random: Math.random }, 'hr');
const options = { privateAddresses: ['127.0.0.0/8'] };
const clients = { relay: gate.http(options), direct: nodeHttpClient({ ...options, now: Date.now }) };

/** Requests, one after another at a pace, or as many at once as are told. */
interface Task {
  readonly by: keyof typeof clients;
  readonly url: string;
  readonly requests: number;
  /** Milliseconds from the beginning of one to that of the next; with 0 the next begins when one has ended. */
  readonly every: number;
  readonly atOnce: number;
}

const peak = (): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);

const ask = async ({ by, url }: Task): Promise<{ readonly milliseconds: number; readonly bytes: number }> => {
  const began = performance.now();
  const { body } = await clients[by]({
    method: 'GET',
    url: new URL(url),
    headers: {},
    signal: new AbortController().signal,
    connectMilliseconds: 5_000,
    firstByteMilliseconds: 60_000,
  });
  let bytes = 0;
  for await (const part of body) bytes += (part as Uint8Array).length;
  return { milliseconds: performance.now() - began, bytes };
};

const paced = async (task: Task) => {
  const asked = [];
  const began = performance.now();
  for (let number = 0; number < task.requests; number++) {
    await sleep(Math.max(0, began + number * task.every - performance.now()));
    asked.push(ask(task));
  }
  return Promise.all(asked);
};

const inLanes = async (task: Task) => {
  let left = task.requests;
  const lane = async () => {
    const results = [];
    while (left-- > 0) results.push(await ask(task));
    return results;
  };
  return (await Promise.all(Array.from({ length: task.atOnce }, lane))).flat();
};

process.on('message', async (task: Task) => {
  const began = performance.now();
  const answers = await (task.every > 0 ? paced(task) : inLanes(task));
  process.send!({
    milliseconds: performance.now() - began,
    each: answers.map(({ milliseconds }) => milliseconds),
    bytes: answers.reduce((sum, { bytes }) => sum + bytes, 0),
    peak: peak(),
  });
});
process.send!('ready');
