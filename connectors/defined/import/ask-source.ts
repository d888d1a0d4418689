import type { ImportContext } from '../../connector.ts';
import type { Meaning } from '../../definition/definition.ts';
import { leadingText } from '../../http/leading-text.ts';
import { nextLink } from '../../http/link-relations.ts';
import { readJson } from '../../http/read-json.ts';
import { retryAfter, retryDelay } from '../../http/retry-delay.ts';
import { SourceError, type SourceErrorCode } from '../../source-error.ts';
import { untilAborted } from '../../until-aborted.ts';
import type { ImportPlan } from '../defined-source.ts';
import { meaningOf, needsBody } from './meaning-of.ts';
import { pacer } from './pacer.ts';
import type { PageRequest } from './page-request.ts';

/** A success. */
export interface SourceAnswer {
  readonly body: unknown;
  /** Of the header Link, what is called next (RFC 8288). */
  readonly link: string | undefined;
  /** Where it was asked. */
  readonly url: URL;
}

/**
 * Asks the source for one page, as often as it takes.
 *
 * @returns `absent` where there is nothing, and that is fine
 */
export type AskSource = (request: PageRequest, asked: Asked) => Promise<SourceAnswer | 'absent'>;

/** What is asked for. */
export interface Asked {
  /** For messages. */
  readonly place: string;
  /** The first page of a list; of one that is read for a row, which may be gone since it was read; or a page that the source led to. */
  readonly of: 'list' | 'row' | 'page';
  /** Hears the address of the next page as soon as it has come, which may be long before the rows. Only a whole page says it for sure. */
  readonly ahead?: Ahead | undefined;
}

/** Where the address of the next page stands, and who wants to know. */
export interface Ahead {
  /** `header`, or the name of a member of the answer. */
  readonly link: string;
  heard(link: string): void;
}

/** Tries of one request that fails in a way that may pass; and that is told to come back later. */
const attempts = 5;
const throttledAttempts = 20;
/** The longest that a source may make an import wait at once: GitHub counts by the hour. The page of an import may end meanwhile. */
const longestWait = 3_600_000;

const codes: Readonly<Record<Exclude<Meaning, 'absent'>, readonly [SourceErrorCode, string]>> = {
  throttled: ['source-throttled', 'the source refuses more requests for now: try again later'],
  unavailable: ['source-unreachable', 'the source is not available: try again later'],
  'credentials-refused': ['credentials-refused', 'the source refuses the credentials: renew them'],
  'access-denied': ['access-denied', 'the source denies access: grant what sallyport guide says'],
  failed: ['source-failed', 'the source answers with an error'],
};

interface Failed {
  readonly failure: SourceError;
  /** Whether it may be better later; `throttled` if the source said when. */
  readonly passes: 'no' | 'perhaps' | 'throttled';
  readonly wait?: number | undefined;
}

/**
 * The way to a source of a defined connector. All requests only read, so that they may be sent again.
 *
 * The function that it gives throws SourceError, or the signal's reason.
 */
export const askSource = (plan: ImportPlan, context: ImportContext, signal: AbortSignal): AskSource => {
  const { answers, rateLimits } = plan;
  const pace = pacer(rateLimits, context);

  const once = async (request: PageRequest, asked: Asked): Promise<SourceAnswer | 'absent' | Failed> => {
    const limit = AbortSignal.timeout(plan.answerSeconds * 1_000);
    const { method, url, headers, body } = request;
    const { place } = asked;
    let response: Response | undefined;
    try {
      response = await context.fetchSource(url, {
        method,
        headers: {
          accept: 'application/json',
          'user-agent': 'sallyport',
          ...headers,
          ...(body !== undefined && jsonBody),
        },
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal: AbortSignal.any([signal, limit]),
      });
      return await understood(response, url, asked);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SourceError) throw error;
      if (limit.aborted) return { failure: tooSlow(place, plan.answerSeconds), passes: 'perhaps' };
      // Before there is an answer, fetch throws nothing else: what is left is about the host, such as its secret store.
      if (!response && !(error instanceof TypeError)) throw error;
      return { failure: unreachable(error, place), passes: 'perhaps' };
    }
  };

  const understood = async (response: Response, url: URL, asked: Asked): Promise<SourceAnswer | 'absent' | Failed> => {
    const { status, headers, ok } = response;
    const { place } = asked;
    const head = { status, headers };
    const isDecided = ok && !needsBody(answers, head);
    const body =
      ok && status !== 204
        ? await readJson(response, place, { begun: isDecided ? listening(headers, asked.ahead) : undefined })
        : await errorBody(response, needsBody(answers, head));
    const meaning = meaningOf(answers, head, body);
    if (meaning === undefined) return { body, link: nextLink(headers.get('link')), url };
    if (meaning === 'absent') return 'absent';
    if (meaning === 'failed') return asked.of === 'row' && gone.has(status) ? 'absent' : failed(status, asked);
    const [code, sentence] = codes[meaning];
    const failure = new SourceError(code, `${place}: ${sentence}`, { detail: { status } });
    if (meaning !== 'throttled' && meaning !== 'unavailable') return { failure, passes: 'no' };
    const wait = waitOf(headers);
    return { failure, passes: wait === undefined ? 'perhaps' : 'throttled', wait };
  };

  const waitOf = (headers: Headers): number | undefined => {
    const asked = retryAfter(headers.get('retry-after'), context.now());
    if (asked !== undefined || !rateLimits.reset) return asked;
    const { header, unit } = rateLimits.reset;
    const text = headers.get(header) ?? '';
    if (!/^\d+(\.\d+)?$/.test(text)) return undefined;
    if (unit === 'seconds') return Number(text) * 1_000;
    return Math.max(0, Number(text) * (unit === 'epochSeconds' ? 1_000 : 1) - context.now());
  };

  return async (request, asked) => {
    for (let attempt = 1, throttled = 0; ; ) {
      await untilAborted(signal, pace.start());
      const answer = await once(request, asked).finally(() => pace.end());
      if (answer === 'absent' || !('failure' in answer)) return answer;
      const { failure, passes } = answer;
      if (passes === 'no') throw failure;
      const isLast = passes === 'throttled' ? ++throttled === throttledAttempts : attempt++ === attempts;
      const wait = retryDelay(answer.wait, attempt, context.random());
      if (isLast || wait > longestWait) throw failure;
      if (passes === 'throttled') pace.pause(wait);
      else await untilAborted(signal, context.sleep(wait));
    }
  };
};

/** What looks for the address of the next page at the beginning of an answer. */
const listening = (headers: Headers, ahead: Ahead | undefined): ((beginning: string) => void) | undefined => {
  if (!ahead) return undefined;
  const find = ahead.link === 'header' ? () => nextLink(headers.get('link')) : leadingText(ahead.link);
  return (beginning) => {
    const link = find(beginning);
    if (link !== undefined && link !== '') ahead.heard(link);
  };
};

const gone: ReadonlySet<number> = new Set([404, 410]);

const jsonBody = { 'content-type': 'application/json' };

/** A body that is not read is cancelled, which frees its connection. */
const errorBody = async (response: Response, isNeeded: boolean): Promise<unknown> => {
  if (isNeeded) return readJson(response, '').catch(() => undefined);
  await response.body?.cancel();
  return undefined;
};

const failed = (status: number, { place, of }: Asked): Failed => {
  const [code, sentence] = (of === 'page' ? ledAstray[status] : undefined) ??
    byStatus[status] ?? ['source-failed', sentenceOf(status)];
  return { failure: new SourceError(code, `${place}: ${sentence}`, { detail: { status } }), passes: 'no' };
};

type Told = readonly [SourceErrorCode, string];

const forgotten: Told = [
  'cursor-invalid',
  'the source does not know where the import stopped any more: begin it again',
];

const byStatus: Readonly<Record<number, Told>> = {
  404: ['configuration-invalid', 'there is nothing at this address: check the settings of this source'],
  410: forgotten,
};

/** Where the source itself said how to ask, and then does not know it: it has forgotten, or what was there is gone. */
const ledAstray: Readonly<Record<number, Told>> = {
  400: forgotten,
  404: ['data-changed', 'a page that the source led to is gone: begin the import again'],
};

const sentenceOf = (status: number): string => {
  if (status < 300) return 'the source answers that it could not do this: check the settings of this source';
  if (status < 400) return `the source redirects (${status}), which is not followed: check the settings of this source`;
  return `the source answered with status ${status}`;
};

const tooSlow = (place: string, seconds: number): SourceError =>
  new SourceError('source-timeout', `${place}: no whole answer in ${seconds} s: raise limits.wholeSeconds`);

const unreachable = (error: unknown, place: string): SourceError => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? { code: cause.code } : {};
  return new SourceError('source-unreachable', `${place}: the source can not be reached, or broke off`, {
    detail: code,
    cause: error,
  });
};
