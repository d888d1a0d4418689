import { type Command, Option } from 'commander';
import type { Config } from '../../config/config.ts';
import { collectorHeaders } from '../../connectors/collector-headers.ts';
import type { GuideStep } from '../../connectors/guide.ts';
import { needsRelay } from '../../stacks/known-sources.ts';
import type { ConfiguredSource } from '../configured-source.ts';
import { type ConfiguredSync, configured as configuredAs } from '../configured-sync.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { type HostName, hostNames } from '../host-name.ts';
import { configOption } from '../options.ts';
import { syncSteps } from '../sync/sync-steps.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';
import { agentSteps } from './agent-steps.ts';

interface GuideOptions {
  readonly config: string;
  readonly host?: HostName;
  readonly json?: true;
}

const textOf = (title: string, steps: readonly GuideStep[]): string =>
  [title, ...steps.map((step, index) => [`${index + 1}. ${step.title}`, ...step.lines.map(indented)].join('\n'))].join(
    '\n\n',
  );

/** The headers are the operator's own: the source's administrator does not know them. */
const collectorStep = (source: string): GuideStep => ({
  title: 'Whoever runs the gateway: enter the headers of the collector',
  lines: [
    'Only if the collector of monitoring.telemetry asks for a key. In one line, such as api-key=abc,x-tenant=acme%20eu:',
    `  sallyport secrets set ${source} ${collectorHeaders.name}`,
  ],
});

/** Where the commands of a guide are to take effect: wherever the gate is deployed, or on this machine if nowhere. */
const hostsOf = ({ deploy }: Config, host: HostName | undefined): readonly HostName[] => {
  if (host !== undefined) return [host];
  const deployed = Object.keys(deploy) as readonly HostName[];
  return deployed.length > 0 ? deployed : ['local'];
};

/** A command of ours that is about a source or a sync where it runs, and what may stand behind it: a file that it reads. */
const commandOfSource = /^( {2}sallyport (?:secrets|connect|tokens|sync) .*?)( <.*)?$/;

/** A connector knows of no cloud: its commands are written for each. */
const onHosts =
  (hosts: readonly HostName[]) =>
  ({ title, lines }: GuideStep): GuideStep => ({
    title,
    lines: lines.flatMap((line) => {
      const [, command, input = ''] = line.match(commandOfSource) ?? [];
      if (command === undefined) return [line];
      return hosts.map((host) => `${command}${host === 'local' ? '' : ` --host ${host}`}${input}`);
    }),
  });

interface Guide {
  readonly title: string;
  readonly what: 'source' | 'sync';
  readonly steps: readonly GuideStep[];
}

const collectorSteps = ({ name, requirements }: ConfiguredSource | ConfiguredSync): readonly GuideStep[] =>
  requirements.secret.includes(collectorHeaders) ? [collectorStep(name)] : [];

const guideOfSource = (configured: ConfiguredSource, hosts: readonly HostName[]): Guide => {
  const { name, config, connector, source } = configured;
  const { gateway, vendor } = config;
  const isBehindAgents = needsRelay({ source });
  const ofSource =
    connector.guide?.(source.options, { gateway, source: name, vendor: vendor.name, isBehindAgents }) ?? [];
  const steps = [...ofSource, ...collectorSteps(configured)].map(onHosts(hosts));
  return { title: connector.title, what: 'source', steps: [...steps, ...agentSteps(configured, hosts)] };
};

const guideOfSync = (configured: ConfiguredSync, hosts: readonly HostName[]): Guide => ({
  title: `users of ${configured.from.name} to ${configured.destination.title}`,
  what: 'sync',
  steps: [...syncSteps(configured, hosts), ...collectorSteps(configured)].map(onHosts(hosts)),
});

const indented = (line: string): string => (line === '' ? '' : `   ${line}`);

/** `sallyport guide`: what the administrator of a source, or of a sync's destination, must do. Reads no secret and calls nothing. */
export const guideCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  program
    .command('guide')
    .description(
      "Print the steps of a source's or a destination's administrator, ready for a ticket. Nothing is called.",
    )
    .argument('<source>', 'the name of a source or a sync in the configuration')
    .addOption(configOption())
    .addOption(
      new Option('--host <host>', 'where secrets are entered; wherever it is deployed if it is not given').choices(
        hostNames,
      ),
    )
    .option('--json', 'print it for programs')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport guide hr\n  sallyport guide hr --host local\n  sallyport guide bi-users --host aws\n  sallyport guide hr --config customers/acme.yaml --json',
    )
    .action((name: string, { config: file, host, json }: GuideOptions) => {
      const configured = configuredAs(file, name);
      const hosts = hostsOf(configured.config, host);
      const { title, what, steps } =
        'sync' in configured ? guideOfSync(configured, hosts) : guideOfSource(configured, hosts);
      if (json) {
        terminal.output.write(`${JSON.stringify({ [what]: name, steps })}\n`);
        return;
      }
      if (steps.length === 0)
        throw new CommandError(exitCode.failed, `There is nothing to set up for ${name} (${title}).`);
      terminal.output.write(`${textOf(`${name}: ${title}, for ${configured.config.vendor.name}`, steps)}\n`);
    });
};
