import type { ClientCertificate } from '../platform/http-client.ts';

/** What is added to one request on its way to the source. */
export interface Credentials {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** What the connection must be made with. */
  readonly certificate?: ClientCertificate | undefined;
  /** For ways to prove it that are different for each request. Called last, with all other headers and the query in place. */
  readonly sign?: ((request: SignedRequest) => Promise<Readonly<Record<string, string>>>) | undefined;
  /**
   * Statuses by which a source says that it does not accept them.
   *
   * @default [401]
   */
  readonly refusals?: readonly number[] | undefined;
}

/** A request as it is about to be sent. */
export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

/** One way to prove who calls, while a source runs. */
export interface SchemeAccess {
  /** Throws SourceError `credentials-missing` or `credentials-refused`, TokenError, PlatformError, or the signal's reason. */
  current(signal: AbortSignal): Promise<Credentials>;
  /**
   * The source answered 401 to these, or what else they count as a refusal.
   *
   * @returns whether `current` gives others now, so that one more attempt makes sense
   */
  refused(credentials: Credentials, signal: AbortSignal): Promise<boolean>;
  /**
   * The same for a user of the source. Throws SourceError `access-denied` besides.
   *
   * @param subject a user, as the source calls them. Never log it.
   * @default - this way to prove it knows one identity
   */
  actingFor?(subject: string): SchemeAccess;
}
