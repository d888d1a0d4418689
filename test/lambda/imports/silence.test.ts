import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Item } from '../../../connectors/item.ts';
import { parseFrames } from './frames.ts';
import { startImportServer, type TestImport } from './import-server.ts';

const message = Buffer.from('{"version":"v1.0.0"}');
const body = Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]);
const person = (id: number): Item => ({ kind: 'entity', id: `p${id}`, name: 'Person', type: 'person' });
const stillReading = { log: { level: { info: {} }, message: 'Still reading.' } };

/** Pulls a source, and notes the longest time without a byte. */
const pull = async (source: TestImport, silence: number | undefined, version = 'v1alpha2') => {
  await using server = await startImportServer(source, { limits: { silence } });
  const url = `${server.url}/elimity.insights.customgateway.${version}.Service/PerformImport`;
  const headers = { 'content-type': 'application/connect+json' };
  const response = await fetch(url, { method: 'POST', body, headers });
  const chunks: Uint8Array[] = [];
  let longest = 0;
  let last = performance.now();
  for await (const chunk of response.body!) {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
    chunks.push(chunk);
  }
  const frames = parseFrames(new Uint8Array(Buffer.concat(chunks)));
  return { longest, messages: frames.map(({ message }) => JSON.parse(Buffer.from(message).toString())) };
};

const slow: TestImport = async function* () {
  await sleep(450);
  yield { items: [person(1)], resume: 1 };
  await sleep(450);
  yield { items: [person(2)] };
};

describe('an import whose source is slow, on a host that bears 400 ms of silence', () => {
  test.each(['v1alpha1', 'v1alpha2'])('says something each 100 ms, in %s', async (version) => {
    const { longest, messages } = await pull(slow, 400, version);
    expect(longest).toBeLessThan(350);
    const entities = messages.filter((each) => 'entity' in each).map(({ entity }) => entity.id);
    expect(entities).toEqual(['p1', 'p2']);
    const logs = messages.filter((each) => 'log' in each);
    expect(logs.length).toBeGreaterThanOrEqual(4);
    for (const log of logs) expect(log).toEqual(stillReading);
    expect(messages.at(-1)).toEqual({});
  });

  test('sends what it has, rather than say something, where rows come one by one', async () => {
    const { longest, messages } = await pull(async function* () {
      for (let id = 0; id < 40; id++) {
        await sleep(20);
        yield { items: [person(id)] };
      }
    }, 400);
    expect(longest).toBeLessThan(350);
    expect(messages).toHaveLength(41);
  });

  test('says what went wrong, also after that', async () => {
    const { messages } = await pull(async function* () {
      await sleep(250);
      yield { items: [person(1)] };
      throw new Error('CANARY');
    }, 400);
    expect(messages.filter((each) => 'entity' in each)).toHaveLength(1);
    expect(messages.at(-1)).toMatchObject({ error: { code: 'internal' } });
    expect(JSON.stringify(messages)).not.toContain('CANARY');
  });
});

test('where silence does no harm, nothing is said', async () => {
  const { messages } = await pull(slow, undefined);
  expect(messages.map((each) => Object.keys(each)[0])).toEqual(['entity', 'entity', undefined]);
});
