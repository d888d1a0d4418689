import { join } from 'node:path';
import type { LogFields } from '../../../../../lambda/platform/log.ts';
import { parseAgentPolicy } from '../../../../../lambda/relay/agent/policy/load-agent-policy.ts';
import { createRunRequest } from '../../../../../lambda/relay/agent/run/create-run-request.ts';
import { RelayFailure } from '../../../../../lambda/relay/relay-failure.ts';
import type { RelayedHttp, RelayedRequest } from '../../../../../lambda/relay/relayed-request.ts';

/** How a request ended that must not get anywhere. */
export interface Tried {
  /** `agent-refused`, or what happened instead. */
  readonly code: string;
  readonly sent: boolean | undefined;
  /** What the gate is told. */
  readonly message: string;
  /** What this machine's log has of it. */
  readonly log: readonly LogFields[];
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** A call of HTTP as the gate would send it, with something changed. */
export const call = (changed: Partial<RelayedHttp>): RelayedHttp => ({
  kind: 'http',
  source: 'people',
  method: 'GET',
  url: 'https://hr.acme.internal/api/people',
  headers: { accept: 'application/json' },
  body: 'none',
  connectMilliseconds: 1_000,
  firstByteMilliseconds: 1_000,
  ...changed,
});

/**
 * Asks an agent with these rules. Whoever makes a client of HTTP there has got through: `connected`.
 *
 * @param folder where relative paths of the rules begin
 */
export const tryRequest = async (rules: string, request: RelayedRequest, folder = '/nowhere'): Promise<Tried> => {
  const log: LogFields[] = [];
  const write = (event: string, fields?: LogFields) => void log.push({ event, ...fields });
  const run = createRunRequest({
    policy: parseAgentPolicy(rules, join(folder, 'agent.yaml')),
    http: () => () => Promise.reject(new Error('connected')),
    log: { info: write, warn: write, error: write },
    now: () => 0,
    random: () => 0,
  });
  const outcome = { code: 'answered', sent: undefined, message: '', log };
  try {
    const { body } = await run(request, { body: nothing(), signal: AbortSignal.timeout(5_000) });
    for await (const _ of body) outcome.code = 'answered';
    return outcome;
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof RelayFailure) return { code: error.code, sent: error.sent, message, log };
    return { ...outcome, code: message };
  }
};
