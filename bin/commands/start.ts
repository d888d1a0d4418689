import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ConnectError } from '@connectrpc/connect';
import type { Command } from 'commander';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { connectorNamed, connectors } from '../../connectors/index.ts';
import { ensureExampleData } from '../../examples/data.ts';
import { type LocalHost, startLocalHost } from '../../lambda/hosts/local.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import { type PullCounts, pullSource } from '../../vendor/pull-source.ts';
import { exitCode } from '../exit-code.ts';
import { configOption, portOption } from '../options.ts';
import { startProgress } from '../terminal/progress.ts';
import { count, size, table } from '../terminal/table.ts';
import { removeTokenFiles, writeTokenFile } from '../token-files.ts';

interface StartOptions {
  readonly config: string;
  readonly port: number;
  readonly once?: true;
}

/** Long enough for an afternoon of trying things. */
const tokenSeconds = 12 * 3_600;
const graceMilliseconds = 10_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const progress = (words: string) => startProgress(words, process.stdout, Date.now);

/** The example's database is not checked in: it is made when a source needs it for the first time. */
const makeExampleData = async (config: Config, directory: string): Promise<void> => {
  const data = resolve(import.meta.dirname, '../../examples/data');
  const files = Object.values(config.sources).flatMap(
    ({ connector, options }) => connectorNamed(connector)!.requires(options).files,
  );
  if (!files.some((file) => resolve(directory, file) === join(data, 'people.sqlite'))) return;
  const shown = progress('Making example data');
  await ensureExampleData(data, (done, total) =>
    shown.show(done, total, `Making example data: ${count(done)} of ${count(total)} people`),
  );
  shown.end('Example data is there: 100,000 people with their teams');
};

/** What became of one source. */
interface Pulled {
  readonly source: string;
  readonly seconds: number;
  readonly counts?: PullCounts;
  readonly error?: string;
}

const pullAll = async (host: LocalHost, sources: readonly string[]): Promise<readonly Pulled[]> => {
  const shown = progress('Pulling as the vendor');
  const pulled: Pulled[] = [];
  for (const [index, source] of sources.entries()) {
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1_000;
    const token = () => host.token(source, 300);
    const onItem = (_: unknown, { entities, relationships }: PullCounts) =>
      shown.show(
        index,
        sources.length,
        `Pulling ${source}: ${count(entities)} entities, ${count(relationships)} relationships`,
      );
    try {
      pulled.push({ source, counts: await pullSource({ url: host.urlOf(source), token, onItem }), seconds: seconds() });
    } catch (error) {
      pulled.push({ source, error: ConnectError.from(error).rawMessage, seconds: seconds() });
    }
    shown.show(index + 1, sources.length, `${source} is done`);
  }
  shown.end('Pulled each source once, as the vendor would:');
  return pulled;
};

const summary = (pulled: readonly Pulled[]): string => {
  const numeric = (title: string) => ({ title, numeric: true });
  const columns = [
    { title: 'source' },
    numeric('entities'),
    numeric('relationships'),
    numeric('seconds'),
    numeric('bytes'),
  ];
  const rows = pulled.map(({ source, counts, seconds }) => [
    source,
    counts ? count(counts.entities) : '-',
    counts ? count(counts.relationships) : '-',
    seconds.toFixed(1),
    counts ? size(counts.bytes) : '-',
  ]);
  const failures = pulled.filter(({ error }) => error).map(({ source, error }) => `  ${source} failed: ${error}`);
  return [table(columns, rows), ...failures].join('\n');
};

const nextSteps = (host: LocalHost, source: string, folder: string): string => `
The gate stands on http://127.0.0.1:${host.port}, each source under its name. Try, in another terminal:

  npm run -s sallyport -- pull ${source} --url ${host.urlOf(source)}
  npm run -s sallyport -- pull ${source} --url ${host.urlOf(source)} --json | head -3
  curl -sS ${host.urlOf(source)}/elimity.insights.customgateway.v1alpha2.Service/Meta -H "Authorization: Bearer $(cat ${join(folder, 'tokens')}/${source})" -H 'Content-Type: application/json' -d '{}'
  curl -sSi -X POST ${host.urlOf(source)}/elimity.insights.customgateway.v1alpha2.Service/Meta
  npm run -s sallyport -- check

The last but one has no token and is refused. What went on is in ${join(folder, 'gateway.log')}. Ctrl-C stops.`;

const start = async ({ config: file, port, once }: StartOptions): Promise<void> => {
  const config = loadConfig(file, connectors);
  const directory = dirname(resolve(file));
  const sources = Object.keys(config.sources);
  await makeExampleData(config, directory);

  const logFile = join(directory, '.sallyport', 'gateway.log');
  mkdirSync(dirname(logFile), { recursive: true });
  const log = jsonLog((line) => appendFileSync(logFile, line), Date.now);
  const host = await startLocalHost({ config, directory, port, log, environment: process.env });
  const pulled = await pullAll(host, sources);
  say(summary(pulled));
  if (pulled.some(({ error }) => error)) process.exitCode = exitCode.failed;
  if (once) return void (await host.stop(graceMilliseconds));

  for (const source of sources) writeTokenFile(directory, source, await host.token(source, tokenSeconds));
  say(nextSteps(host, sources[0]!, join(relative(process.cwd(), directory), '.sallyport')));
  await new Promise((stop) => process.once('SIGINT', stop).once('SIGTERM', stop));
  removeTokenFiles(directory);
  const cut = await host.stop(graceMilliseconds);
  process.exitCode = exitCode.ok;
  say(cut ? `Stopped; ${cut} answers did not end in time and were cut.` : 'Stopped.');
};

/** `sallyport start`: the gate on this machine. */
export const startCommand = (program: Command): void => {
  program
    .command('start')
    .description('Serve all sources on this machine, pull each once as the vendor would, and keep serving.')
    .addOption(configOption())
    .addOption(portOption())
    .option('--once', 'end after the first pull')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport start\n  sallyport start --once\n  sallyport start --config customers/acme.yaml --port 8788',
    )
    .action(start);
};
