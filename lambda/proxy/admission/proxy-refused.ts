import type { LogFields } from '../../platform/log.ts';

interface Refusal {
  readonly status: number;
  /** What is wrong with the request and what the vendor's engineer can do about it. */
  readonly sentence: string;
}

const refusals = {
  'target-too-long': { status: 414, sentence: 'Path and query must have at most 8 KiB together.' },
  'target-malformed': {
    status: 400,
    sentence: 'The request target must be a path that begins with one slash, and a query perhaps.',
  },
  'encoding-malformed': {
    status: 400,
    sentence: 'Percent-encode UTF-8 in path and query: two hexadecimal digits after each percent sign.',
  },
  'path-malformed': {
    status: 400,
    sentence:
      'The path must not have empty segments, dot segments, slashes, backslashes, semicolons or control characters in a segment, in any encoding.',
  },
  'path-not-allowed': { status: 403, sentence: 'No endpoint of this source is allowed at this path.' },
  'method-not-allowed': { status: 403, sentence: 'This method is not allowed at this path.' },
  'path-value-refused': { status: 403, sentence: 'A variable of the path has a value that is not allowed.' },
  'query-malformed': { status: 400, sentence: 'The query must not have control characters or nameless parameters.' },
  'query-not-allowed': { status: 403, sentence: 'This endpoint does not take a parameter of the query.' },
  'query-value-refused': { status: 403, sentence: 'A parameter of the query has a value that is not allowed.' },
  'query-repeated': { status: 403, sentence: 'A parameter of the query must be sent only once.' },
  'subject-missing': {
    status: 400,
    sentence: 'Say in the header Sallyport-Subject as whom the source is to be called: this endpoint needs it.',
  },
  'subject-not-allowed': {
    status: 403,
    sentence: 'Remove the header Sallyport-Subject: this endpoint is not called as anybody else.',
  },
  'subject-refused': {
    status: 403,
    sentence: 'The header Sallyport-Subject must name one user, as this endpoint allows it.',
  },
  'headers-too-large': {
    status: 431,
    sentence: 'Send at most 100 headers of 32 KiB together, and at most 8 KiB in a header that reaches the source.',
  },
  'header-malformed': { status: 400, sentence: 'Header values that reach the source must be printable ASCII.' },
  'host-malformed': {
    status: 400,
    sentence: 'Send exactly one Host header: a name or an address, and a port perhaps.',
  },
  'framing-malformed': {
    status: 400,
    sentence: 'Send a body with Content-Length, or with Transfer-Encoding: chunked, not with both.',
  },
  'method-override-not-allowed': {
    status: 403,
    sentence: 'Use the method itself: headers that replace it are refused.',
  },
  'path-override-not-allowed': { status: 403, sentence: 'Use the path itself: headers that replace it are refused.' },
  'forwarded-not-allowed': {
    status: 403,
    sentence: 'Remove the X-Forwarded header: where the request came in is not told to the source.',
  },
  'proxy-header-not-allowed': { status: 403, sentence: 'Remove the Proxy header: it is not for this server.' },
  'connection-option-not-allowed': {
    status: 403,
    sentence: 'Connection may say keep-alive or close, but name no other header.',
  },
  'upgrade-not-allowed': { status: 403, sentence: 'Use HTTP as it is, without Upgrade: no other protocol is spoken.' },
  'trailer-not-allowed': { status: 403, sentence: 'Send headers before the body: trailers do not reach the source.' },
  'range-not-allowed': { status: 403, sentence: 'Ask for the whole answer, without Range.' },
  'expectation-failed': { status: 417, sentence: 'Expect may only be 100-continue.' },
  'body-not-allowed': { status: 403, sentence: 'This endpoint takes no body.' },
  'body-type-not-allowed': { status: 415, sentence: 'This endpoint does not take bodies of this Content-Type.' },
  'body-encoding-not-allowed': { status: 415, sentence: 'Send the body without Content-Encoding.' },
  'body-too-large': { status: 413, sentence: 'The body is larger than this endpoint allows.' },
  'body-broken-off': { status: 400, sentence: 'The body ended before it was complete.' },
  'body-malformed': {
    status: 400,
    sentence: 'The body must be one JSON document in UTF-8, without a byte order mark, deep nesting or repeated keys.',
  },
  'body-refused': { status: 403, sentence: 'The body has a part that this endpoint does not allow.' },
  'pseudonym-expected': {
    status: 403,
    sentence: 'A value must be sent as the pseudonym that the gate gave out for it, and not in the clear.',
  },
  'pseudonym-refused': {
    status: 400,
    sentence: 'A pseudonym was not made by this gateway, is damaged, or its key was replaced: read it anew.',
  },
} as const satisfies Readonly<Record<string, Refusal>>;

/** Why a request does not reach the source. Stable: vendors may switch on it. */
export type ProxyRefusalCode = keyof typeof refusals;

/** More about a refusal. */
export interface ProxyRefusedOptions {
  /** Instead of the sentence that the code has. It holds names of the configuration, no values of the request. */
  readonly sentence?: string | undefined;
  /** For the log: endpoint and parameter, as they are called in the configuration. */
  readonly fields?: LogFields | undefined;
  readonly cause?: unknown;
}

/**
 * A request is not let through to the source, and nothing was called.
 *
 * `status`, `code` and `sentence` are for the caller. `fields` are for the log. `cause` is kept for debugging and is never logged.
 *
 * @example throw new ProxyRefused('query-repeated', { fields: { endpoint: 'GET /users', parameter: 'page' } })
 */
export class ProxyRefused extends Error {
  override readonly name = 'ProxyRefused';
  readonly code: ProxyRefusalCode;
  readonly status: number;
  readonly sentence: string;
  readonly fields: LogFields;

  constructor(code: ProxyRefusalCode, { sentence, fields = {}, cause }: ProxyRefusedOptions = {}) {
    super(code, { cause });
    this.code = code;
    this.status = refusals[code].status;
    this.sentence = sentence ?? refusals[code].sentence;
    this.fields = fields;
  }
}

/** Something was sent in the clear that must be a pseudonym, as a whole. */
export const pseudonymExpected = (what: string, fields: LogFields): ProxyRefused =>
  new ProxyRefused('pseudonym-expected', {
    sentence: `${what} must be the pseudonym that the gate gave out for it: nobody is asked for by name.`,
    fields,
  });
