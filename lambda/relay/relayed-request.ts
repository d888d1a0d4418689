import type { Json } from '../../connectors/item.ts';
import type { ClientCertificate } from '../platform/http-client.ts';

/** One request of an HTTP API. Its body, if there is one, is the request's stream. */
export interface RelayedHttp {
  readonly kind: 'http';
  readonly source: string;
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the body where they are known; `stream` where not; `none`. */
  readonly body: number | 'stream' | 'none';
  readonly certificate?: ClientCertificate | undefined;
  readonly connectMilliseconds: number;
  readonly firstByteMilliseconds: number;
}

/** An import that the agent runs itself: of a database, a directory or files. The answer's body is a line of JSON for each batch (`written-batch.ts`). */
export interface RelayedImport {
  readonly kind: 'import';
  readonly source: string;
  readonly connector: string;
  /** As the connector's schema resolved them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** `undefined` at the beginning. */
  readonly cursor?: Json | undefined;
  /** Sent by the vendor with its request. */
  readonly fields: Readonly<Record<string, Json>>;
  /** The source's secret, where the agent's file has none for the target. */
  readonly secret: Readonly<Record<string, string>>;
}

/** A change in a directory. The answer's head is what the connector says of it. */
export interface RelayedChange {
  readonly kind: 'change';
  readonly source: string;
  readonly connector: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly secret: Readonly<Record<string, string>>;
  readonly change: Json;
}

/** What an agent is asked for. */
export type RelayedRequest = RelayedHttp | RelayedImport | RelayedChange;

/** What it answers: a small head, and a body of any size. */
export interface RelayedAnswer {
  readonly head: Json;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Whether a request may be run a second time when nobody knows whether the first time it was: it reads, and changes nothing (RFC 9110, section 9.2.1). */
export const isRepeatable = (request: RelayedRequest): boolean =>
  request.kind === 'import' || (request.kind === 'http' && safeMethods.has(request.method));

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
