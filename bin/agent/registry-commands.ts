import type { Command } from 'commander';
import type { AgentStatus } from '../../lambda/relay/protocol.ts';
import { listAgents } from '../../lambda/relay/registry/agent-status.ts';
import { removeAgent, revokeAgent } from '../../lambda/relay/registry/end-agent.ts';
import { type RelayHost, relayHost } from '../deployed/relay-host.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { HostName } from '../host-name.ts';
import { configOption, hostOption } from '../options.ts';
import { confirm } from '../terminal/confirm.ts';
import { instant } from '../terminal/instant.ts';
import { table } from '../terminal/table.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

interface RegistryOptions {
  readonly config: string;
  readonly host: HostName;
}

const columns = ['agent', 'state', 'heard', 'running', 'version', 'certificate until', 'enrolled by'].map((title) => ({
  title,
}));

const rowOf = (agent: AgentStatus): readonly string[] => [
  agent.agent,
  agent.state,
  agent.heardAt === undefined ? 'never' : instant(agent.heardAt),
  agent.capacity === undefined ? '-' : `${agent.running ?? 0} of ${agent.capacity}`,
  agent.version ?? '-',
  instant(agent.certificateEndsAt),
  agent.registrar,
];

const list = async (
  { config, host, json }: RegistryOptions & { readonly json?: true },
  { output }: Terminal,
): Promise<void> => {
  const { registry, gateway, where, maximum } = await relayHost(config, host);
  const agents = await listAgents(registry, Date.now(), maximum);
  if (json) return void output.write(`${JSON.stringify({ gateway, agents })}\n`);
  const text =
    agents.length === 0
      ? `No agent is enrolled at gateway ${gateway} ${where}: sallyport agent code <agent> --host ${host}`
      : `Agents of gateway ${gateway} ${where}:\n\n${table(columns, agents.map(rowOf))}${adviceOn(agents, maximum)}`;
  output.write(`${text}\n`);
};

/** What to do about agents whose places are gone; nothing, if there are none. */
const adviceOn = (agents: readonly AgentStatus[], maximum: number): string => {
  const gone = agents.filter(({ state }) => state === 'slot-gone').map(({ agent, slot }) => `${agent} (${slot})`);
  if (gone.length === 0) return '';
  return (
    `\n\nThe configuration has ${maximum} ${maximum === 1 ? 'place' : 'places'} (relay.agents.maximum), and none for: ${gone.join(', ')}. Raise it and deploy, or remove an agent and enrol ` +
    'these again, each with a new code.'
  );
};

/** What somebody decides about an agent. */
interface Ending {
  readonly question: string;
  readonly consequences: (agent: string) => string;
  readonly done: (agent: string) => string;
  end(host: RelayHost, agent: string): Promise<boolean>;
}

const revocation: Ending = {
  question: 'Revoke it? [y/N] ',
  consequences: (agent) =>
    `Agent ${agent} gets no more work, and its work under way ends within a minute. It stays listed, and keeps its place; sallyport agent remove frees that.\n`,
  done: (agent) => `Agent ${agent} is revoked.`,
  end: ({ registry }, agent) => revokeAgent(registry, agent, Date.now()),
};

const removal: Ending = {
  question: 'Remove it? [y/N] ',
  consequences: (agent) =>
    `Agent ${agent} is revoked and forgotten, and so are codes that were issued for it. Its place is free for another one.\n`,
  done: (agent) => `Agent ${agent} is removed.`,
  end: ({ registry }, agent) => removeAgent(registry, agent, Date.now()),
};

const end = async (
  agent: string,
  { config, host, yes }: RegistryOptions & { readonly yes?: true },
  { question, consequences, done, end: ends }: Ending,
  terminal: Terminal,
): Promise<void> => {
  const relay = await relayHost(config, host);
  terminal.remarks.write(consequences(agent));
  const asked = { stop: terminal.stop(), nobody: 'add --yes' };
  if (!yes && !(await confirm(terminal, question, asked))) return void terminal.remarks.write('Nothing was changed.\n');
  if (!(await ends(relay, agent))) {
    throw new CommandError(
      exitCode.failed,
      `No agent ${agent} is enrolled at gateway ${relay.gateway} ${relay.where}.`,
    );
  }
  terminal.output.write(`${done(agent)}\n`);
};

/** `sallyport agent list`, `revoke` and `remove`: which agents a gateway has, for its administrator. */
export const addRegistryCommands = (agent: Command, terminal: Terminal = processTerminal): void => {
  agent
    .command('list')
    .description('List the agents of a gateway and how each is.')
    .addOption(configOption())
    .addOption(hostOption())
    .option('--json', 'print it for programs')
    .addHelpText('after', '\nExamples:\n  sallyport agent list --host aws\n  sallyport agent list --host gcp --json')
    .action((options: RegistryOptions) => list(options, terminal));
  for (const [name, description, ending] of [
    ['revoke', 'End an agent: its certificate counts no more, and its work ends within a minute.', revocation],
    ['remove', 'Revoke an agent and forget it, so that its place is free.', removal],
  ] as const) {
    agent
      .command(name)
      .description(description)
      .argument('<agent>', 'its name')
      .addOption(configOption())
      .addOption(hostOption())
      .option('-y, --yes', 'do not ask')
      .addHelpText(
        'after',
        `\nExamples:\n  sallyport agent ${name} berlin --host aws\n  sallyport agent ${name} berlin --host aws --yes`,
      )
      .action((which: string, options: RegistryOptions) => end(which, options, ending, terminal));
  }
};
