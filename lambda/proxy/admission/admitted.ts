import type { Readable } from 'node:stream';
import type { Endpoint, Method } from '../../../config/shapes/api.ts';
import type { ProxyCall } from '../proxy-call.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** Headers of conditional requests (RFC 9110, section 13.1): about the gate's own tags, so they are not sent on as they are. */
export interface ConditionalHeaders {
  readonly 'if-match'?: string;
  readonly 'if-none-match'?: string;
  readonly 'if-modified-since'?: string;
  readonly 'if-unmodified-since'?: string;
}

/** What of a request may reach the source. */
export interface Admitted {
  readonly endpoint: Endpoint;
  /** The endpoint's own, or HEAD where that is GET. */
  readonly method: Method | 'HEAD';
  /** Below the endpoint's server. Made anew from what was understood, so that the source can not understand anything else. */
  readonly url: URL;
  /**
   * The user whom the source is called as. Never log it.
   *
   * @default - the endpoint is not called as anybody else
   */
  readonly subject?: string | undefined;
  /**
   * `accept`, those that the API fixes and those that the endpoint names; with a body its `content-type`, with a stream its
   * `content-length`, if known.
   */
  readonly headers: Readonly<Record<string, string>>;
  readonly conditional: ConditionalHeaders;
  /**
   * A JSON document as it was checked, or a stream of another type. The stream fails with ProxyRefused `body-too-large` or
   * `body-broken-off`: then the request to the source must be given up, and the caller gets that refusal.
   *
   * @default - no body
   */
  readonly body?: Uint8Array | Readable | undefined;
  /** By pseudonym, the values that it stands for, of all that were put back in subject, path, query and JSON body. Never log it. */
  readonly putBack: ReadonlyMap<string, string>;
}

/** Decides about one request. Throws ProxyRefused if it must not reach the source. */
export type Admit = (call: ProxyCall, pseudonyms: Pseudonyms) => Promise<Admitted>;
