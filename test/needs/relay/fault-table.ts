import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, type ExpectStatic, it } from 'vitest';
import type { KillStep } from './agent-process.ts';
import { answerTo } from './answer-to.ts';
import type { Backend } from './backend.ts';
import { type CountingSource, countingSource, wholeAnswer } from './counting-source.ts';
import { type FaultRelay, faultRelay } from './fault-relay.ts';
import { frozenEnvironment } from './frozen-connections.ts';

/** What a row is played with. Its path is its own, so that calls are counted for it alone. */
interface Scene {
  readonly relay: FaultRelay;
  readonly source: CountingSource;
  readonly path: string;
  readonly method: string;
  readonly expect: ExpectStatic;
}

interface Row {
  readonly name: string;
  /** @default - all */
  readonly on?: readonly string[];
  play(scene: Scene): Promise<void>;
}

/** Where agents and queues have clocks of their own, and connections between them. */
const clouds = ['SQS and S3', 'Queue Storage and Blob Storage', 'Pub/Sub and Cloud Storage'];

const answered = { bytes: wholeAnswer };
const minutes = 60_000;

const asked = ({ relay, source, path, method }: Scene) => answerTo(relay.ask, source.url + path, method);
const called = ({ source, path, expect }: Scene) =>
  expect.poll(() => source.calls(path), { timeout: minutes, interval: 20 }).toBe(1);

/** An agent hangs at a step, another one is there, and the first comes back after a while. */
const hanging = (step: KillStep, milliseconds: number, writes: 'answered' | 'agent-lost'): Row['play'] => {
  return async (scene) => {
    const { relay, source, path, method, expect } = scene;
    const stopped = await relay.start(1, { killAt: { step, times: 1, signal: 'SIGSTOP' } });
    const began = performance.now();
    const outcome = asked(scene);
    await sleep(30);
    await relay.start(2);
    expect(await outcome).toEqual(method === 'GET' || writes === 'answered' ? answered : { code: 'agent-lost' });
    await sleep(Math.max(0, milliseconds - (performance.now() - began)));
    stopped.kill('SIGCONT');
    expect(await answerTo(relay.ask, `${source.url}${path}/after`, 'GET')).toEqual(answered);
    await sleep(2_000);
    if (method === 'POST') expect(source.calls(path)).toBeLessThanOrEqual(1);
    expect(stopped.exitCode).toBeNull();
  };
};

const ahead = (milliseconds: number): Row['play'] => {
  return async (scene) => {
    await scene.relay.start(1, { ahead: milliseconds });
    scene.expect(await asked(scene)).toEqual(answered);
  };
};

/** A gate's process of its own, which is killed when something has come to pass. */
const killedGate = (when: (scene: Scene, gate: ChildProcess) => Promise<unknown>, step?: KillStep): Row['play'] => {
  return async (scene) => {
    const { relay, source, path, method, expect } = scene;
    const agent = await relay.start(1, step && { killAt: { step, times: 1, signal: 'SIGSTOP' } });
    const gate = spawn(process.execPath, [join(import.meta.dirname, 'gate-process.ts')], {
      env: { ...process.env, ...relay.environment, RELAY_ASK: `${method} ${source.url}${path}` },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await when(scene, gate);
    gate.kill('SIGKILL');
    await once(gate, 'exit');
    agent.kill('SIGCONT');
    await expect.poll(() => relay.left(), { timeout: 2 * minutes, interval: 500 }).toEqual([]);
    expect(source.calls(path)).toBeLessThanOrEqual(1);
    expect(await answerTo(relay.ask, `${source.url}${path}/after`, method)).toEqual(answered);
  };
};

const ticketIsThere = async ({ relay, expect }: Scene): Promise<void> => {
  const names = () => relay.places.mailbox(1).list();
  await expect.poll(names, { timeout: 30_000 }).toContainEqual(expect.stringMatching(/\/t$/));
  await sleep(1_000);
};

const rows: readonly Row[] = [
  { name: 'hangs before it has claimed the request', play: hanging('opened', 12_000, 'answered') },
  { name: 'hangs with the message in its hands until it comes again', play: hanging('received', 35_000, 'answered') },
  { name: 'hangs with the claim until its message comes again', play: hanging('claimed', 40_000, 'agent-lost') },
  { name: 'hangs with the source called', play: hanging('source-called', 25_000, 'agent-lost') },
  {
    name: 'hangs alone until nobody waits any more',
    async play(scene) {
      const { relay, source, path, expect } = scene;
      const stopped = await relay.start(1, { killAt: { step: 'received', times: 1, signal: 'SIGSTOP' } });
      expect(await asked(scene)).toEqual({ code: 'agent-busy' });
      stopped.kill('SIGCONT');
      await expect.poll(() => relay.left(), { timeout: minutes, interval: 500 }).toEqual([]);
      expect(source.calls(path)).toBe(0);
    },
  },
  {
    name: 'is stopped in the middle',
    async play(scene) {
      const { relay, source, path, method, expect } = scene;
      const stopped = await relay.start(1);
      const outcome = asked(scene);
      await called(scene);
      await relay.start(2);
      stopped.kill('SIGTERM');
      const later = Array.from({ length: 3 }, (_, nth) => answerTo(relay.ask, `${source.url}${path}/${nth}`, method));
      expect(await outcome).toEqual(answered);
      expect(await Promise.all(later)).toEqual([answered, answered, answered]);
      if (stopped.exitCode === null) await once(stopped, 'exit');
      expect(stopped.exitCode).toBe(0);
      await relay.start(1);
    },
  },
  {
    name: 'is revoked in the middle',
    async play(scene) {
      const { relay, method, expect } = scene;
      const revoked = await relay.start(1);
      const outcome = asked(scene);
      await called(scene);
      await relay.start(2);
      const began = performance.now();
      await relay.change(1, (record) => ({ ...record, revokedAt: Date.now() }));
      revoked.kill('SIGUSR2');
      expect([{ code: 'agent-revoked' }, ...(method === 'GET' ? [answered] : [])]).toContainEqual(await outcome);
      expect(performance.now() - began).toBeLessThan(minutes);
    },
  },
  { name: 'has a clock that is ten minutes ahead', on: clouds, play: ahead(600_000) },
  { name: 'has a clock that is ten minutes late', on: clouds, play: ahead(-600_000) },
  {
    name: 'has access that ends in the middle',
    on: ['Queue Storage and Blob Storage'],
    async play(scene) {
      const { relay } = scene;
      await relay.start(1, { access: relay.access(1, 4_000), accessLater: relay.access(1) });
      scene.expect(await asked(scene)).toEqual(answered);
    },
  },
  {
    name: 'has connections that say nothing any more',
    on: clouds,
    async play(scene) {
      const { relay, method, expect } = scene;
      const frozen = await frozenEnvironment(relay.environment);
      try {
        await relay.start(1, { environment: frozen.environment });
        const outcome = asked(scene);
        await called(scene);
        await relay.start(2);
        frozen.freeze();
        // Of what was given on already no other agent can go on.
        expect([answered, { code: 'agent-lost' }]).toContainEqual(await outcome);
        if (method === 'POST') expect(scene.source.calls(scene.path)).toBe(1);
        await expect.poll(() => relay.left(), { timeout: 2 * minutes, interval: 500 }).toEqual([]);
      } finally {
        await frozen.stop();
      }
    },
  },
  {
    name: 'works for a gate that is killed before the claim',
    on: ['local'],
    play: killedGate(ticketIsThere, 'received'),
  },
  { name: 'works for a gate that is killed before the answer', on: ['local'], play: killedGate(called) },
  {
    name: 'works for a gate that is killed in the middle of the answer',
    on: ['local'],
    play: killedGate((_, gate) => once(gate.stdout!, 'data')),
  },
];

/** Plays all that can befall an agent but its death, on one backend. */
export const faultTable = (name: string, begin: () => Promise<Backend>): void => {
  let backend: Backend;
  let source: CountingSource;
  beforeAll(async () => {
    backend = await begin();
    source = await countingSource();
  });
  afterAll(async () => {
    await source?.stop();
    await backend?.stop();
  });
  describe('an agent', () => {
    for (const [nth, row] of rows.entries()) {
      if (row.on && !row.on.includes(name)) continue;
      for (const method of ['GET', 'POST'])
        it.concurrent(
          `${row.name}, ${method}`,
          async ({ expect }) => {
            const relay = await faultRelay(backend);
            try {
              await row.play({ relay, source, method, path: `/slow/${nth}/${method}`, expect });
              await expect.poll(() => relay.left(), { timeout: 2 * minutes, interval: 500 }).toEqual([]);
            } finally {
              await relay.stop();
            }
          },
          5 * minutes,
        );
    }
  });
};
