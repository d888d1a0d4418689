import { setTimeout as sleep } from 'node:timers/promises';
import type { AskAgents } from '../../../lambda/relay/gate/ask-agents.ts';
import type { RelayedHttp } from '../../../lambda/relay/relayed-request.ts';

/** What came of a request: all of its answer, or a code. */
export interface Outcome {
  readonly bytes?: number;
  readonly code?: string;
}

/** Asks as a caller would: what writes has a body that comes in five parts. */
export const answerTo = async (ask: AskAgents, url: string, method: string, read?: () => void): Promise<Outcome> => {
  const request: RelayedHttp = {
    kind: 'http',
    source: 'hr',
    method,
    url,
    headers: {},
    body: method === 'POST' ? 'stream' : 'none',
    connectMilliseconds: 5_000,
    firstByteMilliseconds: 60_000,
  };
  async function* body() {
    for (let part = 0; part < 5; part++) {
      await sleep(30);
      yield Buffer.alloc(100_000, 'b');
    }
  }
  try {
    const signal = AbortSignal.timeout(90_000);
    const answer = await ask(request, { ...(method === 'POST' && { body: body() }), signal });
    let bytes = 0;
    for await (const part of answer.body) {
      bytes += part.length;
      read?.();
    }
    return { bytes };
  } catch (error) {
    return { code: (error as { code?: string }).code ?? String(error) };
  }
};
