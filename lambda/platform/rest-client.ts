import { setTimeout as sleep } from 'node:timers/promises';

/** One call of a cloud's API. */
export interface RestRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** That one attempt may take. @default - 4 seconds, and as long as a slow line takes for the body */
  readonly milliseconds?: number | undefined;
  /** @default 3 */
  readonly attempts?: 1 | 3;
  /** With `load`: a good answer with more bytes is as none, its cause is `too-large`. @default - any number */
  readonly largestBytes?: number | undefined;
}

/** An answer, or that none came. */
export interface RestAnswer {
  /** 0 if no answer came. */
  readonly status: number;
  readonly headers: Headers;
  /** The whole body. Empty if it is read from `body`. */
  readonly text: string;
  /** What the service calls its error, such as `PERMISSION_DENIED`; `HTTP 503`; Node's code if no answer came. It may be logged. */
  readonly cause: string;
}

/** Calls a cloud's APIs as the identity of the process. Throws what getting its token throws, and nothing else. */
export interface RestClient {
  call(request: RestRequest): Promise<RestAnswer>;
  /** The same for an answer that may be large: the body of a good one is read as it comes, for as long as it takes. */
  open(request: RestRequest): Promise<RestAnswer & { readonly body?: ReadableStream<Uint8Array> | undefined }>;
  /** The same for bytes, all of them: a good answer has its time from each part of the body to the next one. */
  load(request: RestRequest): Promise<RestAnswer & { readonly bytes?: Uint8Array | undefined }>;
}

/** What a client is made from. */
export interface RestClientOptions {
  readonly fetch: typeof globalThis.fetch;
  /** A number in [0, 1). */
  random(): number;
  /** The bearer token that every request has, if there is one. It is sent to whatever URL is asked for: those are never a caller's. */
  token(): Promise<string | undefined>;
  /** What the service calls its error, read from an answer that is not good. */
  errorName(headers: Headers, text: string): string | undefined;
}

const attemptMilliseconds = 4_000;

/** Bytes in a millisecond that a line has at the least: 64 KiB in a second. */
const slowest = 64;

/** Before the second attempt and the third, half as long to one and a half times as long. With the attempts of a small request it is never over 13 seconds. */
const pauses = [100, 500] as const;

/** What passes by itself (docs.cloud.google.com/storage/docs/retry-strategy, learn.microsoft.com/azure/architecture/best-practices/retry-service-specific). */
const passing: ReadonlySet<number> = new Set([0, 408, 429, 500, 502, 503, 504]);

/** Names of errors are words; anything else could be a text that quotes something. */
const word = /^[\w.-]{1,64}$/;

/**
 * A client of a cloud's APIs over `fetch`: few attempts, each with a time of its own, no redirects. A request may arrive twice: whoever
 * writes says what must be there before, or finds out afterwards.
 */
export const restClient = (options: RestClientOptions): RestClient => {
  const repeated = async <Answer extends RestAnswer>(request: RestRequest, read: Read<Answer>): Promise<Answer> => {
    for (const pause of request.attempts === 1 ? [] : pauses) {
      const answer = await attempt(options, request, read);
      if (!passing.has(answer.status)) return answer;
      await sleep(pause * (0.5 + options.random()));
    }
    return attempt(options, request, read);
  };
  return {
    call: (request) => repeated(request, async (response) => ({ text: await response.text() })),
    open: (request) =>
      repeated(request, async (response) =>
        response.ok ? { text: '', body: response.body ?? undefined } : { text: await response.text() },
      ),
    load: (request) =>
      repeated(request, async (response, again) =>
        response.ok
          ? { text: '', bytes: await bytesOf(response, again, request.largestBytes) }
          : { text: await response.text() },
      ),
  };
};

/** @param again gives the answer its time once more */
type Read<Answer extends RestAnswer> = (
  response: Response,
  again: () => void,
) => Promise<Omit<Answer, keyof RestAnswer> & { text: string }>;

const bytesOf = async (response: Response, again: () => void, most = Number.POSITIVE_INFINITY): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    again();
    length += part.byteLength;
    // Leaving the loop cancels the rest.
    if (length > most) throw Object.assign(new Error('more bytes than are wanted'), { code: 'too-large' });
    parts.push(part);
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
};

const attempt = async <Answer extends RestAnswer>(
  { fetch, token, errorName }: RestClientOptions,
  { method, url, headers, body, milliseconds = attemptMilliseconds + (body?.length ?? 0) / slowest }: RestRequest,
  read: Read<Answer>,
): Promise<Answer> => {
  const bearer = await token();
  const stopper = new AbortController();
  const timer = setTimeout(() => stopper.abort(new DOMException('too late', 'TimeoutError')), milliseconds);
  try {
    const sent = { ...headers, ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) };
    const response = await fetch(url, {
      method,
      body: body ?? null,
      headers: sent,
      redirect: 'manual',
      signal: stopper.signal,
    });
    const content = await read(response, () => void timer.refresh());
    const name = response.ok ? undefined : errorName(response.headers, content.text);
    const cause = name !== undefined && word.test(name) ? name : `HTTP ${response.status}`;
    return { status: response.status, headers: response.headers, cause, ...content } as unknown as Answer;
  } catch (error) {
    return { status: 0, headers: new Headers(), text: '', cause: reasonOf(error) } as unknown as Answer;
  } finally {
    clearTimeout(timer);
  }
};

/** `fetch` says no more than that it failed; the reason is its cause. */
const reasonOf = (error: unknown): string => {
  const { name, code, cause } = error as NodeJS.ErrnoException & { cause?: NodeJS.ErrnoException };
  return cause?.code ?? (typeof code === 'string' ? code : name) ?? 'unknown';
};
