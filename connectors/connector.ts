import type { ConnectorForm } from '../config/connector-form.ts';
import type { Api } from '../config/shapes/api.ts';
import type { Authentication } from './authentication/authentication.ts';
import type { CursorSeal } from './cursor.ts';
import type { Destination } from './destination.ts';
import type { GuideStep, GuideSubject } from './guide.ts';
import type { Batch, Json } from './item.ts';

/** One field of a source's secret: a JSON object of strings in the host's secret store. */
export interface SecretField {
  readonly name: string;
  readonly description: string;
  /** A source does not work without it, unless the vendor sends a field of that name with its request. */
  readonly required: boolean;
}

/** What a deployment must give to a source for it to work. Computed from the options alone, so that it is known at synth time. */
export interface Requirements {
  /** `host` or `host:port` (443 if absent) of every system that is called. */
  readonly hosts: readonly string[];
  /** Local files that travel with the handler, relative to the configuration file. */
  readonly files: readonly string[];
  /** Objects of the host's object store that are read, as `objectForms` of location.ts says. */
  readonly objects: readonly string[];
  readonly secret: readonly SecretField[];
  /**
   * Names of fields of the secret, in lists of which one must be entered completely.
   *
   * @default - one list, of all fields that are required
   */
  readonly entries?: readonly (readonly string[])[] | undefined;
  /**
   * Fields that the vendor must send with each request, as `secret` but out of the vendor's form.
   *
   * @default - none
   */
  readonly fields?: readonly SecretField[] | undefined;
  /**
   * Whether something is kept between calls: tokens. The host then has a place for it, and a key that seals it.
   *
   * @default false
   */
  readonly state?: boolean | undefined;
  /**
   * Whether its cursors are sealed. The host then has a key for it, as where tokens are kept.
   *
   * @default false
   */
  readonly cursors?: boolean | undefined;
  /**
   * What the gate's own identity is used for.
   *
   * @default - nothing
   */
  readonly identity?: IdentityUse | undefined;
}

/** What the gate's own identity is used for. */
export interface IdentityUse {
  /** Audiences of the tokens that prove it. */
  readonly audiences: readonly string[];
  /** ARNs of AWS roles that it assumes. */
  readonly roles: readonly string[];
  /** Addresses of Google service accounts that it acts as. One of them may be its own. @default - none */
  readonly serviceAccounts?: readonly string[] | undefined;
}

/** Everything an import may use. Time, network and files come from here, so that a test can replace them. */
export interface ImportContext {
  /** Where to go on: what an earlier batch gave as `resume`; `undefined` at the beginning. Sent by the vendor: check it. */
  readonly cursor: Json | undefined;
  /** Configuration values that the vendor sent with this request, credentials perhaps. Never log them. */
  readonly fields: Readonly<Record<string, Json>>;
  /** The source's secret as the administrator entered it; an empty object if there is none. Never log it. */
  secret(): Promise<Readonly<Record<string, string>>>;
  /** Aborted when the caller is gone, the deadline has passed, or the host shuts down. */
  readonly signal: AbortSignal;
  readonly fetch: typeof globalThis.fetch;
  /**
   * `fetch` with what `authentication` says: credentials are obtained, added and, when the source answers 401, renewed once. They go to
   * this URL only: redirects are not followed.
   *
   * Throws as `fetch` does, and SourceError `credentials-missing` or `credentials-refused`, or what says why there is no token.
   */
  readonly fetchSource: typeof globalThis.fetch;
  /**
   * What seals cursors that lead to more than their own list: with the key of the gateway.
   *
   * Throws PlatformError if the key can not be had.
   */
  cursorSeal(): Promise<CursorSeal>;
  /** Milliseconds since 1970. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when it is aborted. */
  sleep(milliseconds: number): Promise<void>;
  /** Opens a local file (relative to the configuration) or an object, as `s3://bucket/key` for example. */
  open(location: string): Promise<OpenFile>;
  /** The absolute path of a local file, for libraries that must open it themselves. */
  path(location: string): string;
}

/** An open file: its bytes, and a tag that changes when the content does. */
export interface OpenFile {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** An opaque version of the content: an object's ETag, or size and time of change of a local file. */
  readonly version: string;
}

/** What of a connector runs in the handler, by the options of a source that were resolved when it was deployed. */
export interface RunningConnector<Options = unknown> {
  /**
   * How the gate proves to the source who calls, by proxy and in imports; `undefined` where the connector sees to it itself, as with
   * databases.
   *
   * @param host on this machine a source may have another address, and its authorization server with it
   */
  authentication?(options: Options, host?: RunningHost): Authentication | undefined;
  /**
   * Reads the whole source, or what is left of it after the context's cursor.
   *
   * Throws a SourceError for everything that goes wrong with the source, its credentials or its data. Frees what it holds in
   * `finally`: the generator's `return` is called when the caller goes away.
   *
   * @param host on this machine a source may have another address, a stand-in perhaps
   */
  import?(options: Options, context: ImportContext, host?: RunningHost): AsyncGenerator<Batch, void, undefined>;
  /**
   * What of the source's own API may be called.
   *
   * @param host on this machine a source may have another address, a stand-in perhaps
   */
  proxy?(options: Options, host?: RunningHost): Api;
}

/** Where a source runs. */
export interface RunningHost {
  /** Whether it is this machine, where `sallyport start` serves it. */
  readonly local: boolean;
}

/** What we know about one kind of source. One file in `connectors/` each, with what runs in the handler apart from it. */
export interface Connector<Options = unknown> extends ConnectorForm, RunningConnector<Options> {
  /** How people call this kind of source. */
  readonly title: string;
  /** @default - systems of this kind are not written to */
  // Its options are other ones, which its own schema knows.
  readonly destination?: Destination<never> | undefined;
  requires(options: Options): Requirements;
  /** What the source's administrator must do, from the options alone. */
  guide?(options: Options, subject: GuideSubject): readonly GuideStep[];
}
