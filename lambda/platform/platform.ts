import type { ClientCertificate, HttpClient } from './http-client.ts';
import type { KeyStore } from './key-store.ts';
import type { Log } from './log.ts';
import type { Queue } from './queue.ts';
import type { RelayPlaces } from './relay-places.ts';
import type { StateStore } from './state-store.ts';
import type { WorkloadIdentity } from './workload-identity.ts';

/** The secrets of the one source that this process serves. */
export interface Secrets {
  /**
   * The source's secret: one JSON object of strings. An empty object if the administrator has not entered any.
   * Throws PlatformError when the store can not be read or holds something else.
   */
  read(): Promise<Readonly<Record<string, string>>>;
}

/** An open file: its bytes, and a tag that changes when the content does. */
export interface StoredFile {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly version: string;
}

/** Files beside the configuration, and objects of the host's object store. */
export interface Files {
  open(location: string): Promise<StoredFile>;
  /** The absolute path of a local file. Throws PlatformError for anything outside the configuration's folder. */
  path(location: string): string;
}

/** What a client for a source is made from. */
export interface HttpOptions {
  /** Ranges of addresses that are not public, but that the source may have. */
  readonly privateAddresses: readonly string[];
  /** What the client proves itself with over TLS. @default - nothing */
  readonly certificate?: ClientCertificate | undefined;
  /** Certificate authorities that are trusted (PEM), and no others. @default - those of Node */
  readonly authorities?: string | undefined;
}

/** What a host gives to the gateway. `lambda/platform/<host>` implements it; a test passes its own. */
export interface Platform {
  readonly secrets: Secrets;
  readonly keys: KeyStore;
  readonly state: StateStore;
  /** Where it is told that a job failed for good. @default - the log alone */
  readonly deadLetters?: Queue | undefined;
  /** Where agents in private networks are reached. @default - the gateway has no relay */
  readonly relay?: RelayPlaces | undefined;
  readonly identity: WorkloadIdentity;
  readonly files: Files;
  readonly log: Log;
  readonly fetch: typeof globalThis.fetch;
  /** A client for one source, with connections of its own: none of them was made with another certificate. */
  http(options: HttpOptions): HttpClient;
  /** Milliseconds since 1970. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
  /** A new reference number, which ties an answer to its log lines. */
  reference(): string;
}
