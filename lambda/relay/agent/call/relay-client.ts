import { randomBytes } from 'node:crypto';
import { signCall } from '../../signature/sign-call.ts';
import { AgentError } from '../agent-error.ts';
import type { AgentIdentity } from '../identity/agent-folder.ts';
import type { GateClock } from './gate-clock.ts';
import { refusedCall } from './refused-call.ts';
import { unreachableGate } from './unreachable-gate.ts';

/** What calls of the relay's function are made with. */
export interface RelayClientOptions {
  /** Without a slash at its end. */
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: GateClock;
  /** Milliseconds since 1970, by this machine's clock. */
  now(): number;
  /** For all of a call. @default 15,000 */
  readonly milliseconds?: number | undefined;
}

/** Calls the relay's function. Everything throws AgentError: what the gate refuses by its code, else `gate-unreachable`. */
export interface RelayClient {
  /** By anyone, or with a registrar's token. */
  call<Answer>(method: 'GET' | 'POST', path: string, body?: unknown, token?: string): Promise<Answer>;
  /** Signed by an agent. A clock that differs is corrected, once. */
  signed<Answer>(who: Pick<AgentIdentity, 'key' | 'thumbprint'>, path: string, body: unknown): Promise<Answer>;
}

/** All of a call: a connection that is open on one side alone is noticed by it. */
const callMilliseconds = 15_000;

const nonceBytes = 16;

/** @example const { gateway } = await relayClient({ url, fetch, clock: gateClock(Date.now), now: Date.now }).call('GET', relayPaths.about) */
export const relayClient = (options: RelayClientOptions): RelayClient => {
  const { url, fetch, clock, now, milliseconds = callMilliseconds } = options;

  const send = async <Answer>(
    method: string,
    path: string,
    body: Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> => {
    const { status, text } = await answered(path, {
      method,
      headers: { ...headers, ...(body.length > 0 && { 'content-type': 'application/json' }) },
      ...(body.length > 0 && { body }),
      signal: AbortSignal.timeout(milliseconds),
      redirect: 'manual',
    });
    if (status < 200 || status > 299) throw refusedCall(status, text);
    try {
      return (text === '' ? undefined : JSON.parse(text)) as Answer;
    } catch {
      throw refusedCall(status, text);
    }
  };

  const answered = async (path: string, init: RequestInit): Promise<{ status: number; text: string }> => {
    try {
      const answer = await fetch(url + path, init);
      return { status: answer.status, text: await textOf(answer) };
    } catch (error) {
      throw unreachableGate(url, error);
    }
  };

  const signedOnce = async <Answer>(
    { key, thumbprint }: Pick<AgentIdentity, 'key' | 'thumbprint'>,
    path: string,
    body: Uint8Array<ArrayBuffer>,
  ): Promise<Answer> => {
    const nonce = randomBytes(nonceBytes).toString('base64url');
    const headers = await signCall({
      method: 'POST',
      path,
      body,
      thumbprint,
      sign: (bytes) => key.sign(bytes),
      now: clock.now(),
      nonce,
    });
    return send<Answer>('POST', path, body, headers);
  };

  return {
    call: (method, path, body, token) =>
      send(method, path, bytesOf(body), token === undefined ? {} : { authorization: `Bearer ${token}` }),
    async signed(who, path, body) {
      const sentAt = now();
      try {
        return await signedOnce(who, path, bytesOf(body));
      } catch (error) {
        if (!(error instanceof AgentError) || error.code !== 'clock-differs' || error.gateNow === undefined)
          throw error;
        clock.learn(error.gateNow, sentAt);
        return signedOnce(who, path, bytesOf(body));
      }
    },
  };
};

/** The largest answer of a gate, the list of its agents, has some kilobytes. Whoever answers in its place is not read without end. */
const mostBytes = 1_048_576;

const textOf = async ({ body }: Response): Promise<string> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.byteLength;
    // Leaving the loop cancels the rest.
    if (length > mostBytes) throw Object.assign(new Error('more than a gate ever answers'), { code: 'too-large' });
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
};

const bytesOf = (body: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(body === undefined ? '' : JSON.stringify(body));
