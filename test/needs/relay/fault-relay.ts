import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AgentAccess } from '../../../lambda/platform/agent-access.ts';
import { jsonLog } from '../../../lambda/platform/log.ts';
import type { RelayPlaces } from '../../../lambda/platform/relay-places.ts';
import { gateKeyPair } from '../../../lambda/relay/authority/gate-key.ts';
import { type AskAgents, askAgents } from '../../../lambda/relay/gate/ask-agents.ts';
import type { StoredAgent } from '../../../lambda/relay/registry/stored-agent.ts';
import { heartbeatMilliseconds } from '../../../lambda/relay/times.ts';
import { agentProcess, agentRecord, putAgents } from '../../lambda/relay/support/enrolled.ts';
import type { AgentProcessOptions } from './agent-process.ts';
import type { Backend } from './backend.ts';

/** A relay whose agents are processes of their own. */
export interface FaultRelay {
  readonly places: RelayPlaces;
  readonly ask: AskAgents;
  /** Starts an agent, or the next process of one that was killed. Resolves when the gate knows of it. */
  start(slot: number, options?: StartOptions): Promise<ChildProcess>;
  /** What an agent reaches its slot with. */
  access(slot: number, milliseconds?: number): AgentAccess;
  /** Variables of its processes. */
  readonly environment: Readonly<Record<string, string>>;
  /** Says no longer that an agent is there, or says it again. */
  silence(slot: number, isSilent: boolean): void;
  /** Changes what the gate knows of an agent. */
  change(slot: number, how: (record: StoredAgent) => StoredAgent): Promise<void>;
  /** The process of an agent that was started last. */
  agent(slot: number): ChildProcess;
  /** What lies in mailboxes and queues. */
  left(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** What an agent is started with, beside what all have. */
export type StartOptions = Partial<Omit<AgentProcessOptions, 'agent' | 'gateKey'>> & {
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** A program, with its arguments, that starts the process. @default - none */
  readonly through?: readonly string[] | undefined;
};

const program = join(import.meta.dirname, 'agent-process.ts');

/** Begins a relay without agents. */
export const faultRelay = async (backend: Backend): Promise<FaultRelay> => {
  const { places, access, environment, stop } = await backend.relay();
  const gateKey = Buffer.from((await gateKeyPair(places)).publicKey).toString('base64url');
  const records = new Map<number, StoredAgent>();
  const children = new Map<number, ChildProcess>();
  const log = jsonLog(() => undefined, Date.now);

  const silent = new Set<number>();
  const say = () => {
    for (const [slot, record] of records) {
      if (silent.has(slot)) continue;
      const child = children.get(slot);
      if (!record.process || child?.exitCode !== null || child.signalCode !== null) continue;
      records.set(slot, { ...record, process: { ...record.process, heardAt: Date.now() } });
    }
    putAgents(places.registry, [...records.values()]).catch(() => undefined);
  };
  const beat = setInterval(say, heartbeatMilliseconds);

  return {
    places,
    ask: askAgents({ gateway: 'acme', places, log, now: Date.now, random: Math.random }),
    access,
    environment,
    silence(slot, isSilent) {
      if (isSilent) silent.add(slot);
      else silent.delete(slot);
      say();
    },
    async change(slot, how) {
      records.set(slot, how(records.get(slot)!));
      await putAgents(places.registry, [...records.values()]);
    },
    async start(slot, { environment: more, through = [], ...own } = {}) {
      const agent = `agent-${slot}`;
      const options: AgentProcessOptions = { agent, access: access(slot), gateKey, ...own };
      const [command, ...words] = [...through, process.execPath, program];
      const child = spawn(command!, words, {
        env: { ...process.env, ...environment, ...more, RELAY_AGENT: JSON.stringify(options) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      tellOfCrash(child, agent);
      const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
      const record = agentRecord(agent, slot, agentProcess(JSON.parse(line), Date.now()));
      children.set(slot, child);
      records.set(slot, record);
      await putAgents(places.registry, [...records.values()]);
      return child;
    },
    agent: (slot) => children.get(slot)!,
    async left() {
      const found: string[] = [];
      for (const slot of records.keys()) {
        found.push(...(await places.mailbox(slot).list()).map((name) => `${slot}:${name}`));
        const messages = await places.queue(slot).receive({ maximum: 10, waitSeconds: 0 });
        for (const message of messages) {
          found.push(`${slot}:message`);
          await message.again(0);
        }
      }
      return found;
    },
    async stop() {
      clearInterval(beat);
      for (const child of children.values()) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await stop();
    },
  };
};

/** An agent ends when it is told to, or killed. What it wrote last says why another one did. */
const tellOfCrash = (child: ChildProcess, agent: string): void => {
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-3_000);
  });
  child.once('exit', (code) => {
    if (code) process.stderr.write(`${agent} ended with ${code}:\n${said}\n`);
  });
};
