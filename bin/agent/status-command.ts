import type { Command } from 'commander';
import type { AgentHealth } from '../../lambda/relay/agent/health/agent-monitor.ts';
import { readIdentity } from '../../lambda/relay/agent/identity/agent-folder.ts';
import { exitCode } from '../exit-code.ts';
import { instant } from '../terminal/instant.ts';
import { size } from '../terminal/table.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';
import { folderOption } from './agent-options.ts';
import { runningHealth } from './running-health.ts';

interface StatusOptions {
  readonly folder: string;
  readonly json?: true;
}

const words: Readonly<Record<AgentHealth['state'], string>> = {
  connecting: 'connecting',
  connected: 'connected',
  unreachable: 'the gate can not be reached',
  draining: 'draining: it takes no more work',
  'identity-needed': 'its identity counts no longer',
  ended: 'ended',
};

const ago = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
};

const linesOf = (health: AgentHealth, isRunning: boolean): readonly (readonly [string, string])[] => {
  const { requests, bytes, at, heardAt, clockOffset } = health;
  const gateNow = at + clockOffset;
  return [
    ['state', isRunning ? words[health.state] : `not running; last heard of it ${instant(at)}`],
    ['version', health.version + (health.newVersion ? ` (the gate has ${health.newVersion})` : '')],
    ['gate heard', heardAt === undefined ? 'never' : `${ago(gateNow - heardAt)} ago`],
    [
      'requests',
      `${health.running} of ${health.capacity} at work; ${Object.entries(requests)
        .map(([outcome, number]) => `${number} ${outcome}`)
        .join(', ')}`,
    ],
    ['mailbox', `${size(bytes.received)} received, ${size(bytes.sent)} sent`],
    [
      'clock',
      Math.abs(clockOffset) < 1_000
        ? 'as the gate’s'
        : `${ago(Math.abs(clockOffset))} ${clockOffset > 0 ? 'behind' : 'before'} the gate’s: set it (NTP)`,
    ],
    ...(health.healthPort === undefined ? [] : [['health', `http://127.0.0.1:${health.healthPort}/health`] as const]),
    ...(health.problem ? [['problem', health.problem.message] as const] : []),
  ];
};

const status = async ({ folder, json }: StatusOptions, { output }: Terminal): Promise<void> => {
  const identity = await readIdentity(folder);
  const { isRunning, health } = await runningHealth(folder);
  const { agent, gateway, relayUrl, certificateEndsAt } = identity;
  if (!isRunning || !health?.healthy) process.exitCode = exitCode.failed;
  if (json) {
    const known = { agent, gateway, relayUrl, certificateEndsAt, isRunning, health: health ?? null };
    output.write(`${JSON.stringify(known)}\n`);
    return;
  }
  const left = certificateEndsAt - Date.now();
  const lines: readonly (readonly [string, string])[] = [
    ['agent', `${agent} of gateway ${gateway}`],
    ['gate', relayUrl],
    [
      'certificate',
      left > 0
        ? `good for ${ago(left)}, until ${instant(certificateEndsAt)}`
        : `ended ${instant(certificateEndsAt)}: enrol it again`,
    ],
    ...(health ? linesOf(health, isRunning) : [['state', 'never run: sallyport agent run'] as const]),
  ];
  output.write(`${lines.map(([name, text]) => `${name.padEnd(12)} ${text}`).join('\n')}\n`);
};

/** `sallyport agent status`: how the agent on this machine is. */
export const addStatus = (agent: Command, terminal: Terminal = processTerminal): void => {
  agent
    .command('status')
    .description(
      'Say how the agent on this machine is. Fails (1) unless it runs and the gate has heard of it within a minute.',
    )
    .addOption(folderOption())
    .option('--json', 'print it for programs')
    .addHelpText('after', '\nExamples:\n  sallyport agent status\n  sallyport agent status --json --folder ./agent')
    .action((options: StatusOptions) => status(options, terminal));
};
