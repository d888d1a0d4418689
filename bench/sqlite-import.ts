import { join } from 'node:path';
import { sourceDocument } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { connectors } from '../connectors/index.ts';
import { ensureExampleData } from '../examples/data.ts';
import { countFrames } from './frame-counter.ts';
import { withServer } from './measured-server.ts';
import { atLeast, beside, type Measurement, median, repeat } from './measurement.ts';

const root = join(import.meta.dirname, '..');
const runs = 3;

/** The example's 100,000 people, teams and memberships out of SQLite with all their attributes, to a raw frame counter. */
export async function* sqliteImport(): AsyncGenerator<Measurement> {
  await ensureExampleData(join(root, 'examples', 'data'));
  const document = sourceDocument(loadConfig(join(root, 'sallyport.yaml'), connectors), 'people');
  const all = await repeat(runs, () =>
    withServer('sqlite', [root, JSON.stringify(document)], async (url) => {
      // The first pull warms the process, as a million entities would by themselves.
      await countFrames(url, 'proto');
      return countFrames(url, 'proto');
    }),
  );
  yield atLeast(
    'sqlite.rate',
    median(all.map(({ result }) => (result.frames - 1) / result.seconds)),
    'items/s',
    250_000,
  );
  yield beside('sqlite.peak', median(all.map(({ usage }) => usage.peakMebibytes)), 'MiB');
}
