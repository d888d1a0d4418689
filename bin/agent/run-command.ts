import { appendFileSync } from 'node:fs';
import type { Command } from 'commander';
import { jsonLog, type Log, type LogLevel } from '../../lambda/platform/log.ts';
import { nodeHttpClient } from '../../lambda/platform/node-http-client.ts';
import { type AgentProcessEnd, runAgentProcess } from '../../lambda/relay/agent/agent-process.ts';
import { outwardBy } from '../../lambda/relay/agent/call/outward.ts';
import { outwardFetch } from '../../lambda/relay/agent/call/outward-fetch.ts';
import { checkSurroundings } from '../../lambda/relay/agent/check/check-agent.ts';
import { readIdentity } from '../../lambda/relay/agent/identity/agent-folder.ts';
import { loadAgentPolicy } from '../../lambda/relay/agent/policy/load-agent-policy.ts';
import { createRunRequest } from '../../lambda/relay/agent/run/create-run-request.ts';
import { nodeSleep } from '../../lambda/tokens/access/source-access.ts';
import { version } from '../../lambda/version.ts';
import { exitCode } from '../exit-code.ts';
import { authorityOption, folderOption, policyOption } from './agent-options.ts';
import { stopSignals } from './stop-signals.ts';

interface RunOptions {
  readonly folder: string;
  readonly config: string;
  readonly ca?: string;
  readonly logFile?: string;
}

const levels: readonly LogLevel[] = ['info', 'warn', 'error'];

const logTo = (file: string | undefined, least: LogLevel): Log => {
  const write = (line: string) => {
    process.stdout.write(line);
    // Opened for each line, so that a file that was moved away is begun anew.
    if (file !== undefined) appendFileSync(file, line, { mode: 0o600 });
  };
  const log = jsonLog(write, Date.now);
  const silent = () => undefined;
  const from = levels.indexOf(least);
  return Object.fromEntries(
    levels.map((level, index) => [level, index < from ? silent : log[level]]),
  ) as unknown as Log;
};

const run = async ({ folder, config, ca, logFile }: RunOptions): Promise<void> => {
  const policy = loadAgentPolicy(config);
  const log = logTo(logFile, policy.logLevel);
  const { now, random } = { now: Date.now, random: Math.random };
  const http: Parameters<typeof createRunRequest>[0]['http'] = (options) => nodeHttpClient({ ...options, now });
  const { drain, cut } = stopSignals(log);
  const outward = await outwardBy(process.env, ca);
  void tellBlocked(folder, { policy, outward }, log);
  const end = await runAgentProcess({
    folder,
    healthPort: policy.healthPort,
    capacity: policy.capacity,
    drainMilliseconds: policy.drainSeconds * 1_000,
    updateCommand: policy.updateCommand,
    run: createRunRequest({ policy, http, log, now, random }),
    outward: outwardFetch(outward),
    version,
    system: `${process.platform}-${process.arch}`,
    environment: process.env,
    log,
    now,
    random,
    sleep: nodeSleep,
    drain,
    cut,
  });
  tell(end, log);
  // A queue may be listened to still: whatever comes is for the next process.
  process.stdout.write('', () => process.exit(cut.aborted ? exitCode.terminated : codes[end.why]));
};

/** Beside the work: what is blocked is told once, at the beginning. */
const tellBlocked = async (
  folder: string,
  surroundings: Parameters<typeof checkSurroundings>[1],
  log: Log,
): Promise<void> => {
  const identity = await readIdentity(folder).catch(() => undefined);
  if (!identity) return;
  const lines = await checkSurroundings(identity.relayUrl, surroundings);
  const blocked = lines.filter(({ outcome }) => outcome === 'bad');
  for (const { what, text } of blocked) log.warn('agent.blocked', { what, text });
  log.info('agent.checked', { checked: lines.length, blocked: blocked.length });
};

const codes: Readonly<Record<AgentProcessEnd['why'], number>> = {
  drained: exitCode.ok,
  updated: exitCode.ok,
  revoked: exitCode.revoked,
  replaced: exitCode.replaced,
};

const tell = (end: AgentProcessEnd, log: Log): void => {
  if (!('error' in end)) return log.info('agent.ended', { why: end.why });
  log.error('agent.ended', { why: end.why, message: end.error.message });
  process.stderr.write(`${end.error.message}\n`);
};

/** `sallyport agent run`: works for the gate, until it is stopped. */
export const addRun = (agent: Command): void => {
  agent
    .command('run')
    .description(
      'Serve what the gate asks for, as far as the agent’s own file allows it. Stops when it has done what it has in hand.',
    )
    .addOption(folderOption())
    .addOption(policyOption())
    .addOption(authorityOption())
    .option('--log-file <file>', 'write the log there too')
    .addHelpText(
      'after',
      `
HTTPS_PROXY and NO_PROXY are for the way to the gate and the cloud; what the agent reaches for the gate is never asked for through a proxy.

Examples:
  sallyport agent run
  HTTPS_PROXY=http://proxy.acme.example:3128 sallyport agent run --ca /etc/ssl/acme.pem
  sallyport agent run --folder ./agent --config ./agent.yaml --log-file agent.log`,
    )
    .action(run);
};
