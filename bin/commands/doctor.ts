import { type Command, Option } from 'commander';
import type { Config } from '../../config/config.ts';
import { loadConfig } from '../../config/load.ts';
import { connectors } from '../../connectors/index.ts';
import { type ConfiguredSource, sourceIn } from '../configured-source.ts';
import { type ConfiguredSync, isSync, syncIn } from '../configured-sync.ts';
import type { Diagnosis } from '../doctor/diagnosis.ts';
import type { ExamineHost } from '../doctor/examined-host.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import { type HostName, hostNames } from '../host-name.ts';
import { configOption, portOption } from '../options.ts';
import { startProgress } from '../terminal/progress.ts';
import { processTerminal, type Terminal } from '../terminal/terminal.ts';

interface DoctorOptions {
  readonly config: string;
  readonly host?: HostName;
  readonly port: number;
  readonly calls: boolean;
  readonly json?: true;
}

/** Of each host, its own code is loaded alone. */
const hosts: Readonly<Record<HostName, () => Promise<ExamineHost>>> = {
  local: async () => (await import('../doctor/local-host.ts')).examineLocal,
  aws: async () => (await import('../doctor/aws/aws-host.ts')).examineAws,
  gcp: async () => (await import('../doctor/gcp/gcp-host.ts')).examineGcp,
  azure: async () => (await import('../doctor/azure/azure-host.ts')).examineAzure,
};

const wantedHosts = ({ deploy }: Config, { config: file, host }: DoctorOptions): readonly HostName[] => {
  const deployed = hostNames.filter((name) => name !== 'local' && deploy[name] !== undefined);
  if (host === 'local' || (host && deployed.includes(host))) return [host];
  if (host)
    throw new CommandError(exitCode.usage, `${file} does not deploy to ${host}. Write where under deploy.${host}.`);
  if (deployed.length > 0) return deployed;
  throw new CommandError(
    exitCode.usage,
    `${file} deploys to no cloud. Write where under deploy.aws, gcp or azure, or look at \`npm start\` with --host local.`,
  );
};

/** What is looked at: at least one. */
interface Wanted {
  readonly sources: readonly ConfiguredSource[];
  readonly syncs: readonly ConfiguredSync[];
}

/** `5 sources`, `5 sources and 1 syncs`. */
const counted = ({ sources, syncs }: Wanted): string =>
  [
    ...(sources.length > 0 || syncs.length === 0 ? [`${sources.length} sources`] : []),
    ...(syncs.length > 0 ? [`${syncs.length} syncs`] : []),
  ].join(' and ');

const diagnoseHost = async (
  name: HostName,
  { sources, syncs }: Wanted,
  { calls, port, config }: DoctorOptions,
  { terminal, stop }: { readonly terminal: Terminal; readonly stop: AbortSignal },
): Promise<Diagnosis> => {
  const all = [...sources, ...syncs];
  const host = await (await hosts[name]())(all, { port });
  const { diagnose } = await import('../doctor/diagnosis.ts');
  const { expectedDigests } = await import('../doctor/digest-lines.ts');
  const { relayAgents } = await import('../doctor/relay-agents.ts');
  const { relayHost } = await import('../deployed/relay-host.ts');
  const hasRelay = all[0]!.config.relay !== undefined;
  let done = 0;
  const progress = startProgress(terminal.remarks, () => ({
    words: `Looking at ${all.length === 1 ? all[0]!.name : counted({ sources, syncs })} ${host.where}`,
    share: done / all.length,
  }));
  try {
    return await diagnose({
      host,
      sources,
      syncs,
      isSilent: !calls,
      expected: name === 'local' ? undefined : expectedDigests(name),
      agents: hasRelay ? relayAgents(() => relayHost(config, name), Date.now) : undefined,
      stop,
      onSource: () => {
        done += 1;
      },
    });
  } finally {
    progress.end(`Looked at ${done} of ${counted({ sources, syncs })} ${host.where}.`);
  }
};

/** `sallyport doctor`: reads back what stands. Changes nothing; shows neither secrets nor tokens. */
export const doctorCommand = (program: Command, terminal: Terminal = processTerminal): void => {
  program
    .command('doctor')
    .description('Read back what stands where the gateway is deployed, and say what to do about what is wrong.')
    .argument('[source...]', 'names of sources and syncs in the configuration; without any, all')
    .addOption(configOption())
    .addOption(
      new Option('--host <host>', 'one host; all that the configuration deploys to if it is not given').choices(
        hostNames,
      ),
    )
    .addOption(portOption())
    .option('--no-calls', 'call neither the gate nor a source: only read how they are set up')
    .option('--json', 'print it for programs')
    .addHelpText(
      'after',
      `
Examples:
  sallyport doctor
  sallyport doctor people --host aws
  sallyport doctor bi-users --host gcp
  sallyport doctor --no-calls --json
  sallyport doctor --host local --port 8787`,
    )
    .action(async (names: readonly string[], options: DoctorOptions) => {
      const config = loadConfig(options.config, connectors);
      const wanted =
        names.length > 0 ? [...new Set(names)] : [...Object.keys(config.sources), ...Object.keys(config.sync)];
      const sources = wanted
        .filter((name) => !isSync(config, name))
        .map((name) => sourceIn(config, options.config, name));
      const syncs = wanted.filter((name) => isSync(config, name)).map((name) => syncIn(config, options.config, name));
      const stop = terminal.stop();
      const found: Diagnosis[] = [];
      for (const host of wantedHosts(config, options))
        found.push(await diagnoseHost(host, { sources, syncs }, options, { terminal, stop }));
      const { diagnosisText } = await import('../doctor/diagnosis-text.ts');
      terminal.output.write(`${options.json ? JSON.stringify(found) : found.map(diagnosisText).join('\n\n')}\n`);
      if (found.every(({ isWell }) => isWell)) return;
      throw new CommandError(exitCode.failed, 'Not all is well: each line that failed says what to do.');
    });
};
