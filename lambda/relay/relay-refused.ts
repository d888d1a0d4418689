import { type RelayProblem, relayProblems } from './protocol.ts';

/** What a refusal says besides its code. */
export interface RelayRefusedOptions {
  /** For the operator's log: more than whoever called may know, and never a value that was sent. @default - nothing */
  readonly reason?: string | undefined;
  /** The gate's clock, in milliseconds since 1970, for an agent whose own differs. */
  readonly now?: number | undefined;
  /** Whole seconds after which a new try makes sense. */
  readonly retryAfter?: number | undefined;
  /** Whose certificate the call named, for the log. @default - nobody's that is known */
  readonly agent?: string | undefined;
  readonly cause?: unknown;
}

/**
 * The relay's function does not do what it was asked for. `message` goes to whoever called, and says what to do.
 *
 * @example throw new RelayRefused('agents-full', 'All places are taken: remove an agent, or raise relay.agents.maximum and deploy.')
 */
export class RelayRefused extends Error {
  override readonly name = 'RelayRefused';
  readonly code: RelayProblem;
  readonly status: number;
  readonly reason: string | undefined;
  readonly now: number | undefined;
  readonly retryAfter: number | undefined;
  readonly agent: string | undefined;

  constructor(
    code: RelayProblem,
    message: string,
    { reason, now, retryAfter, agent, cause }: RelayRefusedOptions = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.status = relayProblems[code];
    this.reason = reason;
    this.now = now;
    this.retryAfter = retryAfter;
    this.agent = agent;
  }
}

/** The same refusal, of an agent by name. */
export const refusedTo = (
  agent: string,
  { code, message, reason, now, retryAfter, cause }: RelayRefused,
): RelayRefused => new RelayRefused(code, message, { reason, now, retryAfter, agent, cause });
