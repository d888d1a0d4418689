import type { Log } from '../../../platform/log.ts';
import type { GateClock } from '../call/gate-clock.ts';
import type { RelayClient } from '../call/relay-client.ts';
import type { AgentIdentity } from '../identity/agent-folder.ts';
import { renewCertificate } from '../identity/renew-certificate.ts';
import { problemOf } from './problem-of.ts';
import type { SessionReport } from './session-report.ts';

/** What an identity is held and renewed with. */
export interface OwnIdentityOptions {
  readonly folder: string;
  readonly identity: AgentIdentity;
  readonly client: RelayClient;
  readonly clock: GateClock;
  /** Milliseconds since 1970, by this machine's clock. */
  now(): number;
  /** Called with each change. */
  report(change: Partial<SessionReport>): void;
  readonly log: Log;
}

/** A renewal that failed is not tried again with each heartbeat. */
const renewalRest = 60_000;

/** The identity of a session's agent, whose certificate is renewed when two thirds of its time are over. */
export class OwnIdentity {
  readonly #options: OwnIdentityOptions;
  #identity: AgentIdentity;
  #renewing: Promise<void> | undefined;
  #renewedAt = Number.NEGATIVE_INFINITY;

  constructor(options: OwnIdentityOptions) {
    this.#options = options;
    this.#identity = options.identity;
  }

  get identity(): AgentIdentity {
    return this.#identity;
  }

  /** The renewal that is under way. It never rejects. */
  get renewing(): Promise<void> | undefined {
    return this.#renewing;
  }

  isDue(): boolean {
    const { certificateBeginsAt: begins, certificateEndsAt: ends } = this.#identity;
    return this.#options.clock.now() >= begins + ((ends - begins) * 2) / 3;
  }

  /** Begins to renew it, beside the heartbeats: a program that signs may take its time. */
  renew(): void {
    const { now, log } = this.#options;
    if (this.#renewing || now() - this.#renewedAt < renewalRest) return;
    this.#renewedAt = now();
    this.#renewing = this.#renewed()
      .catch((error) => log.error('agent.not-renewed', problemOf(error)))
      .finally(() => {
        this.#renewing = undefined;
      });
  }

  async #renewed(): Promise<void> {
    const { folder, report, log } = this.#options;
    this.#identity = await renewCertificate(folder, this.#identity, this.#options);
    const { agent, certificateEndsAt } = this.#identity;
    report({ certificateEndsAt });
    log.info('agent.renewed', { agent, endsAt: new Date(certificateEndsAt).toISOString() });
  }
}
