/**
 * Why a request through the relay has no answer, beside what went wrong with the source itself.
 *
 * - `agent-missing`: no agent is enrolled and heard of. `agent-busy`: none was free in time. `agent-refused`: the agent's own file does not
 *   allow the target. `agent-revoked`: it was revoked while it worked.
 * - `agent-lost`: the agent died. `relay-broken`: what came over the mailbox is not whole. `relay-deadline`: time was up.
 * - `relay-cancelled`: nobody wants the answer any more.
 */
export type RelayFailureCode =
  | 'agent-missing'
  | 'agent-busy'
  | 'agent-refused'
  | 'agent-revoked'
  | 'agent-lost'
  | 'relay-broken'
  | 'relay-deadline'
  | 'relay-cancelled';

/** What a failure is made from. */
export interface RelayFailureOptions {
  /** Whether the source may have seen the request. */
  readonly sent: boolean;
  /** Counts and names of things for the log, never values of a source. */
  readonly detail?: Readonly<Record<string, string | number>> | undefined;
  readonly cause?: unknown;
}

/**
 * A request through the relay has no answer. `message` is for the operator's log and says what to do; it holds nothing of the request.
 *
 * @example throw new RelayFailure('agent-missing', 'no agent was heard of in the last minute: see whether one runs', { sent: false })
 */
export class RelayFailure extends Error {
  override readonly name = 'RelayFailure';
  readonly code: RelayFailureCode;
  readonly sent: boolean;
  readonly detail: Readonly<Record<string, string | number>>;

  constructor(code: RelayFailureCode, message: string, { sent, detail = {}, cause }: RelayFailureOptions) {
    super(message, { cause });
    this.code = code;
    this.sent = sent;
    this.detail = detail;
  }
}
