import type { Log } from '../../../platform/log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { PlatformError } from '../../../platform/platform-error.ts';
import { RelayFailure } from '../../relay-failure.ts';
import type { RelayedRequest } from '../../relayed-request.ts';
import type { AgentPolicy } from '../policy/agent-policy.ts';
import { PolicyRefusal } from '../policy/policy-refusal.ts';
import type { RunContext, RunRequest } from '../run-request.ts';
import { runChange } from './run-change.ts';
import { runHttp } from './run-http.ts';
import { runImport } from './run-import.ts';
import { withinTime } from './within-time.ts';

/** What an agent runs requests with. */
export interface RunRequestOptions {
  readonly policy: AgentPolicy;
  /** Makes an HTTP client; one for each rule, and for each certificate. */
  readonly http: Platform['http'];
  readonly log: Log;
  /** Milliseconds since 1970. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
}

/**
 * Runs requests of the gate, if the agent's own file allows them: the file is asked before anything is connected to. A refusal is logged here with its
 * whole reason; the gate is told that there was one, and nothing of the network that the agent is in.
 *
 * @example
 * const run = createRunRequest({ policy, http: (options) => nodeHttpClient({ ...options, now: Date.now }), log, now: Date.now, random: Math.random });
 */
export const createRunRequest = (options: RunRequestOptions): RunRequest => {
  const http = runHttp(options);
  const imports = runImport(options);
  const changes = runChange(options);
  const run = (request: RelayedRequest, context: RunContext) => {
    switch (request.kind) {
      case 'http':
        return http(request, context);
      case 'import':
        return imports(request, context);
      case 'change':
        return changes(request, context);
      default:
        throw new PolicyRefusal('the gate asks for something of a kind that is not known', 'Update the agent.');
    }
  };
  return async (request, context) => {
    const told = (error: unknown) => failureOf(error, request, options.log);
    const time = withinTime(context.signal, options.policy.limits.wholeSeconds);
    try {
      const { head, body } = await run(request, { ...context, signal: time.signal });
      return { head, body: released(explained(body, told, time.end), time.cancel) };
    } catch (error) {
      time.end();
      throw told(error);
    }
  };
};

/** The same bytes; what goes wrong with them is told as what goes wrong before them. */
async function* explained(
  body: AsyncIterable<Uint8Array>,
  told: (error: unknown) => unknown,
  end: () => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body;
  } catch (error) {
    throw told(error);
  } finally {
    end();
  }
}

/** The same bytes. Whoever returns without having read them lets go of them too: a generator that was not begun would not hear of it. */
const released = (
  body: AsyncGenerator<Uint8Array, void, undefined>,
  cancel: () => void,
): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => ({
    next: () => body.next(),
    return: () => {
      cancel();
      return body.return();
    },
  }),
});

const failureOf = (error: unknown, { source, kind }: RelayedRequest, log: Log): unknown => {
  // What the gate calls a source is a word, or it is not repeated.
  const name = typeof source === 'string' && /^[a-z0-9-]{1,64}$/.test(source) ? source : 'a source';
  if (error instanceof PolicyRefusal) {
    log.warn('agent.refused', { source: name, kind, reason: error.message, remedy: error.remedy });
    return refused(name, kind);
  }
  if (error instanceof PlatformError)
    log.error('agent.file-failed', { source: name, kind, code: error.code, reason: error.message });
  return error;
};

const refused = (source: string, kind: RelayedRequest['kind']): RelayFailure =>
  new RelayFailure(
    'agent-refused',
    `the agent's own file (agent.yaml) has no rule under allow for this ${nouns[kind] ?? 'request'} of ${source}: the agent's log says which one is ` +
      `missing, and sallyport agent allow ${source} prints what the source needs, to be reviewed and copied`,
    { sent: false },
  );

const nouns: Readonly<Record<string, string>> = { http: 'call', import: 'import', change: 'change' };
