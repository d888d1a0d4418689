import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { atMost, beside, type Measurement, median } from './measurement.ts';

const runs = 3;
const root = join(import.meta.dirname, '..');
const document = join(root, 'node_modules/@octokit/openapi/generated/api.github.com.json');

/** The whole command, its start included, on GitHub's own OpenAPI document (13 MB): a first shapes file of all that can be read. */
export async function* githubShapes(): AsyncGenerator<Measurement> {
  const taken: number[] = [];
  let endpoints = 0;
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/sallyport.ts', 'shapes', document], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (status !== 0) throw new Error(stderr);
    taken.push((performance.now() - began) / 1_000);
    endpoints = stdout.match(/^ {2}[A-Z]+ \//gm)?.length ?? 0;
  }
  yield atMost('github-shapes.command', median(taken), 's', 5);
  yield beside('github-shapes.endpoints', endpoints, 'endpoints');
}
