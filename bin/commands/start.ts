import { once } from 'node:events';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config, Mode } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { type LocalHost, startLocalHost } from '../../lambda/hosts/local.ts';
import { localFolder } from '../../lambda/platform/local/local-platform.ts';
import { jsonLog } from '../../lambda/platform/log.ts';
import { syncIn } from '../configured-sync.ts';
import { startExampleDashboard } from '../example-dashboard.ts';
import { startExampleSources } from '../example-sources.ts';
import { exitCode } from '../exit-code.ts';
import { interruption } from '../interruption.ts';
import { type LocalAgent, startLocalAgent } from '../local-agent.ts';
import { configOption, portOption } from '../options.ts';
import { removeTokenFiles, tokenFile, writeTokenFile } from '../token-files.ts';
import { beforeAndAfter } from './before-and-after.ts';
import { callSummary, firstCalls } from './first-calls.ts';
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

const terminal = () => {
  const { isTTY, columns } = process.stdout;
  return { width: columns || 120, isColored: isTTY && process.stdout.hasColors() };
};

const agentSummary = ({ name, serves, rules }: LocalAgent): string =>
  `Agent ${name} is enrolled and has dialled the gate: ${serves.join(', ')} go through it, as far as ${relative(process.cwd(), rules)} allows.\n`;

/** What only a sync needs is loaded where there is one. */
const synchronized = async (config: Config, name: string, file: string, stop: AbortSignal) => {
  const { firstSync } = await import('./first-sync.ts');
  return firstSync(syncIn(config, file, name), terminal(), stop);
};

const aborted = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, 'abort');
};

const start = async ({ config: file, port, once: ends }: StartOptions): Promise<void> => {
  const stop = interruption();
  const directory = dirname(resolve(file));
  const examples = await startExampleSources(loadConfig(file, connectors), directory, stop);
  try {
    const { config: shown, sync, isMoved, stop: end } = await startExampleDashboard(examples.config, directory);
    try {
      const moved = { source: examples.isMoved, sync: isMoved };
      await serve(shown, { file, directory, port, ends, sync, isMoved: moved }, stop);
    } finally {
      await end();
    }
  } finally {
    await examples.stop();
  }
  if (!ends) say('Stopped.');
};

interface ServeOptions {
  readonly file: string;
  readonly directory: string;
  readonly port: number;
  readonly ends: true | undefined;
  /** One that goes to the example's dashboard: any other is left alone. */
  readonly sync: string | undefined;
  /** Whether what stands in for the source, or for the destination of the sync, is where no other program finds it. */
  readonly isMoved: { readonly source: boolean; readonly sync: boolean };
}

const serve = async (config: Config, options: ServeOptions, stop: AbortSignal): Promise<void> => {
  const { file, directory, port, ends, isMoved } = options;
  const logFile = join(directory, localFolder, 'gateway.log');
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  const log = jsonLog((line) => appendFileSync(logFile, line, { mode: 0o600 }), Date.now);
  const host = await startLocalHost({ config, directory, port, log, environment: process.env });
  let agent: LocalAgent | undefined;
  try {
    agent = await startLocalAgent(config, host, { file, directory, stop });
    if (agent) say(agentSummary(agent));
    const names = Object.keys(config.sources);
    const served = (mode: Mode) => names.filter((name) => config.sources[name]!.serve.includes(mode));
    const pulled = await firstPull(host, served('import'), stop);
    if (pulled.length > 0) say(pullSummary(pulled));
    const called = await firstCalls(host, config, served('proxy'), stop);
    if (called.length > 0) say(`\n${callSummary(called)}`);
    const answered = called.find(({ error }) => !error);
    if (answered) say(`\n${await beforeAndAfter({ config, file, ...answered, ...terminal() }, stop)}`);
    const synced = options.sync && (await synchronized(config, options.sync, file, stop));
    if (synced) say(`\n${synced.text}`);
    const tried = [...pulled, ...called, ...(synced ? [synced] : [])];
    if (ends) {
      if (tried.some(({ error }) => error)) process.exitCode = exitCode.failed;
      return;
    }
    const removeTokens = await leaveTokens(host, directory, names);
    say(
      nextSteps({
        host,
        pulled: (pulled.find(({ error }) => !error) ?? pulled[0])?.source,
        called: answered ?? called[0],
        synced: isMoved.sync ? undefined : options.sync,
        isMoved: isMoved.source,
        config: file,
        tokenFile: (source) => tokenFile(directory, host.port, source),
        logFile,
      }),
    );
    await aborted(stop);
    removeTokens();
  } finally {
    await agent?.stop();
    const cut = await host.stop(graceMilliseconds);
    if (cut) say(`${cut} answers did not end within ${graceMilliseconds / 1_000} seconds and were cut.`);
  }
};

/** `sallyport start`: the gate on this machine. */
export const startCommand = (program: Command): void => {
  program
    .command('start')
    .description('Serve all sources on this machine, pull or call each once as the vendor would, and keep serving.')
    .addOption(configOption())
    .addOption(portOption())
    .option('--once', 'end after the first pulls and calls; failed if a source fails')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport start\n  sallyport start --once\n  sallyport start --config customers/acme.yaml --port 8788',
    )
    .action(start);
};
