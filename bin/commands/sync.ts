import { type Command, InvalidArgumentError, Option } from 'commander';
import { loadConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { type ConfiguredSync, configuredSync, syncIn } from '../configured-sync.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { HostName } from '../host-name.ts';
import { configOption, hostOption } from '../options.ts';
import { type SyncHost, syncHost } from '../sync/sync-host.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';
import { tellingOfSource } from '../told-of-source.ts';

interface PlaceOptions {
  readonly config: string;
  readonly host: HostName;
  readonly json?: true;
}

interface RunOptions extends PlaceOptions {
  readonly dryRun?: true;
  readonly full?: true;
  readonly all?: true;
}

interface ApproveOptions extends PlaceOptions {
  readonly plan?: string;
  readonly yes?: true;
  readonly all?: true;
}

const examples = `
A dry run prints what a run would do, user by user and field by field, and changes nothing. On this machine a run is made by
this process; with --host, by the function that is deployed: Ctrl-C then stops watching it, and not the run.

Examples:
  sallyport sync run bi-users --dry-run
  sallyport sync run bi-users --host aws
  sallyport sync run bi-users --full --host gcp --json
  sallyport sync status
  sallyport sync status bi-users --users --host aws
  sallyport sync history bi-users --host azure
  sallyport sync approve bi-users --host aws
  sallyport sync retry bi-users --host aws

Exit codes of run and retry, besides those of all commands:
  6  the guard let nothing be applied: the plan waits for sync approve (of a dry run: it would)
  7  too many users could not be applied: it is in quarantine
  8  done but for some users, who are tried again by themselves`;

const named = (name: string, { config }: PlaceOptions): ConfiguredSync => configuredSync(config, name);

/** All syncs of a configuration, or one of them. */
const wanted = (name: string | undefined, { config: file }: PlaceOptions): readonly ConfiguredSync[] => {
  if (name !== undefined) return [configuredSync(file, name)];
  const config = loadConfig(file, connectors);
  const names = Object.keys(config.sync);
  if (names.length === 0) throw new CommandError(exitCode.usage, `${file} has no sync. docs/sync.md shows one.`);
  return names.map((each) => syncIn(config, file, each));
};

const wholeNumber = (text: string): number => {
  if (!/^([1-9]\d?|100)$/.test(text)) throw new InvalidArgumentError('It is a number from 1 to 100.');
  return Number(text);
};

/** A subcommand about a sync. */
const subcommand = (sync: Command, name: string, description: string, argument = '<sync>'): Command =>
  sync
    .command(name)
    .description(description)
    .argument(argument, 'the name of a sync in the configuration')
    .addOption(configOption())
    .addOption(hostOption())
    .option('--json', 'print it for programs')
    .addHelpText('after', examples);

const allOption = (): Option => new Option('--all', 'all of a long plan');

/** What the gate says where it runs names its commands for any sync. */
const open = async <Result>(
  configured: ConfiguredSync,
  { host }: PlaceOptions,
  work: (host: SyncHost) => Promise<Result>,
): Promise<Result> => {
  const opened = await syncHost(configured, host);
  return tellingOfSource(configured, opened, () => work(opened));
};

/** `sallyport sync`: have users synchronized, and see how that is. */
export const syncCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  const sync = program
    .command('sync')
    .description('Run a sync of users, see what it would do and how it is, approve a plan, try again.')
    .addHelpText('after', examples);

  subcommand(sync, 'run', 'Have it run now, and say what came of it; with --dry-run, only say what would.')
    .option('--dry-run', 'change nothing: print the plan')
    .option('--full', 'compare everybody with what the destination really has')
    .addOption(allOption())
    .action(async (name: string, options: RunOptions) => {
      const { planSync, runSync } = await import('../sync/run-sync.ts');
      const configured = named(name, options);
      const kind = options.full ? 'full' : 'changed';
      await open(configured, options, (host) =>
        options.dryRun
          ? planSync(configured, host, { ...options, kind }, terminal)
          : runSync(configured, host, { ...options, kind }, terminal),
      );
    });

  subcommand(
    sync,
    'status',
    'Say how it is: last runs, the next one, what waits for somebody, who was not applied.',
    '[sync]',
  )
    .option('--users', 'name the users who could not be applied')
    .action(async (name: string | undefined, options: PlaceOptions & { readonly users?: true }) => {
      const { syncStatus } = await import('../sync/sync-status.ts');
      const { statusText } = await import('../sync/status-text.ts');
      const found = [];
      for (const configured of wanted(name, options)) {
        const told = async (host: SyncHost) => {
          const status = await syncStatus(configured, host, options.users === true);
          return { status, text: statusText(status, host) };
        };
        found.push(await open(configured, options, told));
      }
      const json = name === undefined ? found.map(({ status }) => status) : found[0]!.status;
      terminal.output.write(`${options.json ? JSON.stringify(json) : found.map(({ text }) => text).join('\n\n')}\n`);
    });

  subcommand(sync, 'history', 'List its runs, the newest first.')
    .addOption(new Option('-n, --runs <count>', 'how many (up to 100)').argParser(wholeNumber).default(20))
    .action(async (name: string, options: PlaceOptions & { readonly runs: number }) => {
      const { historyText } = await import('../sync/history-text.ts');
      await open(named(name, options), options, async ({ state, where }) => {
        const runs = (await state.history()).slice(0, options.runs);
        const text = runs.length > 0 ? historyText(runs) : `${name} has never run ${where}.`;
        terminal.output.write(`${options.json ? JSON.stringify(runs) : text}\n`);
      });
    });

  subcommand(sync, 'approve', 'Show the plan that the guard has stopped, and have the next run apply it all the same.')
    .option('--plan <id>', 'that plan and no other')
    .option('-y, --yes', 'do not ask')
    .addOption(allOption())
    .action(async (name: string, options: ApproveOptions) => {
      const { approvePlan } = await import('../sync/approve-plan.ts');
      const configured = named(name, options);
      await open(configured, options, (host) => approvePlan(configured, host, options, terminal));
    });

  subcommand(sync, 'retry', 'Have it run now, with everybody who could not be applied, whenever their time is.').action(
    async (name: string, options: PlaceOptions) => {
      const { runSync } = await import('../sync/run-sync.ts');
      const configured = named(name, options);
      await open(configured, options, (host) =>
        runSync(configured, host, { kind: 'retry', json: options.json }, terminal),
      );
    },
  );
};
