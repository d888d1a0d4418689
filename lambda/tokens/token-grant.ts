import type { ClientCertificate, HttpClient } from '../platform/http-client.ts';
import type { WorkloadIdentity } from '../platform/workload-identity.ts';

/** The fields of a source's secret that one scheme works with, by their own names. */
export type SchemeSecret = Readonly<Record<string, string>>;

/** What an authorization server gave, checked and made regular. */
export interface TokenAnswer {
  readonly accessToken: string;
  /** `Bearer`, or what else the server said, as it wrote it. */
  readonly tokenType: string;
  readonly refreshToken?: string | undefined;
  /** Seconds, more than 0; `undefined` if the server said none, or nonsense. */
  readonly expiresIn?: number | undefined;
  /** Blanks between them. */
  readonly scope?: string | undefined;
}

/**
 * One grant of one scheme. Each method is one attempt, with as many requests as the grant needs; whoever calls decides about further
 * attempts.
 *
 * Every method throws TokenError, a PlatformError of the identity, SourceError `credentials-missing`, or the signal's reason.
 */
export interface TokenGrant {
  /** A token from nothing but the secret; absent where a person must sign in. */
  obtain?(secret: SchemeSecret, signal: AbortSignal): Promise<TokenAnswer>;
  /**
   * The same for a user of the source, whoever the configuration names: only of grants for which `actsForUsers` is true.
   *
   * @param subject a user, as the source calls them. Never log it.
   */
  obtainFor?(subject: string, secret: SchemeSecret, signal: AbortSignal): Promise<TokenAnswer>;
  /** What a person must give first, where there is no `obtain`. @default sign-in */
  readonly needs?: 'sign-in' | 'refresh_token' | undefined;
  /** A token from a refresh token (RFC 6749, section 6). */
  refresh(refreshToken: string, secret: SchemeSecret, signal: AbortSignal): Promise<TokenAnswer>;
  /** Ends a token before its time (RFC 7009). `false` if the server has no such endpoint. */
  revoke(token: RevokedToken, secret: SchemeSecret, signal: AbortSignal): Promise<boolean>;
}

/** Which token is to end. */
export interface RevokedToken {
  readonly token: string;
  readonly kind: 'access_token' | 'refresh_token';
}

/** What grants work with. */
export interface GrantContext {
  /** A client for authorization servers. Clients are kept: each certificate has connections of its own. */
  http(certificate?: ClientCertificate): HttpClient;
  readonly identity: WorkloadIdentity;
  /** Milliseconds since 1970. */
  now(): number;
  /** A number that nobody can foresee, for `jti`, `state` and the like. */
  unique(): string;
}
