import { countFrames } from './frame-counter.ts';
import { withServer } from './measured-server.ts';
import { atLeast, atMost, beside, type Measurement, median, repeat, within } from './measurement.ts';

const runs = 3;
const million = 1_000_000;

interface Figures {
  readonly rate: number;
  readonly cpuSeconds: number;
  readonly peakMebibytes: number;
}

const measure = async (server: string, codec: 'json' | 'proto', count: number, times: number): Promise<Figures> => {
  const all = await repeat(times, async () => {
    const { result, usage } = await withServer(server, [String(count)], (url) => countFrames(url, codec));
    if (result.frames !== count + 1) throw new Error(`${server} sent ${result.frames} frames instead of ${count + 1}`);
    return { rate: count / result.seconds, ...usage };
  });
  return {
    rate: median(all.map(({ rate }) => rate)),
    cpuSeconds: median(all.map(({ cpuSeconds }) => cpuSeconds)),
    peakMebibytes: median(all.map(({ peakMebibytes }) => peakMebibytes)),
  };
};

/**
 * A million entities of id, name and type from a generator in memory, through the whole gateway to a raw frame counter. CPU and
 * memory are those of the server's process, its start included. Beside it the floor (the writer alone into a socket) and the same
 * service as one writes it with connect-es.
 */
export async function* importStream(): AsyncGenerator<Measurement> {
  for (const codec of ['proto', 'json'] as const) {
    const name = `import.${codec}`;
    const ours = await measure('gateway', codec, million, runs);
    yield atLeast(`${name}.rate`, ours.rate, 'entities/s', 1_000_000);
    yield atMost(`${name}.cpu`, ours.cpuSeconds, 'CPU s', 1);
    yield atMost(`${name}.peak`, ours.peakMebibytes, 'MiB', 120);
    const long = await measure('gateway', codec, 10 * million, 1);
    yield within(`${name}.peak-at-10-million`, long.peakMebibytes / ours.peakMebibytes, 'x', 0.85, 1.15);
    const floor = await measure('floor', codec, million, runs);
    yield beside(`${name}.floor.rate`, floor.rate, 'entities/s');
    yield beside(`${name}.rate-of-floor`, ours.rate / floor.rate, 'x');
    yield beside(`${name}.cpu-of-floor`, ours.cpuSeconds / floor.cpuSeconds, 'x');
    const peer = await measure('connect-es', codec, million, 1);
    yield beside(`${name}.connect-es.rate`, peer.rate, 'entities/s');
    yield beside(`${name}.rate-of-connect-es`, ours.rate / peer.rate, 'x');
    yield beside(`${name}.cpu-of-connect-es`, ours.cpuSeconds / peer.cpuSeconds, 'x');
  }
}
