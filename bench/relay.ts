import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localRelay, localRelayFolder } from '../lambda/platform/local/local-relay.ts';
import { gateKeyPair } from '../lambda/relay/authority/gate-key.ts';
import type { StoredAgent } from '../lambda/relay/registry/stored-agent.ts';
import { atLeast, atMost, beside, type Measurement, median, repeat } from './measurement.ts';

const rounds = 3;
const mebibyte = 1_048_576;
const gibibyte = 1_024 * mebibyte;

interface Told {
  readonly milliseconds: number;
  readonly each: readonly number[];
  readonly bytes: number;
  readonly peak: number;
}

interface Task {
  readonly by: 'relay' | 'direct';
  readonly path: string;
  readonly requests: number;
  readonly every?: number;
  readonly atOnce?: number;
}

/** A gate, agents and a source on this machine, each a process of its own. */
class RelayOnOneMachine implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  readonly #places = localRelay(this.#folder, 'bench');
  readonly #children: ChildProcess[] = [];
  readonly #records: StoredAgent[] = [];
  #gate: ChildProcess | undefined;
  #source = '';

  async #fork(
    name: string,
    args: readonly string[],
  ): Promise<{ readonly child: ChildProcess; readonly said: unknown }> {
    // As agents and handlers are started: large buffers are collected early.
    const execArgv = ['--max-semi-space-size=8', '--expose-gc'];
    const child = fork(join(import.meta.dirname, 'servers', `${name}.ts`), [...args], { execArgv });
    this.#children.push(child);
    const [said] = await once(child, 'message');
    return { child, said };
  }

  async start(): Promise<void> {
    this.#source = ((await this.#fork('relay-source', [])).said as { url: string }).url;
    this.#gate = (await this.#fork('relay-gate', [this.#folder])).child;
  }

  async addAgent(capacity: number): Promise<ChildProcess> {
    const slot = this.#records.length + 1;
    const { publicKey } = await gateKeyPair(this.#places);
    const agents = join(localRelayFolder(this.#folder, 'bench'), 'agents');
    const args = [agents, String(slot), Buffer.from(publicKey).toString('base64url'), String(capacity)];
    const { child, said } = await this.#fork('relay-agent', args);
    const { incarnation, agreementKey } = said as { incarnation: string; agreementKey: string };
    const far = Date.now() + 86_400_000;
    this.#records.push({
      agent: `agent-${slot}`,
      claim: 'bench',
      slot,
      registrar: 'administrator',
      enrolledAt: 0,
      certificates: [{ thumbprint: '', publicKey: '', beginsAt: 0, endsAt: far }],
      nonces: {},
      // Heard of from the future: the bench has no heartbeats.
      process: {
        incarnation,
        agreementKey,
        version: '0',
        system: 'bench',
        capacity,
        connectedAt: 0,
        heardAt: far,
        running: 0,
        draining: false,
      },
    });
    await this.#register();
    return child;
  }

  async #register(): Promise<void> {
    const put = async (name: string, value: unknown) => {
      const { registry } = this.#places;
      await registry.write(name, JSON.stringify(value), (await registry.read(name))?.version);
    };
    for (const record of this.#records) await put(`agents/${record.agent}`, record);
    await put('slots', {
      agents: Object.fromEntries(this.#records.map(({ agent, slot }) => [agent, { slot, claim: 'bench' }])),
    });
  }

  async ask({ path, every = 0, atOnce = 1, ...task }: Task): Promise<Told> {
    this.#gate!.send({ ...task, every, atOnce, url: this.#source + path });
    return (await once(this.#gate!, 'message'))[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all(this.#children.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const peakOf = async (child: ChildProcess): Promise<number> => {
  child.send('peak');
  return ((await once(child, 'message'))[0] as { peak: number }).peak;
};

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))]!;

/** What the way over queue and mailbox adds to 1 KB, at 50 requests a second. */
const overhead = async () => {
  await using relay = new RelayOnOneMachine();
  await relay.start();
  await relay.addAgent(16);
  const path = '/1024/0';
  await relay.ask({ by: 'relay', path, requests: 100, every: 20 });
  await relay.ask({ by: 'direct', path, requests: 100, every: 20 });
  const direct = await relay.ask({ by: 'direct', path, requests: 500, every: 20 });
  const through = await relay.ask({ by: 'relay', path, requests: 500, every: 20 });
  const floor = quantile(direct.each, 0.5);
  return { floor, p50: quantile(through.each, 0.5) - floor, p99: quantile(through.each, 0.99) - floor };
};

/** How much more four agents do than one, of a source that takes 100 ms; each works on two requests at a time. */
const fourAgents = async () => {
  await using relay = new RelayOnOneMachine();
  await relay.start();
  const perSecond = async (requests: number) => {
    await relay.ask({ by: 'relay', path: '/1024/100', requests: 16, atOnce: 16 });
    const { milliseconds } = await relay.ask({ by: 'relay', path: '/1024/100', requests, atOnce: 16 });
    return (requests * 1_000) / milliseconds;
  };
  await relay.addAgent(2);
  const one = await perSecond(100);
  for (let more = 0; more < 3; more++) await relay.addAgent(2);
  // The gate learns of them within some seconds.
  await relay.ask({ by: 'relay', path: '/1024/0', requests: 250, every: 20 });
  const four = await perSecond(400);
  return { one, four };
};

/** 1 GiB in one answer. */
const large = async () => {
  await using relay = new RelayOnOneMachine();
  await relay.start();
  const agent = await relay.addAgent(8);
  const before = await relay.ask({ by: 'relay', path: `/${4 * mebibyte}/0`, requests: 1 });
  const agentBefore = await peakOf(agent);
  const { milliseconds, bytes, peak } = await relay.ask({ by: 'relay', path: `/${gibibyte}/0`, requests: 1 });
  return {
    speed: bytes / 1e6 / (milliseconds / 1_000),
    gate: (peak - before.peak) / 1_024,
    agent: ((await peakOf(agent)) - agentBefore) / 1_024,
    isWhole: bytes === gibibyte,
  };
};

/** The relay, on queues and mailboxes of this machine. */
export async function* relay(): AsyncGenerator<Measurement> {
  const added = await repeat(rounds, overhead);
  yield beside('relay.direct.p50', median(added.map(({ floor }) => floor)), 'ms');
  yield atMost('relay.added.p50', median(added.map(({ p50 }) => p50)), 'ms', 15);
  yield atMost('relay.added.p99', median(added.map(({ p99 }) => p99)), 'ms', 50);
  const agents = await repeat(rounds, fourAgents);
  yield beside('relay.one-agent', median(agents.map(({ one }) => one)), 'requests/s');
  yield beside('relay.four-agents', median(agents.map(({ four }) => four)), 'requests/s');
  yield atLeast('relay.four-to-one', median(agents.map(({ one, four }) => four / one)), 'x', 3.5);
  const gibibytes = await repeat(rounds, large);
  const speed = median(gibibytes.map((each) => (each.isWhole ? each.speed : 0)));
  yield atLeast('relay.large.speed', speed, 'MB/s', 50);
  yield atMost('relay.large.gate-memory', median(gibibytes.map(({ gate }) => gate)), 'MiB', 64);
  yield atMost('relay.large.agent-memory', median(gibibytes.map(({ agent }) => agent)), 'MiB', 64);
}
