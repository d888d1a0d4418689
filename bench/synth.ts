import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureExampleData } from '../examples/data.ts';
import { atMost, beside, type Measurement, median, repeat } from './measurement.ts';

const root = join(import.meta.dirname, '..');
const runs = 5;

/** Seconds that `node <app>` takes to synthesize into a folder of its own. */
const synthesize = async (app: string): Promise<number> => {
  const outdir = await mkdtemp(join(tmpdir(), 'sallyport-synth-'));
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [join(root, app)], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: outdir },
    encoding: 'utf8',
  });
  const seconds = (performance.now() - began) / 1_000;
  await rm(outdir, { recursive: true });
  if (status !== 0) throw new Error(`${app} failed: ${stderr}`);
  return seconds;
};

/** Synthesis of the example beside that of a CDK app with nothing in it, in turn. */
export async function* synth(): AsyncGenerator<Measurement> {
  await ensureExampleData(join(root, 'examples', 'data'));
  const pairs = await repeat(runs, async () => ({
    ours: await synthesize('bin/aws.ts'),
    empty: await synthesize('bench/servers/empty-app.ts'),
  }));
  yield beside('synth.example', median(pairs.map(({ ours }) => ours)), 's');
  yield beside('synth.empty-app', median(pairs.map(({ empty }) => empty)), 's');
  yield atMost('synth.example-of-empty', median(pairs.map(({ ours, empty }) => ours / empty)), 'x', 1.5);
}
