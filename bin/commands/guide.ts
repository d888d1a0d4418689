import { type Command, Option } from 'commander';
import type { Config } from '../../config/config.ts';
import { collectorHeaders } from '../../connectors/collector-headers.ts';
import type { GuideStep } from '../../connectors/guide.ts';
import { configuredSource } from '../configured-source.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { type HostName, hostNames } from '../host-name.ts';
import { configOption } from '../options.ts';
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

/** A command of ours that is about a source where it runs, and what may stand behind it: a file that it reads. */
const commandOfSource = /^( {2}sallyport (?:secrets|connect|tokens) .*?)( <.*)?$/;

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

const indented = (line: string): string => (line === '' ? '' : `   ${line}`);

/** `sallyport guide`: what a source's administrator must do. Reads no secret and calls nothing. */
export const guideCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  program
    .command('guide')
    .description("Print the steps of a source's administrator, ready for a ticket. Nothing is called.")
    .argument('<source>', 'the name of a source in the configuration')
    .addOption(configOption())
    .addOption(
      new Option('--host <host>', 'where secrets are entered; wherever it is deployed if it is not given').choices(
        hostNames,
      ),
    )
    .option('--json', 'print it for programs')
    .addHelpText(
      'after',
      '\nExamples:\n  sallyport guide hr\n  sallyport guide hr --host local\n  sallyport guide hr --config customers/acme.yaml --json',
    )
    .action((name: string, { config: file, host, json }: GuideOptions) => {
      const configured = configuredSource(file, name);
      const { config, connector, source, requirements } = configured;
      const { gateway, vendor } = config;
      const hosts = hostsOf(config, host);
      const ofSource = [
        ...(connector.guide?.(source.options, { gateway, source: name, vendor: vendor.name }) ?? []),
        ...(requirements.secret.includes(collectorHeaders) ? [collectorStep(name)] : []),
      ].map(onHosts(hosts));
      const steps = [...ofSource, ...agentSteps(configured, hosts)];
      if (json) {
        terminal.output.write(`${JSON.stringify({ source: name, steps })}\n`);
        return;
      }
      if (steps.length === 0) {
        throw new CommandError(exitCode.failed, `There is nothing to set up for ${name} (${connector.title}).`);
      }
      terminal.output.write(`${textOf(`${name}: ${connector.title}, for ${vendor.name}`, steps)}\n`);
    });
};
