import { randomBytes } from 'node:crypto';
import type { Sleep } from '../../lease.ts';
import { agentDoor } from '../../platform/agent-door.ts';
import type { Log } from '../../platform/log.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { newAgreementKey, publicBytes } from '../envelope/hpke-suite.ts';
import { AgentError } from './agent-error.ts';
import { gateClock } from './call/gate-clock.ts';
import type { OutwardWays } from './call/outward-fetch.ts';
import { relayClient } from './call/relay-client.ts';
import { countedDoor } from './counted-door.ts';
import { type AgentMonitor, agentMonitor } from './health/agent-monitor.ts';
import { startHealthServer } from './health/health-server.ts';
import { statusFile } from './health/status-file.ts';
import { type AgentIdentity, readIdentity } from './identity/agent-folder.ts';
import type { RunRequest } from './run-request.ts';
import { runUpdate } from './run-update.ts';
import { type RequestServer, serveRequests } from './serve/serve-requests.ts';
import { holdSession, type SessionEnd } from './session/hold-session.ts';

/** What an agent's process needs. */
export interface AgentProcessOptions {
  readonly folder: string;
  /** Port on 127.0.0.1; 0 takes any free one. */
  readonly healthPort: number;
  readonly capacity: number;
  readonly drainMilliseconds: number;
  /** @default - an update is only told of */
  readonly updateCommand?: readonly string[] | undefined;
  readonly run: RunRequest;
  readonly outward: OutwardWays;
  readonly version: string;
  /** Such as `linux-x64`. */
  readonly system: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  now(): number;
  random(): number;
  readonly sleep: Sleep;
  /** Aborted when it is to take no more work, and to end when it has done what it has in hand. */
  readonly drain: AbortSignal;
  /** Aborted when it is to end at once. */
  readonly cut: AbortSignal;
}

/** How it ended. `updated`: another version is there, and whoever runs the agent is to start that. */
export type AgentProcessEnd = Exclude<SessionEnd, { readonly why: 'identity-needed' }> | { readonly why: 'updated' };

/** Without a new identity the old one is tried again so often, in milliseconds: the gate's clock, or its registry, may have been wrong. */
const identityRetry = 900_000;
const identityLook = 2_000;
/** An update that failed is not tried again for so long, in milliseconds. */
const updateRest = 3_600_000;

/**
 * Runs the agent that is enrolled in a folder, until it is told to end or the gate does not want it any more. If its identity counts no longer, it waits for
 * another one: whoever enrols it again need not start it again.
 *
 * @throws AgentError `identity-missing` or `identity-broken`; the system's error if the port can not be had, or the folder not be read
 */
export const runAgentProcess = async (options: AgentProcessOptions): Promise<AgentProcessEnd> =>
  new AgentProcess(options).run();

class AgentProcess {
  readonly #options: AgentProcessOptions;
  readonly #updated = new AbortController();
  readonly #drain: AbortSignal;
  #server: RequestServer | undefined;
  #updateTriedAt = Number.NEGATIVE_INFINITY;

  constructor(options: AgentProcessOptions) {
    this.#options = options;
    this.#drain = AbortSignal.any([options.drain, this.#updated.signal]);
  }

  async run(): Promise<AgentProcessEnd> {
    const { folder, healthPort, log } = this.#options;
    const identity = await readIdentity(folder);
    let monitor: AgentMonitor | undefined;
    const health = await startHealthServer(healthPort, () => monitor!.health());
    const file = statusFile(folder, (error) =>
      log.warn('agent.status-failed', { code: (error as NodeJS.ErrnoException).code ?? 'unknown' }),
    );
    try {
      monitor = this.#monitorOf(identity, health.port, file.write);
      return await this.#sessions(identity, monitor);
    } finally {
      health.stop();
      await file.flush();
    }
  }

  #monitorOf(
    { agent, gateway, certificateEndsAt }: AgentIdentity,
    healthPort: number,
    changed: (health: ReturnType<AgentMonitor['health']>) => void,
  ): AgentMonitor {
    const { version, capacity, now } = this.#options;
    const running = () => this.#server?.running ?? 0;
    return agentMonitor({
      agent,
      gateway,
      certificateEndsAt,
      healthPort,
      version,
      capacity,
      now,
      running,
      changed,
      process: process.pid,
    });
  }

  async #sessions(first: AgentIdentity, monitor: AgentMonitor): Promise<AgentProcessEnd> {
    const { log, cut } = this.#options;
    const over = AbortSignal.any([this.#drain, cut]);
    for (let identity = first; ; ) {
      const end = await this.#session(identity, monitor);
      if (this.#updated.signal.aborted && end.why === 'drained') return { why: 'updated' };
      if (end.why !== 'identity-needed') return end;
      log.error('agent.identity-needed', { agent: identity.agent, code: end.error.code, message: end.error.message });
      identity = await this.#nextIdentity(identity, over);
      if (over.aborted) return { why: 'drained' };
    }
  }

  async #session(identity: AgentIdentity, monitor: AgentMonitor): Promise<SessionEnd> {
    const { folder, outward, run, now, random, sleep, log, version, system, capacity, cut, drainMilliseconds } =
      this.#options;
    const clock = gateClock(now);
    const client = relayClient({ url: identity.relayUrl, fetch: outward.fetch, clock, now });
    // Of this process and this session alone: what was sealed for another can be opened by nobody.
    const agreementKey = await newAgreementKey();
    const incarnation = randomBytes(16).toString('base64url');
    return holdSession({
      folder,
      identity,
      client,
      clock,
      now,
      random,
      sleep,
      log,
      about: {
        incarnation,
        agreementKey: Buffer.from(await publicBytes(agreementKey.publicKey)).toString('base64url'),
        version,
        system,
        capacity,
      },
      serve: (gateKey, access) => {
        const door = agentDoor({
          access: (wanted) => access(wanted).catch(asPlatformError),
          fetch: outward.fetch,
          agent: outward.agent,
          random,
        });
        const { gateway, agent } = identity;
        this.#server = serveRequests({
          gateway,
          agent,
          incarnation,
          door: countedDoor(door, monitor),
          agreementKey,
          gateKey,
          run,
          capacity,
          clock: clock.now,
          log,
          random,
          ended: monitor.ended,
        });
        return this.#server;
      },
      report: monitor.report,
      update: (newVersion) => void this.#update(newVersion),
      drain: this.#drain,
      cut,
      drainMilliseconds,
    });
  }

  /** Files that are half written, or broken, leave the last one in its place. */
  async #nextIdentity(last: AgentIdentity, over: AbortSignal): Promise<AgentIdentity> {
    const { folder, now, sleep } = this.#options;
    for (const until = now() + identityRetry; ; ) {
      const found = await readIdentity(folder).catch(() => last);
      if (found.thumbprint !== last.thumbprint || over.aborted || now() >= until) return found;
      await sleep(identityLook, over).catch(() => undefined);
    }
  }

  async #update(version: string): Promise<void> {
    const { updateCommand: command, environment, log, now } = this.#options;
    if (now() - this.#updateTriedAt < updateRest) return;
    this.#updateTriedAt = now();
    if (!command)
      return log.warn('agent.update-due', { version, remedy: 'install it, or set update.command in agent.yaml' });
    if (await runUpdate({ command, version, environment, log })) this.#updated.abort();
  }
}

/** As those who work with a queue and a mailbox know it, and try again. */
const asPlatformError = (error: unknown): never => {
  if (!(error instanceof AgentError)) throw error;
  const code = error.code === 'gate-unreachable' ? 'identity-unreachable' : 'identity-denied';
  throw new PlatformError(code, error.message, { cause: error });
};
