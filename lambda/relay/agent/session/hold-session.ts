import type { Sleep } from '../../../lease.ts';
import type { AgentAccess } from '../../../platform/agent-access.ts';
import { type Connection, type ConnectRequest, type HeartbeatAnswer, relayPaths } from '../../protocol.ts';
import { heartbeatMilliseconds } from '../../times.ts';
import { AgentError } from '../agent-error.ts';
import type { RequestServer } from '../serve/serve-requests.ts';
import { backoff } from './backoff.ts';
import { checkAccess } from './check-access.ts';
import { checkGateKey } from './check-gate-key.ts';
import { type LentAccess, lentAccess } from './lent-access.ts';
import { OwnIdentity, type OwnIdentityOptions } from './own-identity.ts';
import { problemOf } from './problem-of.ts';

/** What a session needs. */
export interface SessionOptions extends OwnIdentityOptions {
  readonly about: ConnectRequest;
  /** Begins to work, when the gate is known. */
  serve(gateKey: Uint8Array<ArrayBuffer>, access: LentAccess['current']): RequestServer;
  /** It is this agent's turn to take another version. */
  update(version: string): void;
  random(): number;
  readonly sleep: Sleep;
  /** Aborted when the agent is to take no more work, and to end when it has done what it has in hand. */
  readonly drain: AbortSignal;
  /** Aborted when it is to end at once. */
  readonly cut: AbortSignal;
  /** How long work in hand is waited for. */
  readonly drainMilliseconds: number;
}

/**
 * Why a session ended: `drained` if that was asked for; the agent was `revoked`, or `replaced` by another process; or its identity counts no longer,
 * and a new one is needed.
 */
export type SessionEnd =
  | { readonly why: 'drained' }
  | { readonly why: 'revoked' | 'replaced'; readonly error: AgentError }
  | { readonly why: 'identity-needed'; readonly error: AgentError };

const fatal: Readonly<Record<string, 'revoked' | 'replaced' | 'identity-needed'>> = {
  'agent-revoked': 'revoked',
  'agent-replaced': 'replaced',
  'agent-unknown': 'identity-needed',
  'certificate-expired': 'identity-needed',
  'signature-refused': 'identity-needed',
};

/**
 * Connects, and holds the connection for ever: a gate that can not be reached is asked again, while work goes on. Ends when the agent is drained, or
 * the gate does not want it any more; its work is ended by then.
 */
export const holdSession = async (options: SessionOptions): Promise<SessionEnd> => new Session(options).hold();

class Session {
  readonly #options: SessionOptions;
  /** Aborted with the AgentError that ends the session. */
  readonly #over = new AbortController();
  readonly #own: OwnIdentity;
  #failed = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#own = new OwnIdentity(options);
  }

  async hold(): Promise<SessionEnd> {
    const { drain, cut, report } = this.#options;
    report({ state: 'connecting', certificateEndsAt: this.#own.identity.certificateEndsAt });
    const connecting = AbortSignal.any([drain, cut, this.#over.signal]);
    const connection = await this.#untilDone(() => this.#connect(), connecting);
    if (connection) {
      const access = lentAccess(
        connection.access,
        async () => checkAccess(await this.#ask<AgentAccess>(relayPaths.access), this.#own.identity.gateway),
        this.#options.clock.now,
      );
      await this.#work(this.#options.serve(connection.gateKey, access.current));
    }
    await this.#own.renewing;
    return this.#end();
  }

  #end(): SessionEnd {
    const { report } = this.#options;
    const { aborted, reason: error } = this.#over.signal;
    if (!aborted) {
      report({ state: 'ended' });
      return { why: 'drained' };
    }
    const why = fatal[(error as AgentError).code]!;
    report({ state: why === 'identity-needed' ? why : 'ended', problem: problemOf(error) });
    return { why, error };
  }

  /** Until the work is drained or cut, or the session is over. */
  async #work(server: RequestServer): Promise<void> {
    const { drain, cut, drainMilliseconds, report } = this.#options;
    const ended = new AbortController();
    const beating = this.#beats(server, ended.signal);
    await either(drain, cut, this.#over.signal);
    if (!cut.aborted && !this.#over.signal.aborted) {
      report({ state: 'draining' });
      await Promise.race([server.drain(drainMilliseconds), either(cut, this.#over.signal)]);
    }
    server.abort();
    ended.abort();
    await beating;
    if (!this.#over.signal.aborted) await this.#ask(relayPaths.goodbye).catch(() => undefined);
  }

  async #beats(server: RequestServer, ended: AbortSignal): Promise<void> {
    const { random, sleep, drain } = this.#options;
    const until = AbortSignal.any([ended, this.#over.signal]);
    // That it drains is told at once.
    const woken = AbortSignal.any([until, drain]);
    while (!until.aborted) {
      const wait = heartbeatMilliseconds * (0.9 + random() / 10);
      await sleep(wait, drain.aborted ? until : woken).catch(() => undefined);
      await this.#untilDone(() => this.#beat(server), until);
    }
  }

  async #beat(server: RequestServer): Promise<void> {
    const { clock, now, drain, report, update } = this.#options;
    const sentAt = now();
    const isDraining = drain.aborted;
    const beat = { running: server.running, draining: isDraining };
    const answer = await this.#ask<HeartbeatAnswer>(relayPaths.heartbeat, beat);
    clock.learn(answer.now, sentAt);
    report({
      state: isDraining ? 'draining' : 'connected',
      heardAt: clock.now(),
      clockOffset: clock.offset,
      newVersion: answer.newVersion,
      problem: undefined,
    });
    if (answer.renew || this.#own.isDue()) this.#own.renew();
    if (answer.update && answer.newVersion !== undefined && !isDraining) update(answer.newVersion);
  }

  async #connect(): Promise<{ readonly gateKey: Uint8Array<ArrayBuffer>; readonly access: AgentAccess }> {
    const { clock, now, about, report, log } = this.#options;
    const sentAt = now();
    const connection = await this.#ask<Connection>(relayPaths.connect, about);
    clock.learn(connection.now, sentAt);
    const gateKey = checkGateKey(connection, this.#own.identity);
    const { agent, gateway } = this.#own.identity;
    const access = checkAccess(connection.access, gateway);
    log.info('agent.connected', { agent, gateway, incarnation: about.incarnation, version: about.version });
    report({ state: 'connected', heardAt: clock.now(), clockOffset: clock.offset, problem: undefined });
    return { gateKey, access };
  }

  /** Notes what ends the session, whoever has asked. */
  async #ask<Answer>(path: string, body: object = {}): Promise<Answer> {
    try {
      const { incarnation } = this.#options.about;
      return await this.#options.client.signed<Answer>(this.#own.identity, path, { incarnation, ...body });
    } catch (error) {
      if (error instanceof AgentError && fatal[error.code] && !this.#over.signal.aborted) this.#over.abort(error);
      throw error;
    }
  }

  /** Tries again until it succeeds; `undefined` if that is not wanted any more. */
  async #untilDone<Value>(work: () => Promise<Value>, until: AbortSignal): Promise<Value | undefined> {
    const { random, sleep, report, log } = this.#options;
    while (!until.aborted) {
      try {
        const value = await work();
        if (this.#failed > 0) log.info('gate.reached', { failed: this.#failed });
        this.#failed = 0;
        return value;
      } catch (error) {
        if (this.#over.signal.aborted) return undefined;
        this.#failed++;
        const problem = problemOf(error);
        // Once for each time that it is waited longer: a night without a network is a few lines.
        if (this.#failed <= 8) log.warn('gate.unreachable', { ...problem, failed: this.#failed });
        report({ state: 'unreachable', problem });
        await sleep(backoff(this.#failed, random()), until).catch(() => undefined);
      }
    }
    return undefined;
  }
}

/** Resolves when the first of them is aborted. */
const either = (...signals: readonly AbortSignal[]): Promise<void> =>
  new Promise((resolve) => {
    const any = AbortSignal.any([...signals]);
    if (any.aborted) resolve();
    else any.addEventListener('abort', () => resolve(), { once: true });
  });
