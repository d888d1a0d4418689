import { join } from 'node:path';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { type AgentProcessEnd, runAgentProcess } from '../../../../../lambda/relay/agent/agent-process.ts';
import { gateClock } from '../../../../../lambda/relay/agent/call/gate-clock.ts';
import { outwardBy } from '../../../../../lambda/relay/agent/call/outward.ts';
import { type OutwardWays, outwardFetch } from '../../../../../lambda/relay/agent/call/outward-fetch.ts';
import { type RelayClient, relayClient } from '../../../../../lambda/relay/agent/call/relay-client.ts';
import { enrol } from '../../../../../lambda/relay/agent/identity/enrol.ts';
import type { RunRequest } from '../../../../../lambda/relay/agent/run-request.ts';
import type { TestGate } from './test-gate.ts';

/** Ways to a gate, through its proxy. */
const waysTo = async ({ proxy, authorityFile }: TestGate): Promise<OutwardWays> =>
  outwardFetch(await outwardBy({ HTTPS_PROXY: proxy.url }, authorityFile));

/** A client of a gate, through its proxy. */
export const clientOf = async (gate: TestGate, milliseconds?: number): Promise<RelayClient> => {
  const { fetch } = await waysTo(gate);
  return relayClient({ url: gate.url, fetch, clock: gateClock(Date.now), now: Date.now, milliseconds });
};

/** Enrols an agent by a fresh code. @returns its folder */
export const enrolled = async (gate: TestGate, agent: string, { force = false } = {}): Promise<string> => {
  const folder = join(gate.directory, agent);
  const proof = { kind: 'code', code: await gate.issue({ agent }) } as const;
  const clock = gateClock(() => Date.now() + gate.skew);
  await enrol({ folder, relayUrl: gate.url, proof, force, client: await clientOf(gate), clock });
  return folder;
};

/** An agent's process in this one. */
export interface TestAgentProcess {
  readonly lines: { readonly event: string; readonly [field: string]: unknown }[];
  readonly end: Promise<AgentProcessEnd>;
  drain(): void;
  cut(): void;
  /** Waits for a line of its log. */
  until(event: string, count?: number): Promise<Readonly<Record<string, unknown>>>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What is different from an agent as it is. */
export interface TestAgentOptions {
  /** So many times as fast: a heartbeat that comes after 20 seconds comes after 20 ms. @default 1000 */
  readonly speed?: number;
  readonly run?: RunRequest;
  readonly now?: () => number;
  readonly version?: string;
  readonly updateCommand?: readonly string[];
}

const nothing: RunRequest = async () => {
  throw new Error('nothing was to be run');
};

/** Runs the agent that is enrolled in a folder. Its waits are shorter, and everything else is as it is. */
export const startAgent = async (
  gate: TestGate,
  folder: string,
  { speed = 1_000, run = nothing, now = Date.now, version = '0.1.0', updateCommand }: TestAgentOptions = {},
): Promise<TestAgentProcess> => {
  const [drain, cut] = [new AbortController(), new AbortController()];
  const lines: { event: string }[] = [];
  const log = (event: string, fields: object = {}) => void lines.push({ event, ...fields });
  const end = runAgentProcess({
    folder,
    healthPort: 0,
    capacity: 4,
    drainMilliseconds: 2_000,
    updateCommand,
    run,
    outward: await waysTo(gate),
    version,
    system: 'linux-x64',
    environment: { PATH: process.env['PATH'] },
    log: { info: log, warn: log, error: log },
    now,
    random: Math.random,
    sleep: (milliseconds, signal) =>
      sleepFor(milliseconds / speed, undefined, { signal }).catch(() => {
        throw signal.reason;
      }),
    drain: drain.signal,
    cut: cut.signal,
  });
  end.catch(() => undefined);
  return {
    lines,
    end,
    drain: () => drain.abort(),
    cut: () => cut.abort(),
    async until(event, count = 1) {
      for (const until = Date.now() + 10_000; Date.now() < until; await sleepFor(5)) {
        const found = lines.filter((line) => line.event === event);
        if (found.length >= count) return found[count - 1]!;
      }
      throw new Error(`no ${event} in ${JSON.stringify(lines)}`);
    },
    async [Symbol.asyncDispose]() {
      cut.abort();
      await end.catch(() => undefined);
    },
  };
};
