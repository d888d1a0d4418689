import type { IncomingHttpHeaders } from 'node:http';
import { problemResponse } from '../../problem.ts';
import { limitHeaders } from './answer-headers.ts';

const problems: Readonly<Record<number, readonly [string, string]>> = {
  400: ['source-refused', 'The source refused the request as malformed.'],
  401: [
    'source-unauthorized',
    "The source refused the gateway's own credentials, not the caller's; the administrator of the source must renew them.",
  ],
  403: [
    'source-forbidden',
    "The source denied this to the gateway's own credentials; the administrator of the source must grant it.",
  ],
  404: ['source-not-found', 'The source has nothing at this path.'],
  409: ['source-conflict', 'The source refused the request: it does not fit the present state of the resource.'],
  410: ['source-gone', 'The source has nothing at this path any more.'],
  412: ['source-precondition-failed', 'The source has another version than the condition of the request names.'],
  422: ['source-refused', 'The source understood the request and refused what it says.'],
  429: ['source-throttled', 'The source refuses more requests for now; try again when Retry-After says.'],
  503: ['source-unavailable', 'The source is not available for now; try again later.'],
  504: ['source-timeout', 'The source waited too long for something behind it; try again later.'],
};

const otherProblem = (status: number): readonly [string, string] =>
  status < 500
    ? ['source-refused', 'The source refused the request.']
    : ['source-failed', 'The source answered with an error; try again later.'];

/** The code of a source's status from 400 on. Stable: vendors may switch on it. */
export const sourceProblemCode = (status: number): string => (problems[status] ?? otherProblem(status))[0];

/**
 * A source's error as a problem document: with the source's status, and without any of its bytes. Only 407 becomes 502, because a
 * client would take it for a question of its own proxy.
 */
export const sourceProblem = (status: number, headers: IncomingHttpHeaders, reference: string): Response => {
  const [code, detail] = problems[status] ?? otherProblem(status);
  return problemResponse({
    status: status === 407 ? 502 : status,
    code,
    detail,
    reference,
    headers: { ...limitHeaders(headers), ...referenceHeader(reference) },
  });
};

/** Ties every answer of a proxy to the operator's log. */
export const referenceHeader = (reference: string): { readonly 'sallyport-reference': string } => ({
  'sallyport-reference': reference,
});
