import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { Config } from '../config/config.ts';
import type { LocalHost } from '../lambda/hosts/local.ts';
import { localFolder } from '../lambda/platform/local/local-platform.ts';
import { localRelay } from '../lambda/platform/local/local-relay.ts';
import { gateClock } from '../lambda/relay/agent/call/gate-clock.ts';
import { relayClient } from '../lambda/relay/agent/call/relay-client.ts';
import { enrol } from '../lambda/relay/agent/identity/enrol.ts';
import { type About, relayPaths } from '../lambda/relay/protocol.ts';
import { listAgents } from '../lambda/relay/registry/agent-status.ts';
import { issueCode } from '../lambda/relay/registry/issue-code.ts';
import { allowedRules } from './agent/allow-text.ts';
import { type ConfiguredSource, sourceIn } from './configured-source.ts';
import { type ConfiguredSync, syncIn } from './configured-sync.ts';

/** An agent on this machine, for the sources that are behind agents, and for syncs whose destination is. */
export interface LocalAgent {
  readonly name: string;
  /** Names of those sources and syncs. */
  readonly serves: readonly string[];
  /** What it may reach, which whoever runs an agent decides. */
  readonly rules: string;
  stop(): Promise<void>;
}

const name = 'this-machine';
const readyMilliseconds = 20_000;

/**
 * Starts an agent for the local host as one is started elsewhere: a code is issued, the agent enrols with it, and a process of its own dials the gate and
 * serves what its own file allows. `undefined` if nothing is behind agents.
 *
 * @param file the configuration file, as the person gave it
 * @throws Error that says what to do, if the agent does not connect in time
 */
export const startLocalAgent = async (
  config: Config,
  host: LocalHost,
  { file, directory, stop }: { readonly file: string; readonly directory: string; readonly stop: AbortSignal },
): Promise<LocalAgent | undefined> => {
  const behind = behindAgents(config, file);
  if (behind.length === 0 || host.relayUrl === undefined) return undefined;
  const folder = join(directory, localFolder, 'agent');
  const rules = join(folder, 'agent.yaml');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(rules, rulesFor(behind, directory), { mode: 0o600 });
  await enrolHere(config, host.relayUrl, folder, directory);
  const child = startProcess(folder, rules);
  try {
    await connected(config, directory, child, AbortSignal.any([stop, AbortSignal.timeout(readyMilliseconds)]));
  } catch (error) {
    await end(child);
    stop.throwIfAborted();
    throw new Error(`the agent on this machine does not connect: ${join(folder, 'agent.log')} says why`, {
      cause: error,
    });
  }
  return { name, serves: behind.map((each) => each.name), rules, stop: () => end(child) };
};

const behindAgents = (config: Config, file: string): readonly (ConfiguredSource | ConfiguredSync)[] => [
  ...Object.keys(config.sources)
    .filter((source) => config.sources[source]!.via === 'relay')
    .map((source) => sourceIn(config, file, source)),
  ...Object.keys(config.sync)
    .filter((sync) => config.sync[sync]!.to.via === 'relay')
    .map((sync) => syncIn(config, file, sync)),
];

/** What they need, with the folder of the configuration for their files: here both are on one machine. */
const rulesFor = (behind: readonly (ConfiguredSource | ConfiguredSync)[], directory: string): string => {
  const allow = behind.flatMap((each) => allowedRules(each, { isLocal: true, folder: directory }));
  const note = '# What the gate may reach through the agent on this machine. Written anew by each `sallyport start`.\n';
  return note + stringify({ allow, health: { port: 0 } }, { lineWidth: 0 });
};

const enrolHere = async ({ gateway }: Config, relayUrl: string, folder: string, directory: string): Promise<void> => {
  const clock = gateClock(Date.now);
  const client = relayClient({ url: relayUrl, fetch: globalThis.fetch, clock, now: Date.now });
  const { authority } = await client.call<About>('GET', relayPaths.about);
  const { registry } = localRelay(directory, gateway);
  const { code } = await issueCode(
    registry,
    { agent: name },
    { registrar: 'administrator', authority, now: Date.now() },
  );
  await enrol({ folder, relayUrl, proof: { kind: 'code', code }, force: true, client, clock });
};

const startProcess = (folder: string, rules: string): ChildProcess => {
  const program = join(import.meta.dirname, `sallyport${import.meta.filename.endsWith('.ts') ? '.ts' : '.js'}`);
  const log = openSync(join(folder, 'agent.log'), 'a', 0o600);
  try {
    const args = [
      '--max-semi-space-size=8',
      '--expose-gc',
      program,
      'agent',
      'run',
      '--folder',
      folder,
      '--config',
      rules,
    ];
    return spawn(process.execPath, args, { stdio: ['ignore', log, log], detached: true });
  } finally {
    closeSync(log);
  }
};

const connected = async (
  config: Config,
  directory: string,
  child: ChildProcess,
  signal: AbortSignal,
): Promise<void> => {
  const { registry } = localRelay(directory, config.gateway);
  const began = Date.now();
  for (;;) {
    const agent = (await listAgents(registry, Date.now())).find((each) => each.agent === name);
    if (agent?.state === 'available' && (agent.heardAt ?? 0) >= began) return;
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`);
    await sleep(50, undefined, { signal });
  }
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
};
