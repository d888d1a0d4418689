import { unavailableMilliseconds } from '../../times.ts';
import type { ServeOutcome } from '../serve/serve-context.ts';
import type { SessionReport } from '../session/session-report.ts';

/** How an agent's process is: what `status.json` holds, and /health answers. Times are milliseconds since 1970 by this machine's clock. */
export interface AgentHealth extends SessionReport {
  readonly agent: string;
  readonly gateway: string;
  readonly version: string;
  readonly process: number;
  readonly startedAt: number;
  /** When this was written. */
  readonly at: number;
  /** Port on 127.0.0.1 that /health and /metrics are at. */
  readonly healthPort?: number | undefined;
  /** Whether it gets work: it is connected, and the gate has heard of it within a minute. */
  readonly healthy: boolean;
  readonly running: number;
  readonly capacity: number;
  /** How requests ended, since the process began. */
  readonly requests: Readonly<Record<ServeOutcome, number>>;
  /** Encrypted bytes that were read from the mailbox, and written to it. */
  readonly bytes: { readonly received: number; readonly sent: number };
}

/** Keeps account of an agent's process. */
export interface AgentMonitor {
  report(change: Partial<SessionReport>): void;
  ended(outcome: ServeOutcome): void;
  received(bytes: number): void;
  sent(bytes: number): void;
  health(): AgentHealth;
}

/** What a monitor is made from. */
export interface AgentMonitorOptions {
  readonly agent: string;
  readonly gateway: string;
  readonly version: string;
  readonly process: number;
  readonly capacity: number;
  readonly certificateEndsAt: number;
  readonly healthPort?: number | undefined;
  now(): number;
  running(): number;
  /** Called after each change of the session. */
  changed(health: AgentHealth): void;
}

/** @example monitor.report({ state: 'connected', heardAt: clock.now() }) */
export const agentMonitor = ({
  now,
  running,
  changed,
  certificateEndsAt,
  ...known
}: AgentMonitorOptions): AgentMonitor => {
  let session: SessionReport = { state: 'connecting', certificateEndsAt, clockOffset: 0 };
  const requests: Record<ServeOutcome, number> = { answered: 0, failed: 0, cancelled: 0, dropped: 0 };
  const bytes = { received: 0, sent: 0 };
  const startedAt = now();

  const isHealthy = ({ state, heardAt, clockOffset }: SessionReport): boolean =>
    state === 'connected' && heardAt !== undefined && now() + clockOffset - heardAt < unavailableMilliseconds;
  const health = (): AgentHealth => ({
    ...known,
    ...session,
    startedAt,
    at: now(),
    healthy: isHealthy(session),
    running: running(),
    requests: { ...requests },
    bytes: { ...bytes },
  });
  return {
    report(change) {
      session = { ...session, ...change };
      changed(health());
    },
    ended(outcome) {
      requests[outcome]++;
    },
    received(count) {
      bytes.received += count;
    },
    sent(count) {
      bytes.sent += count;
    },
    health,
  };
};
