import type { RelayProblem } from '../protocol.ts';

/**
 * Why an agent can not go on: what the gate refuses, by its own code, and beside that
 *
 * - `gate-unreachable`: no answer, or none of a gate. `gate-untrusted`: what answers is not the gate that the agent was enrolled with.
 * - `identity-missing`, `identity-broken`, `identity-there`: of the files in the agent's folder. `key-failed`: the store of the key gives no signature.
 * - `code-malformed`: what was entered is no enrolment code.
 */
export type AgentErrorCode =
  | RelayProblem
  | 'gate-unreachable'
  | 'gate-untrusted'
  | 'identity-missing'
  | 'identity-broken'
  | 'identity-there'
  | 'key-failed'
  | 'code-malformed';

/** What an error is made from beside its message. */
export interface AgentErrorOptions {
  /** The gate's own time, where its answer says it: milliseconds since 1970. */
  readonly gateNow?: number | undefined;
  readonly cause?: unknown;
}

/**
 * An agent, or who enrols one, can not go on. `message` says what to do, and holds neither a code nor a key.
 *
 * @example throw new AgentError('identity-missing', 'no agent is enrolled here: run sallyport agent enroll')
 */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly code: AgentErrorCode;
  readonly gateNow: number | undefined;

  constructor(code: AgentErrorCode, message: string, { gateNow, cause }: AgentErrorOptions = {}) {
    super(message, { cause });
    this.code = code;
    this.gateNow = gateNow;
  }
}
