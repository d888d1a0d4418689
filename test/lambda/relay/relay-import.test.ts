import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Batch, Item } from '../../../connectors/item.ts';
import type { RunRequest } from '../../../lambda/relay/agent/run-request.ts';
import { relayImport } from '../../../lambda/relay/gate/relay-import.ts';
import { RelayFailure } from '../../../lambda/relay/relay-failure.ts';
import { writeBatch } from '../../../lambda/relay/written-batch.ts';
import { importContext } from '../../connectors/support/import-context.ts';
import { type TestRelay, testRelay } from './support/test-relay.ts';

let relay: TestRelay | undefined;
afterEach(() => relay?.stop());

const person = (number: number): Item => ({ kind: 'entity', type: 'user', id: `u${number}`, name: `User ${number}` });
const link = (number: number): Item => ({
  kind: 'relationship',
  ...{ fromType: 'user', fromId: `u${number}`, toType: 'group', toId: 'g' },
});

/** Two persons with a point to go on from, then links in three batches of which the last has one, and an end without. */
const batches: readonly Batch[] = [
  { items: [] },
  { items: [person(1), person(2)], resume: 1 },
  { items: [link(1), link(1)] },
  { items: [link(2)] },
  { items: [link(3)], resume: 2 },
  { items: [{ kind: 'log', level: 'info', message: 'all of it' }] },
];
const whole = batches.flatMap(({ items }) => items);

/** Reads from the cursor on, as a connector does; `deaths` says after how many batches each run dies. */
const reader =
  (deaths: number[]): RunRequest =>
  async (request) => {
    const cursor = request.kind === 'import' ? request.cursor : undefined;
    const first = cursor === undefined ? 1 : batches.findIndex(({ resume }) => resume === cursor) + 1;
    const death = deaths.shift();
    async function* body() {
      yield writeBatch(batches[0]!);
      await sleep(30);
      for (const [nth, batch] of batches.slice(first).entries()) {
        if (nth === death) break;
        yield writeBatch(batch);
        // It is sent, and does not wait for more.
        await sleep(30);
      }
      if (death !== undefined) throw new RelayFailure('agent-lost', 'killed', { sent: true });
    }
    return { head: {}, body: body() };
  };

const imported = async (deaths: number[]): Promise<readonly Item[]> => {
  relay = testRelay();
  await relay.agent(reader(deaths));
  await relay.agent(reader(deaths));
  const options = { ask: relay.ask, source: 'people', connector: 'ldap', options: {} };
  const items: Item[] = [];
  for await (const batch of relayImport(options, importContext({ secret: async () => ({}) })))
    items.push(...batch.items);
  return items;
};

describe('an import whose agent dies', () => {
  it.each([
    ['at once', [0]],
    ['at a point to go on from', [1]],
    ['behind one, before the next', [2]],
    ['later behind it, and again', [3, 1]],
    ['after all was given', [5]],
    ['after each batch', [1, 2, 2, 3, 1]],
  ])('%s is complete, and nothing comes twice', async (_, deaths) => {
    expect(await imported(deaths)).toEqual(whole);
  });

  it('ends where nothing new comes any more', async () => {
    await expect(imported(Array.from({ length: 20 }, () => 0))).rejects.toMatchObject({ code: 'source-unreachable' });
  });
});
