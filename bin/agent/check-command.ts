import type { Command } from 'commander';
import { outwardBy } from '../../lambda/relay/agent/call/outward.ts';
import { checkAgent } from '../../lambda/relay/agent/check/check-agent.ts';
import { loadAgentPolicy } from '../../lambda/relay/agent/policy/load-agent-policy.ts';
import { version } from '../../lambda/version.ts';
import { exitCode } from '../exit-code.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';
import { authorityOption, folderOption, policyOption } from './agent-options.ts';
import { runningHealth } from './running-health.ts';

interface CheckOptions {
  readonly folder: string;
  readonly config: string;
  readonly ca?: string;
  readonly json?: true;
}

const marks = { good: 'ok', bad: 'BAD', unknown: '-' } as const;

const check = async ({ folder, config, ca, json }: CheckOptions, { output }: Terminal): Promise<void> => {
  const policy = loadAgentPolicy(config);
  const lines = await checkAgent({
    folder,
    policy,
    outward: await outwardBy(process.env, ca),
    version,
    system: `${process.platform}-${process.arch}`,
    isRunning: (await runningHealth(folder)).isRunning,
    now: Date.now,
    random: Math.random,
  });
  if (lines.some(({ outcome }) => outcome === 'bad')) process.exitCode = exitCode.failed;
  if (json) return void output.write(`${JSON.stringify(lines)}\n`);
  const width = Math.max(...lines.map(({ what }) => what.length));
  output.write(
    lines.map(({ what, outcome, text }) => `${marks[outcome].padEnd(3)}  ${what.padEnd(width)}  ${text}\n`).join(''),
  );
};

/** `sallyport agent check`: what is in the agent's way. */
export const addCheck = (agent: Command, terminal: Terminal = processTerminal): void => {
  agent
    .command('check')
    .description(
      'Check all that the agent needs: the way to the gate, the gate, its queue and mailbox, and each target of its own file.',
    )
    .addOption(folderOption())
    .addOption(policyOption())
    .addOption(authorityOption())
    .option('--json', 'print it for programs')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport agent check\n  HTTPS_PROXY=http://proxy.acme.example:3128 sallyport agent check --ca /etc/ssl/acme.pem',
    )
    .action((options: CheckOptions) => check(options, terminal));
};
