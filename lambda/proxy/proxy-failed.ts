import type { LogFields } from '../platform/log.ts';

const failures = {
  'source-busy': {
    status: 503,
    sentence: 'Too many calls to the source at the same time; try again when Retry-After says.',
  },
  'source-resting': {
    status: 503,
    sentence: 'The source failed so often that it is left alone for a while; try again when Retry-After says.',
  },
  'source-unreachable': {
    status: 502,
    sentence: 'The source can not be reached; ask the operator of the gateway if it stays so.',
  },
  'source-timeout': { status: 504, sentence: 'The source did not answer in time; try again later, or ask for less.' },
  'source-broken-off': {
    status: 502,
    sentence: 'The source ended the connection before its answer was whole; try again.',
  },
  'source-certificate-refused': {
    status: 502,
    sentence: 'The certificate of the source can not be trusted; ask the operator of the gateway.',
  },
  'certificate-unusable': {
    status: 502,
    sentence: 'The gateway has no certificate that the source accepts; ask its operator.',
  },
  'source-address-refused': {
    status: 502,
    sentence: 'The source has an address that the gateway must not call; ask its operator.',
  },
  'agent-unavailable': {
    status: 503,
    sentence: 'No agent in the private network of the source takes the call; ask the operator of the gateway.',
  },
  'agent-refused': {
    status: 502,
    sentence:
      'The agent in the private network of the source does not allow the call; ask the operator of the gateway.',
  },
  'agent-lost': {
    status: 502,
    sentence:
      'The agent in the private network was lost during the call, which may have been done; look before you try again.',
  },
  'redirect-refused': {
    status: 502,
    sentence: 'The source redirects to where the gateway must not go; ask its operator.',
  },
  'answer-type-not-allowed': {
    status: 502,
    sentence:
      'The source answered with something else than JSON, which does not leave; ask the operator of the gateway.',
  },
  'answer-encoding-not-allowed': {
    status: 502,
    sentence: 'The source encoded its answer in a way that is not known; ask the operator of the gateway.',
  },
  'answer-invalid': {
    status: 502,
    sentence: 'The answer of the source is not valid JSON; try again, or ask the operator.',
  },
  'answer-unfit': {
    status: 502,
    sentence:
      'The answer of the source as a whole is not what was agreed on, so nothing of it leaves; ask the operator.',
  },
  'subject-denied': {
    status: 403,
    sentence:
      'The gateway may not call the source as this subject: the user is not there, is suspended, or was not delegated; ask the administrator of the source.',
  },
  'tag-unknown': {
    status: 412,
    sentence: 'If-Match has no tag that this gateway gave out under its present configuration; read again first.',
  },
} as const;

/** Why the source's answer does not reach the vendor. Stable: vendors may switch on it. */
export type ProxyFailureCode = keyof typeof failures;

/** More about a failure. */
export interface ProxyFailedOptions {
  /** Milliseconds after which another attempt makes sense. */
  readonly retryAfter?: number | undefined;
  /** For the log: what happened, and what to do. No values of a request or an answer. */
  readonly fields?: LogFields | undefined;
  readonly cause?: unknown;
}

/**
 * A call was allowed, but there is no answer that could be given to the vendor.
 *
 * `status`, `code` and `sentence` are for the caller, `fields` for the log. `cause` is never logged.
 *
 * @example throw new ProxyFailed('source-busy', { retryAfter: 1_000 })
 */
export class ProxyFailed extends Error {
  override readonly name = 'ProxyFailed';
  readonly code: ProxyFailureCode;
  readonly status: number;
  readonly sentence: string;
  readonly retryAfter: number | undefined;
  readonly fields: LogFields;

  constructor(code: ProxyFailureCode, { retryAfter, fields = {}, cause }: ProxyFailedOptions = {}) {
    super(code, { cause });
    this.code = code;
    this.status = failures[code].status;
    this.sentence = failures[code].sentence;
    this.retryAfter = retryAfter;
    this.fields = fields;
  }
}
