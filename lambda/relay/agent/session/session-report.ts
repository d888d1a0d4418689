import type { AgentErrorCode } from '../agent-error.ts';

/** How far an agent's process is. */
export type SessionState = 'connecting' | 'connected' | 'unreachable' | 'draining' | 'identity-needed' | 'ended';

/** What a session tells of itself, for whoever runs the agent. */
export interface SessionReport {
  readonly state: SessionState;
  /** When the gate was last heard of, by its clock: milliseconds since 1970. */
  readonly heardAt?: number | undefined;
  readonly certificateEndsAt: number;
  /** How far this machine's clock is behind the gate's, in milliseconds. */
  readonly clockOffset: number;
  /** The gate's version, where that is another one. */
  readonly newVersion?: string | undefined;
  /** Why it is not connected. */
  readonly problem?: { readonly code: AgentErrorCode | 'internal'; readonly message: string } | undefined;
}
