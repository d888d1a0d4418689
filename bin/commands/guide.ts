import type { Command } from 'commander';
import { collectorHeaders } from '../../connectors/collector-headers.ts';
import type { GuideStep } from '../../connectors/guide.ts';
import { configuredSource } from '../configured-source.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { configOption } from '../options.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

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

const indented = (line: string): string => (line === '' ? '' : `   ${line}`);

/** `sallyport guide`: what a source's administrator must do. Reads no secret and calls nothing. */
export const guideCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  program
    .command('guide')
    .description("Print the steps of a source's administrator, ready for a ticket. Nothing is called.")
    .argument('<source>', 'the name of a source in the configuration')
    .addOption(configOption())
    .option('--json', 'print it for programs')
    .addHelpText('after', '\nExamples:\n  sallyport guide hr\n  sallyport guide hr --config customers/acme.yaml --json')
    .action((name: string, { config: file, json }: { readonly config: string; readonly json?: true }) => {
      const { config, connector, source, requirements } = configuredSource(file, name);
      const { gateway, vendor } = config;
      const steps = [
        ...(connector.guide?.(source.options, { gateway, source: name, vendor: vendor.name }) ?? []),
        ...(requirements.secret.includes(collectorHeaders) ? [collectorStep(name)] : []),
      ];
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
