import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latencies, saturate } from './load.ts';
import { type Usage, withServer } from './measured-server.ts';
import { atLeast, atMost, beside, type Measurement, median } from './measurement.ts';

const rounds = 5;
const roundMilliseconds = 2_000;
const connections = 16;
const perSecond = 200;

interface Rate {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

/** Requests a second at saturation, and those that one second of the server's CPU is enough for. */
const rateOf = async (url: string, used: () => Promise<Usage>): Promise<Rate> => {
  const before = await used();
  const answered = await saturate(`${url}/people?page=2`, connections, roundMilliseconds);
  const after = await used();
  return {
    perSecond: answered / (roundMilliseconds / 1_000),
    perCpuSecond: answered / (after.cpuSeconds - before.cpuSeconds),
  };
};

const at = (sorted: readonly number[], share: number): number => sorted[Math.floor(sorted.length * share)]!;

/** Reads an answer to its end and forgets it; how many bytes it had. */
const drain = (url: string): Promise<number> =>
  new Promise((resolve, reject) => {
    request(url, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      answer.on('end', () => resolve(bytes)).on('error', reject);
    })
      .on('error', reject)
      .end();
  });

/**
 * Pages of 6 KB from a source on loopback, through the whole gateway with a shape that keeps everything; each of the three (client,
 * gateway, source) in a process of its own. Added is what the gateway takes beside the same requests to the source itself, in turns.
 * Beside it a pass-through proxy of plain Node, also in turns.
 */
export async function* proxy(): AsyncGenerator<Measurement> {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-bench-'));
  try {
    const { result: figures } = await withServer('pages', [], (source) =>
      withServer('proxy', [source, directory], (gate, gateUsed) =>
        withServer('pass-through', [source], async (plain, plainUsed) => {
          for (const url of [gate, plain]) await saturate(`${url}/people?page=1`, connections, 1_500);
          const rates: { ours: Rate; plain: Rate }[] = [];
          const added: { p50: number; p99: number }[] = [];
          for (let round = 0; round < rounds; round++) {
            rates.push({ ours: await rateOf(gate, gateUsed), plain: await rateOf(plain, plainUsed) });
          }
          for (let round = 0; round < rounds; round++) {
            const direct = await latencies(`${source}/people?page=3`, perSecond, perSecond * 3);
            const ours = await latencies(`${gate}/people?page=3`, perSecond, perSecond * 3);
            added.push({ p50: at(ours, 0.5) - at(direct, 0.5), p99: at(ours, 0.99) - at(direct, 0.99) });
          }
          return { rates, added };
        }),
      ),
    );
    const { rates, added } = figures.result.result;
    const [ours, plain] = [rates.map((rate) => rate.ours), rates.map((rate) => rate.plain)];
    yield atMost('proxy.added-p50', median(added.map(({ p50 }) => p50)), 'ms', 1);
    yield atMost('proxy.added-p99', median(added.map(({ p99 }) => p99)), 'ms', 5);
    yield atLeast('proxy.saturation', median(ours.map((rate) => rate.perSecond)), 'requests/s', 2_000);
    yield beside('proxy.per-cpu-second', median(ours.map((rate) => rate.perCpuSecond)), 'requests/CPU s');
    yield beside('proxy.pass-through.per-cpu-second', median(plain.map((rate) => rate.perCpuSecond)), 'requests/CPU s');
    const shares = rates.map((rate) => rate.ours.perCpuSecond / rate.plain.perCpuSecond);
    yield atLeast('proxy.of-pass-through', median(shares), 'x', 0.6);

    for (const kind of ['lines', 'array'] as const) {
      const { result: long } = await withServer('pages', [], (source) =>
        withServer('proxy', [source, directory], async (gate) => {
          const began = performance.now();
          const bytes = await drain(`${gate}/${kind}`);
          return { bytes, seconds: (performance.now() - began) / 1_000 };
        }),
      );
      if (long.result.bytes < 500 * 1024 * 1024) throw new Error(`only ${long.result.bytes} bytes of ${kind} came`);
      yield atMost(`proxy.500-mb-of-${kind}.peak`, long.usage.peakMebibytes, 'MiB', 100);
      yield beside(`proxy.500-mb-of-${kind}.rate`, long.result.bytes / 1e6 / long.result.seconds, 'MB/s');
    }
  } finally {
    await rm(directory, { recursive: true });
  }
}
