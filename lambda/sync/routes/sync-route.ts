import type { LogFields } from '../../platform/log.ts';

/** One call of a route. */
export interface SyncCall {
  readonly request: Request;
  /** Where the sync's function is reached. */
  readonly publicUrl: string;
  /** Adds fields to every later line of the log about this call. */
  know(fields: LogFields): void;
  /** Writes a line of the log, with the reference of the call and the names of gateway and sync. */
  tell(event: string, fields?: LogFields): void;
}

/** Answers at one method and path. */
export interface SyncRoute {
  /** Throws SyncRefused, CallerRefused and PlatformError. */
  answer(call: SyncCall): Promise<Response>;
  /** Event of the log for a call that is refused, and for one that the gate could not answer. */
  readonly refused: string;
  readonly failed: string;
}

/** By method and path below the function's URL, such as `POST /token`. */
export type SyncRoutes = Readonly<Record<string, SyncRoute>>;
