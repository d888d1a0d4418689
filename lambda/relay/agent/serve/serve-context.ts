import type { Log } from '../../../platform/log.ts';
import type { Mailbox } from '../../../platform/mailbox.ts';
import type { RunRequest } from '../run-request.ts';
import type { Beats } from './beats.ts';

/** How far an agent is with a request. Nothing but tests and metrics look at it. */
export type ServeStep =
  | 'received'
  | 'opened'
  | 'claimed'
  | 'taken'
  | 'run'
  | 'answered'
  | 'chunk-written'
  | 'written'
  | 'read';

/** How a request ended, for metrics: `cancelled` if nobody wanted its answer any more. */
export type ServeOutcome = 'answered' | 'failed' | 'cancelled' | 'dropped';

/** What the work on one request needs. */
export interface ServeContext {
  readonly gateway: string;
  readonly agent: string;
  readonly incarnation: string;
  readonly mailbox: Mailbox;
  /** The secret of the session with this encapsulated key. Throws an Error for a key that is none. */
  secretOf(key: Uint8Array): Promise<Uint8Array>;
  readonly run: RunRequest;
  readonly beats: Beats;
  readonly log: Log;
  /** Milliseconds since 1970 by the gate's clock. */
  clock(): number;
  /** Whether this process has had the request before; from now on it has. */
  isKnown(id: string): boolean;
  /** Removes what is left of a request, now or when the mailbox can be reached again. */
  removeRest(id: string): Promise<void>;
  step(step: ServeStep, id: string): void;
}
