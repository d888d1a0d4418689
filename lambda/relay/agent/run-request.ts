import type { RelayedAnswer, RelayedRequest } from '../relayed-request.ts';

/** What a request is run with. */
export interface RunContext {
  /** The request's body; empty where it has none. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Aborted when nobody wants the answer any more, time is up, or the agent was revoked. It covers the answer's body as well. */
  readonly signal: AbortSignal;
}

/**
 * Runs one request at the agent, after its own file was asked. Frees what it holds when the body has ended, was returned or the signal is aborted.
 *
 * Throws RelayFailure `agent-refused`, HttpError, SourceError or PlatformError; so does the body.
 */
export type RunRequest = (request: RelayedRequest, context: RunContext) => Promise<RelayedAnswer>;
