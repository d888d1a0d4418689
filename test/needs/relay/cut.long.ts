import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerTo } from './answer-to.ts';
import type { Backend } from './backend.ts';
import type { CloudPorts } from './cloud-fetch.ts';
import { type CountingSource, countingSource, wholeAnswer } from './counting-source.ts';
import { type FaultRelay, faultRelay } from './fault-relay.ts';
import { googleBackend } from './google-backend.ts';
import { type NetworkNamespace, networkNamespace, noNamespace } from './network-namespace.ts';

const minutes = Number(process.env['SALLYPORT_RUNS'] ?? 5);
const reason = noNamespace();
if (reason) process.stdout.write(`An agent without a network is not tried: ${reason}.\n`);

let backend: Backend;
let source: CountingSource;
let relay: FaultRelay;
let network: NetworkNamespace | undefined;
beforeAll(async () => {
  if (reason) return;
  backend = await googleBackend();
  source = await countingSource();
  relay = await faultRelay(backend);
  const ports = Object.values(JSON.parse(relay.environment['RELAY_PORTS']!) as CloudPorts);
  network = await networkNamespace({ cloud: ports, source: [Number(new URL(source.url).port)] });
});
afterAll(async () => {
  await relay?.stop();
  await network?.stop();
  await source?.stop();
  await backend?.stop();
});

const answered = { bytes: wholeAnswer };
const ask = (path: string, method = 'GET') => answerTo(relay.ask, source.url + path, method);

describe.skipIf(reason)(`an agent that has no network for ${minutes} minutes`, () => {
  test('answers before and after, and everything in between has its answer or its code', async () => {
    await relay.start(1, { through: network!.through });
    expect(await ask('/before')).toEqual(answered);
    expect(await ask('/before', 'POST')).toEqual(answered);

    const cutIn = [ask('/slow/read'), ask('/slow/write', 'POST')];
    await expect.poll(() => source.calls('/slow/read') + source.calls('/slow/write'), { timeout: 60_000 }).toBe(2);
    network!.cut(true);
    relay.silence(1, true);
    const cutAt = performance.now();
    const soon = ask('/soon', 'POST');
    expect(await Promise.all(cutIn)).toEqual([
      { code: expect.stringMatching(/^agent-(lost|missing|busy)$/) },
      { code: 'agent-lost' },
    ]);
    expect(await soon).toEqual({ code: 'agent-busy' });
    await sleep(Math.max(0, 70_000 - (performance.now() - cutAt)));
    expect(await ask('/later', 'POST')).toEqual({ code: 'agent-missing' });
    await sleep(Math.max(0, minutes * 60_000 - (performance.now() - cutAt)));

    network!.cut(false);
    relay.silence(1, false);
    const backAt = performance.now();
    expect(await ask('/after')).toEqual(answered);
    process.stdout.write(
      `answered ${((performance.now() - backAt) / 1_000).toFixed(1)} s after the network was back\n`,
    );
    expect(await ask('/after', 'POST')).toEqual(answered);
    expect(source.calls('/slow/write')).toBe(1);
    // What was withdrawn, or never sent, was never run.
    expect([source.calls('/soon'), source.calls('/later')]).toEqual([0, 0]);
    await expect.poll(() => relay.left(), { timeout: 120_000, interval: 500 }).toEqual([]);
  });
});
