import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { totals } from './vitest-report.ts';

interface Room {
  readonly runs: number;
  readonly paths: readonly string[];
  /** @default - that of `npm test` */
  readonly config?: string;
}

const relay = 'test/needs/relay/vitest.config.ts';

/** Rooms whose property tests have a full count, and where those tests are. */
const rooms: Readonly<Record<string, Room>> = {
  config: { runs: 5_000, paths: ['test/config/laws.test.ts', 'test/config/shapes/laws.test.ts'] },
  connectors: {
    runs: 2_000,
    paths: ['test/connectors/defined/laws.test.ts', 'test/connectors/definition/laws.test.ts'],
  },
  imports: { runs: 100_000, paths: ['test/lambda/imports/writer.test.ts'] },
  envelope: { runs: 20_000, paths: ['test/lambda/relay/envelope/chunk-cipher.test.ts'] },
  // 300 histories of agents for each.
  registry: { runs: 100, paths: ['test/lambda/relay/registry/laws.test.ts'] },
  // Agents are killed at every step of a request; a round takes three minutes, on four queues one after another.
  relay: {
    runs: 20,
    paths: ['aws', 'azure', 'google', 'local'].map((cloud) => `needs/relay/kill-${cloud}`),
    config: relay,
  },
  // So many minutes without a network.
  'relay-cut': { runs: 5, paths: ['needs/relay/cut'], config: 'test/needs/relay/long.config.ts' },
  // Histories of sources, faults and crashes.
  sync: { runs: 10_000, paths: ['test/lambda/sync/histories.test.ts'] },
  // A process is killed at each of its calls.
  'sync-kills': { runs: 1, paths: ['needs/sync/kill'], config: 'test/needs/sync/vitest.config.ts' },
  // Processes are started and killed; 200 laws are played for each round of them.
  tokens: { runs: 50, paths: ['test/lambda/tokens/token-laws.test.ts', 'test/lambda/tokens/processes'] },
  shapes: { runs: 100_000, paths: ['test/lambda/shapes', 'test/lambda/proxy/admission/hostile-targets.test.ts'] },
};

/** `npm run test:long -- <room> [runs]`: the property tests of a room at full count, or at another. */
const [name, runs] = process.argv.slice(2);
const room = Object.hasOwn(rooms, name ?? '') ? rooms[name!] : undefined;
if (!room) {
  process.stderr.write(`Name a room: npm run test:long -- <room>, one of ${Object.keys(rooms).join(', ')}.\n`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'sallyport-long-'));
const report = join(folder, 'report.json');
const { status } = spawnSync(
  'vitest',
  [
    'run',
    ...room.paths,
    ...(room.config ? [`--config=${room.config}`] : []),
    '--testTimeout=3600000',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ],
  { stdio: 'inherit', env: { ...process.env, SALLYPORT_RUNS: runs ?? String(room.runs) } },
);
const { passed, failed } = totals([report]);
rmSync(folder, { recursive: true });
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = status ?? 1;
