import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, type ExpectStatic, it } from 'vitest';
import type { KillStep } from './agent-process.ts';
import { answerTo } from './answer-to.ts';
import type { Backend } from './backend.ts';
import { type CountingSource, countingSource, wholeAnswer } from './counting-source.ts';
import { type FaultRelay, faultRelay } from './fault-relay.ts';

/** A moment at which an agent is killed, and what must come of a request that only reads, and of one that writes. */
interface KillPoint {
  readonly name: string;
  readonly at?: { readonly step: KillStep; readonly times: number };
  /** `none`: such a request never gets there. */
  readonly reads: 'answered' | 'either' | 'none';
  /** `lost`: nobody knows whether it was done, and that is said. */
  readonly writes: 'answered' | 'lost' | 'either';
}

/** At every step of the work, and a few in between. What was on its way into the mailbox may get there though its sender is dead. */
const points: readonly KillPoint[] = [
  { name: 'while it is idle', reads: 'answered', writes: 'answered' },
  { name: 'with the message in its hands', at: { step: 'received', times: 1 }, reads: 'answered', writes: 'answered' },
  { name: 'with the request opened', at: { step: 'opened', times: 1 }, reads: 'answered', writes: 'answered' },
  { name: 'with the request claimed', at: { step: 'claimed', times: 1 }, reads: 'answered', writes: 'lost' },
  { name: 'with the message taken out', at: { step: 'taken', times: 1 }, reads: 'answered', writes: 'lost' },
  { name: 'before it calls the source', at: { step: 'run', times: 1 }, reads: 'answered', writes: 'lost' },
  {
    name: 'with the first of the body read',
    at: { step: 'question-read', times: 1 },
    reads: 'none',
    writes: 'lost',
  },
  { name: 'with more of the body read', at: { step: 'question-read', times: 3 }, reads: 'none', writes: 'lost' },
  { name: 'with the source called', at: { step: 'source-called', times: 1 }, reads: 'answered', writes: 'lost' },
  { name: 'with the head of the answer', at: { step: 'answered', times: 1 }, reads: 'answered', writes: 'lost' },
  { name: 'with one chunk written', at: { step: 'chunk-written', times: 1 }, reads: 'either', writes: 'either' },
  { name: 'with three chunks written', at: { step: 'chunk-written', times: 3 }, reads: 'either', writes: 'either' },
  { name: 'with all chunks written', at: { step: 'written', times: 1 }, reads: 'answered', writes: 'answered' },
  { name: 'with the answer read', at: { step: 'read', times: 1 }, reads: 'answered', writes: 'answered' },
];

/** How often the table is played, one time after another. */
const rounds = Number(process.env['SALLYPORT_RUNS'] ?? 1);
/** A request of a dead agent must be with another one, or be answered, after so many milliseconds. */
const takenOver = 30_000;

/** Many rows are played at once, on a machine that may have other work. */
const rowMilliseconds = 180_000;

/**
 * Plays the table on backends of one kind, each round on a fresh one: each row with two agents, of which the one that takes the request is killed. Emulators
 * remember what was removed: Azurite stands still for many seconds when it clears that away, ten minutes after it began.
 *
 * @param atOnce rows that are played together: as many as an emulator bears. @default - all of them
 */
export const killTable = (begin: () => Promise<Backend>, atOnce = rows.length): void => {
  let source: CountingSource;
  beforeAll(async () => {
    source = await countingSource();
  });
  afterAll(() => source?.stop());

  describe.each(Array.from({ length: rounds }, (_, round) => round + 1))('round %i', (round) => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await begin();
    });
    afterAll(() => backend?.stop());
    describe.each(waves(atOnce))('rows from $first', ({ first, end }) => {
      for (const { method, point } of rows.slice(first, end)) {
        const path = `/${round}/${point.name.replaceAll(' ', '-')}/${method}`;
        const played = async ({ expect }: { readonly expect: ExpectStatic }) => {
          const relay = await faultRelay(backend);
          try {
            await play(relay, source, point, method, path, expect);
          } finally {
            await relay.stop();
          }
        };
        it.concurrent(`${point.name}, ${method}`, played, rowMilliseconds);
      }
    });
  });
};

const waves = (atOnce: number) =>
  Array.from({ length: Math.ceil(rows.length / atOnce) }, (_, wave) => ({
    first: wave * atOnce,
    end: (wave + 1) * atOnce,
  }));

const rows = ['GET', 'POST'].flatMap((method) =>
  points.filter(({ reads }) => method === 'POST' || reads !== 'none').map((point) => ({ method, point })),
);

const play = async (
  relay: FaultRelay,
  source: CountingSource,
  point: KillPoint,
  method: string,
  path: string,
  expect: ExpectStatic,
): Promise<void> => {
  // The one that is to be killed is alone at first, so that it gets the request.
  const doomed = await relay.start(1, { killAt: point.at });
  if (!point.at) {
    doomed.kill('SIGKILL');
    await once(doomed, 'exit');
  }
  const began = performance.now();
  const asked = answerTo(relay.ask, source.url + path, method);
  await sleep(30);
  await relay.start(2);
  const outcome = await asked;
  const took = performance.now() - began;

  const expected = method === 'GET' ? point.reads : point.writes;
  if (expected === 'answered') expect(outcome).toEqual({ bytes: wholeAnswer });
  if (expected === 'lost') expect(outcome).toEqual({ code: 'agent-lost' });
  if (expected === 'either') expect([wholeAnswer, 'agent-lost']).toContain(outcome.bytes ?? outcome.code);
  expect(took).toBeLessThan(takenOver + 5_000);
  if (method === 'POST') expect(source.calls(path)).toBeLessThanOrEqual(1);
  if (outcome.bytes) expect(source.calls(path)).toBeGreaterThanOrEqual(1);

  // What only the next process of the agent can clear away, it does.
  if (doomed.exitCode === null && doomed.signalCode === null) await once(doomed, 'exit');
  expect(doomed.signalCode).toBe('SIGKILL');
  await relay.start(1);
  await expect.poll(() => relay.left(), { timeout: 60_000, interval: 250 }).toEqual([]);
};
