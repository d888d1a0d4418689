import type { Command } from 'commander';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { fieldsToEnter, requiredFields } from '../../connectors/fields-to-enter.ts';
import { connectors } from '../../connectors/index.ts';
import { adviceOn } from '../../stacks/deployment-advice.ts';
import { type CloudHost, cloudNames } from '../../stacks/form-text.ts';
import { knownSources } from '../../stacks/known-sources.ts';
import { costsOf } from '../../stacks/network-costs.ts';
import { relayCostOf } from '../../stacks/relay-costs.ts';
import { networkText } from '../check/network-text.ts';
import { relayText } from '../check/relay-text.ts';
import { syncSummaries, syncText } from '../check/sync-text.ts';
import { configOption } from '../options.ts';
import { table } from '../terminal/table.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

const summary = (config: Config, file: string): string => {
  const rows = knownSources(config).map(({ name, source, requirements, byAgents }) => {
    const { fields = [] } = requirements;
    const { hosts, files, objects } = byAgents ?? requirements;
    const reads = `${byAgents ? 'by agents: ' : ''}${[...hosts, ...new Set(files), ...objects].join(', ')}`;
    return [
      name,
      source.connector,
      source.serve.join(', '),
      reads || '-',
      fieldsToEnter(requirements) || '-',
      requiredFields(fields) || '-',
    ];
  });
  const { name, profile, identity } = config.vendor;
  const columns = [
    { title: 'source' },
    { title: 'connector' },
    { title: 'serves' },
    { title: 'reads' },
    { title: 'secret' },
    { title: 'vendor sends' },
  ];
  return [
    `${file} is valid.`,
    '',
    `  gateway   ${config.gateway}`,
    `  vendor    ${name}, proved by ${Object.keys(identity).join(', ')} (${profile} profile)`,
    `  runs on   ${placesText(config)}`,
    ...networkText(config),
    ...relayText(config),
    '',
    table(columns, rows),
    ...syncText(config, file),
    ...adviceText(config),
  ].join('\n');
};

/** Where it goes, so that nobody deploys an example, or a copy that still names another account. */
const placesText = ({ deploy: { aws, gcp, azure } }: Config): string => {
  const places = [
    ...(aws ? [`${cloudNames.aws} (${[aws.account, aws.region].filter(Boolean).join(', ')})`] : []),
    ...(gcp ? [`${cloudNames.gcp} (${gcp.project}, ${gcp.region})`] : []),
    ...(azure ? [`${cloudNames.azure} (${azure.subscriptionId}, ${azure.location})`] : []),
  ];
  return places.join(', ') || 'this machine alone, until deploy names a cloud (aws, gcp, azure)';
};

const marks = { problem: '!', unknown: '?', note: '-' };

const adviceText = (config: Config): readonly string[] => {
  const advice = adviceOn(config, knownSources(config));
  return advice.length > 0 ? ['', ...advice.map(({ kind, sentence }) => `  ${marks[kind]} ${sentence}`)] : [];
};

const json = (config: Config, file: string) => ({
  gateway: config.gateway,
  vendor: config.vendor,
  deploy: config.deploy,
  sources: Object.fromEntries(
    knownSources(config).map(({ name, source: { connector, serve }, requirements, byAgents }) => [
      name,
      { connector, serve, requires: requirements, ...(byAgents && { via: 'relay', byAgents }) },
    ]),
  ),
  sync: syncSummaries(config, file),
  ...(config.network && {
    network: {
      ...config.network,
      costs: Object.keys(config.deploy).flatMap((host) => costsOf(config, host as CloudHost)),
    },
  }),
  ...(config.relay && {
    relay: {
      ...config.relay,
      costs: Object.keys(config.deploy).flatMap((host) => relayCostOf(config, host as CloudHost) ?? []),
    },
  }),
  advice: adviceOn(config, knownSources(config)),
});

/** `sallyport check`: is the configuration valid, and what does it ask for? Calls nothing and reads no secret. */
export const checkCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  program
    .command('check')
    .description('Check sallyport.yaml and say what it asks for. Nothing is called.')
    .addOption(configOption())
    .option('--json', 'print it for programs')
    .addHelpText('after', '\nExamples:\n  sallyport check\n  sallyport check --config customers/acme.yaml --json')
    .action((options: { config: string; json?: true }) => {
      const config = loadConfig(options.config, connectors);
      terminal.output.write(
        `${options.json ? JSON.stringify(json(config, options.config), null, 2) : summary(config, options.config)}\n`,
      );
    });
};
