import { once } from 'node:events';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { connectorNamed, connectors } from '../../connectors/index.ts';
import { ensureExampleData } from '../../examples/data.ts';
import { type LocalHost, startLocalHost } from '../../lambda/hosts/local.ts';
import { localFolder } from '../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import { exitCode } from '../exit-code.ts';
import { interruption } from '../interruption.ts';
import { configOption, portOption } from '../options.ts';
import { startProgress } from '../terminal/progress.ts';
import { count } from '../terminal/table.ts';
import { removeTokenFiles, tokenFile, writeTokenFile } from '../token-files.ts';
import { firstPull, pullSummary } from './first-pull.ts';
import { nextSteps } from './next-steps.ts';

interface StartOptions {
  readonly config: string;
  readonly port: number;
  readonly once?: true;
}

/** Long enough for an afternoon of trying things. */
const tokenSeconds = 12 * 3_600;
const graceMilliseconds = 10_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** The example's database is not checked in: it is made when a source needs it for the first time. */
const makeExampleData = async (config: Config, directory: string, stop: AbortSignal): Promise<void> => {
  const data = resolve(import.meta.dirname, '../../examples/data');
  const files = Object.values(config.sources).flatMap(
    ({ connector, options }) => connectorNamed(connector)!.requires(options).files,
  );
  if (!files.some((file) => resolve(directory, file) === join(data, 'people.sqlite'))) return;
  let current = { words: 'Making example data', share: 0 };
  const progress = startProgress(process.stdout, () => current);
  try {
    await ensureExampleData(data, (done, total) => {
      stop.throwIfAborted();
      current = { words: `Making example data: ${count(done)} of ${count(total)} people`, share: done / total };
    });
  } catch (error) {
    progress.end('The example data was not made.');
    throw error;
  }
  progress.end('Example data is there: 100,000 people with their teams');
};

/** Leaves a token for each source where `sallyport pull` finds it. Whatever ends this process, the tokens go with it. */
const leaveTokens = async (host: LocalHost, directory: string, sources: readonly string[]): Promise<() => void> => {
  const remove = () => removeTokenFiles(directory, host.port);
  // A local host that was killed may have left some.
  remove();
  process.once('exit', remove);
  for (const source of sources) {
    writeTokenFile(tokenFile(directory, host.port, source), await host.token(source, tokenSeconds));
  }
  return remove;
};

const aborted = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, 'abort');
};

const start = async ({ config: file, port, once: ends }: StartOptions): Promise<void> => {
  const stop = interruption();
  const config = loadConfig(file, connectors);
  const directory = dirname(resolve(file));
  const sources = Object.keys(config.sources);
  await makeExampleData(config, directory, stop);

  const logFile = join(directory, localFolder, 'gateway.log');
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  const log = jsonLog((line) => appendFileSync(logFile, line, { mode: 0o600 }), Date.now);
  const host = await startLocalHost({ config, directory, port, log, environment: process.env });
  try {
    const pulled = await firstPull(host, sources, stop);
    say(pullSummary(pulled));
    if (ends) {
      if (pulled.some(({ error }) => error)) process.exitCode = exitCode.failed;
      return;
    }
    const source = pulled.find(({ error }) => !error)?.source ?? sources[0]!;
    const removeTokens = await leaveTokens(host, directory, sources);
    say(nextSteps({ host, source, config: file, tokenFile: tokenFile(directory, host.port, source), logFile }));
    await aborted(stop);
    removeTokens();
  } finally {
    const cut = await host.stop(graceMilliseconds);
    if (cut) say(`${cut} answers did not end within ${graceMilliseconds / 1_000} seconds and were cut.`);
  }
  say('Stopped.');
};

/** `sallyport start`: the gate on this machine. */
export const startCommand = (program: Command): void => {
  program
    .command('start')
    .description('Serve all sources on this machine, pull each once as the vendor would, and keep serving.')
    .addOption(configOption())
    .addOption(portOption())
    .option('--once', 'end after the first pull; failed if a source fails')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport start\n  sallyport start --once\n  sallyport start --config customers/acme.yaml --port 8788',
    )
    .action(start);
};
