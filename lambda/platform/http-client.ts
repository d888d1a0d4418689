import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

/** What a client proves itself with in TLS: PEM both, the chain after the certificate. */
export interface ClientCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

/** One request to a source. Nothing is added to it but `host`, `content-length` and `connection`. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** @default - none */
  readonly body?: Uint8Array | Readable | undefined;
  readonly signal: AbortSignal;
  /** Milliseconds to look up the name, connect and agree on TLS. */
  readonly connectMilliseconds: number;
  /** Milliseconds from the request's end to the answer's head. */
  readonly firstByteMilliseconds: number;
}

/** An answer as it came: its body is not decoded, redirects are not followed. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/**
 * Sends requests over connections that are kept open, and only to addresses that a source may have.
 *
 * Throws HttpError, or the signal's reason.
 */
export type HttpClient = (request: HttpRequest) => Promise<HttpAnswer>;

/**
 * Why no answer came. `certificate-refused` speaks of the host's certificate, `certificate-unusable` of the client's own. Of a source behind
 * agents, `agent-unavailable`: none took the request; `agent-refused`: its own file does not allow it; `agent-lost`: what it did is not known.
 */
export type HttpErrorCode =
  | 'address-refused'
  | 'name-unknown'
  | 'connect-failed'
  | 'connect-timeout'
  | 'first-byte-timeout'
  | 'certificate-refused'
  | 'certificate-unusable'
  | 'broken-off'
  | 'agent-unavailable'
  | 'agent-refused'
  | 'agent-lost';

/**
 * A request had no answer. `message` is for the operator's log and says what to do; it holds nothing of the request.
 *
 * @example throw new HttpError('connect-timeout', 'no connection in 5 s: is the network open to this host?', { sent: false })
 */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: HttpErrorCode;
  /** Whether the source may have seen the request. */
  readonly sent: boolean;

  constructor(code: HttpErrorCode, message: string, options: { readonly sent: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.code = code;
    this.sent = options.sent;
  }
}
