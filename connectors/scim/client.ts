import type { ImportContext } from '../connector.ts';
import { longestWait, retryAfter, retryDelay } from '../http/retry-delay.ts';
import { SourceError } from '../source-error.ts';
import { untilAborted } from '../until-aborted.ts';
import { scimCaller } from './authorization.ts';
import type { ScimOptions } from './options.ts';
import { readBody } from './read-body.ts';
import { scimError } from './scim-error.ts';

/** Asks a SCIM service. */
export interface ScimClient {
  /**
   * Gets `<baseUrl>/<path>?<query>`. No redirect and no link is ever followed, so the credentials go nowhere else.
   *
   * @returns the answer's JSON
   * @throws SourceError, or the signal's reason
   */
  get(path: string, query?: Readonly<Record<string, string>>): Promise<unknown>;
}

const attempts = 5;
/** What a service says when it may be better later. Every request here only reads, so asking again harms nothing. */
const passing: ReadonlySet<number> = new Set([429, 502, 503, 504]);

type Answer =
  | { readonly body: unknown }
  | { readonly failure: SourceError; readonly mayPass: boolean; readonly wait?: number | undefined };

/** @throws SourceError if the credentials are missing or unusable */
export const scimClient = async (
  options: ScimOptions,
  context: ImportContext,
  signal: AbortSignal,
): Promise<ScimClient> => {
  const caller = await scimCaller(options, context);
  const headers = {
    ...caller.headers,
    accept: 'application/scim+json, application/json;q=0.9',
    'user-agent': 'sallyport',
  };
  const base = options.baseUrl.replace(/\/+$/, '');

  const ask = async (url: string, place: string): Promise<Answer> => {
    const limit = AbortSignal.timeout(options.timeout * 1000);
    let response: Response | undefined;
    try {
      response = await caller.fetch(url, { headers, redirect: 'manual', signal: AbortSignal.any([signal, limit]) });
      if (response.status === 200) return { body: await readBody(response, place) };
      return await refused(response, place, context.now());
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SourceError) throw error;
      if (limit.aborted)
        throw new SourceError('source-timeout', `${place}: no whole answer in ${options.timeout} s: raise timeout`);
      // Before there is an answer, fetch throws nothing else: what is left is about the host, such as its secret store.
      if (!response && !(error instanceof TypeError)) throw error;
      return { failure: unreachable(error, place), mayPass: true };
    }
  };

  return {
    get: async (path, query = {}) => {
      const url = Object.keys(query).length > 0 ? `${base}/${path}?${new URLSearchParams(query)}` : `${base}/${path}`;
      for (let attempt = 1; ; attempt++) {
        const answer = await ask(url, path);
        if ('body' in answer) return answer.body;
        const wait = retryDelay(answer.wait, attempt, context.random());
        if (!answer.mayPass || attempt === attempts || wait > longestWait) throw answer.failure;
        await untilAborted(signal, context.sleep(wait));
      }
    },
  };
};

const refused = async (response: Response, place: string, now: number): Promise<Answer> => {
  const { status, headers } = response;
  const failure = scimError(status, await errorBody(response, place), place);
  return { failure, mayPass: passing.has(status), wait: retryAfter(headers.get('retry-after'), now) };
};

/** Only a 400 says in its body what matters here. A body that is not read is cancelled, which frees its connection. */
const errorBody = async (response: Response, place: string): Promise<unknown> => {
  if (response.status === 400) return readBody(response, place).catch(() => undefined);
  await response.body?.cancel();
  return undefined;
};

const unreachable = (error: unknown, place: string): SourceError => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? { code: cause.code } : {};
  return new SourceError(
    'source-unreachable',
    `${place}: the service can not be reached, or broke off: check baseUrl, its certificate and the network`,
    { detail: code, cause: error },
  );
};
