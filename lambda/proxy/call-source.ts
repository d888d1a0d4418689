import { Readable } from 'node:stream';
import type { Api } from '../../config/shapes/api.ts';
import { SourceError } from '../../connectors/source-error.ts';
import { type HttpAnswer, HttpError } from '../platform/http-client.ts';
import type { HttpClients } from '../tokens/access/http-clients.ts';
import type { SourceAccess } from '../tokens/access/source-access.ts';
import type { Credentials } from '../tokens/credentials.ts';
import { isCertificateRefusal, isRefusal } from '../tokens/is-refusal.ts';
import { ProxyRefused } from './admission/proxy-refused.ts';
import type { CallTime } from './call-time.ts';
import { CallerGone } from './caller-gone.ts';
import { discard } from './discard.ts';
import { ProxyFailed, type ProxyFailureCode } from './proxy-failed.ts';
import { retryAfter } from './retry-after.ts';
import { isSafe, type SentAnswer, type SourceRequest, sendToSource } from './send-to-source.ts';
import { serverLanes } from './server-lanes.ts';
import { toldStatus } from './told-status.ts';

/** Resolves after so many milliseconds; rejects with the signal's reason when it is aborted. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** What the way to a source is made from. */
export interface CallSourceOptions {
  readonly api: Pick<Api, 'server' | 'endpoints' | 'hosts' | 'limits' | 'statuses'>;
  readonly http: HttpClients;
  readonly access: SourceAccess;
  /** Milliseconds since 1970. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
  readonly sleep: Sleep;
}

/** One call, with all its attempts. */
export interface SourceCall {
  readonly request: SourceRequest;
  /** The endpoint's name: it may ask for credentials of its own. */
  readonly endpoint: string;
  /** The user whom the source is called as. @default - nobody else */
  readonly subject?: string | undefined;
  readonly time: CallTime;
  /** Aborted when the host shuts down: then nothing is tried again. */
  readonly shutdown?: AbortSignal | undefined;
  /** Told before each attempt. */
  attempted(): void;
}

/** The source's answer, whatever its status. */
export interface SourceAnswer extends HttpAnswer {
  /** Gives the slot of its server to the next call. Called once, when the body was read or given up. */
  release(): void;
}

/** Calls the source. Throws ProxyFailed, ProxyRefused of a body that was streamed, or CallerGone. */
export type CallSource = (call: SourceCall) => Promise<SourceAnswer>;

const retriedStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** Waits begin with up to so many milliseconds, and double. */
const firstWait = 200;
const longestWait = 10_000;
/** Less time than this is not worth another attempt. */
const shortestAttempt = 250;

/**
 * The way to a source with everything that keeps both sides in good health: no more calls at a time than are agreed on, a rest for a
 * server that fails, and further attempts where they can not do harm.
 *
 * @example const answer = await callSource({ api, http, access, now, random, sleep })({ request, endpoint, time, attempted })
 */
export const callSource = (options: CallSourceOptions): CallSource => {
  const { api, http, access, now, random, sleep } = options;
  const { concurrency, attempts } = api.limits;
  const laneOf = serverLanes({ concurrency, now });
  const send = sendToSource(api, http);
  const told = toldStatus(api.statuses);

  /** One attempt, and what it says about the server's health. */
  const attempt = async ({ request, time, attempted }: SourceCall, credentials: Credentials): Promise<SentAnswer> => {
    const ended = laneOf(request.url).breaker.enter();
    if (typeof ended === 'number') throw new ProxyFailed('source-resting', { retryAfter: ended });
    attempted();
    try {
      const answer = await told(await send(request, credentials, time.signal));
      ended(answer.status >= 500 ? 'failed' : 'answered');
      return answer;
    } catch (error) {
      ended(isIllness(error) ? 'failed' : 'unknown');
      throw error;
    }
  };

  /** How long to wait before the next attempt; `undefined` if there is none. */
  const pause = (call: SourceCall, tried: number, asked: number | undefined): number | undefined => {
    if (tried >= attempts || call.shutdown?.aborted) return undefined;
    // Full jitter: callers that failed together do not come back together.
    const wait = asked ?? random() * Math.min(longestWait, firstWait * 2 ** (tried - 1));
    return wait + shortestAttempt <= call.time.remaining ? wait : undefined;
  };

  const attemptAll = async (call: SourceCall, credentials: Credentials): Promise<SentAnswer> => {
    const { request, time } = call;
    for (let tried = 1; ; tried++) {
      let wait: number | undefined;
      try {
        const answer = await attempt(call, credentials);
        if (!retriedStatuses.has(answer.status) || !isSafe(request.method)) return answer;
        wait = pause(call, tried, retryAfter(answer.headers['retry-after'], now()));
        if (wait === undefined) return answer;
        discard(answer.body);
      } catch (error) {
        if (!(error instanceof HttpError) || !canRepeat(error, request)) throw error;
        wait = pause(call, tried, undefined);
        if (wait === undefined) throw error;
      }
      await sleep(wait, time.signal);
    }
  };

  /** All attempts, and once more with other credentials if the source refuses the first: then it has done nothing yet. */
  const attemptAuthorized = async (call: SourceCall): Promise<HttpAnswer> => {
    const { endpoint, subject, request, time } = call;
    const credentials = await access.credentials(time.signal, endpoint, subject);
    // The next call wants others too, even if a body that was streamed can not be sent again.
    const hasOthers = async () =>
      (await access.refused(credentials, time.signal)) && !(request.body instanceof Readable);
    let answer: SentAnswer | undefined;
    try {
      answer = await attemptAll(call, credentials);
      const isRefused = answer.isHome && isRefusal(answer.status, credentials);
      if (!isRefused || !(await hasOthers())) return answer;
      discard(answer.body);
    } catch (error) {
      if (answer) discard(answer.body);
      if (!isCertificateRefusal(error, credentials) || !(await hasOthers())) throw error;
    }
    return attemptAll(call, await access.credentials(time.signal, endpoint, subject));
  };

  return async (call) => {
    const { slots } = laneOf(call.request.url);
    if (!slots.take()) await slots.wait(call.time.signal).catch(explainWait);
    try {
      const answer = await attemptAuthorized(call);
      return { ...answer, release: () => slots.free() };
    } catch (error) {
      slots.free();
      throw explain(error);
    }
  };
};

/** Whether an error says that the source is not well; a refusal of ours and a caller who left do not. */
const isIllness = (error: unknown): boolean =>
  error instanceof HttpError
    ? error.code !== 'address-refused' &&
      error.code !== 'agent-refused' &&
      error.code !== 'certificate-unusable' &&
      !(error.cause instanceof ProxyRefused)
    : error instanceof ProxyFailed && error.code === 'source-timeout';

const repeatable: ReadonlySet<string> = new Set(['connect-failed', 'connect-timeout', 'name-unknown', 'broken-off']);

/** A request that was never sent can be sent again, whatever it does. */
const canRepeat = (error: HttpError, { method }: SourceRequest): boolean =>
  repeatable.has(error.code) && (!error.sent || isSafe(method));

const explainWait = (reason: unknown): never => {
  throw reason instanceof CallerGone ? reason : new ProxyFailed('source-busy', { retryAfter: 1_000 });
};

const codes: Readonly<Record<HttpError['code'], ProxyFailureCode>> = {
  'address-refused': 'source-address-refused',
  'name-unknown': 'source-unreachable',
  'connect-failed': 'source-unreachable',
  'connect-timeout': 'source-timeout',
  'first-byte-timeout': 'source-timeout',
  'certificate-refused': 'source-certificate-refused',
  'certificate-unusable': 'certificate-unusable',
  'broken-off': 'source-broken-off',
  'agent-unavailable': 'agent-unavailable',
  'agent-refused': 'agent-refused',
  'agent-lost': 'agent-lost',
};

const explain = (error: unknown): unknown => {
  if (error instanceof SourceError && error.code === 'access-denied') {
    const { message, detail } = error;
    return new ProxyFailed('subject-denied', { fields: { reason: message, ...detail }, cause: error });
  }
  if (!(error instanceof HttpError)) return error;
  if (error.cause instanceof ProxyRefused) return error.cause;
  return new ProxyFailed(codes[error.code], { fields: { reason: error.message }, cause: error });
};
