/**
 * Why there is no token. Stable.
 *
 * - `token-client-refused`: the authorization server does not accept the client's credentials
 * - `token-grant-refused`: it does not accept the grant: a refresh token, a user's password, an assertion
 * - `token-request-refused`: it does not accept the request: a scope, a parameter, the grant's type
 * - `token-answer-invalid`: what it answered is no token
 * - `token-throttled`: too many requests; `retryAfter` says when to try again, if the server did
 * - `token-unreachable`: it can not be reached, or failed; this may pass
 * - `token-sign-in-needed`: a person must sign in first: `sallyport connect`
 */
export type TokenErrorCode =
  | 'token-client-refused'
  | 'token-grant-refused'
  | 'token-request-refused'
  | 'token-answer-invalid'
  | 'token-throttled'
  | 'token-unreachable'
  | 'token-sign-in-needed';

/** More about a token's failure. */
export interface TokenErrorOptions {
  /** The `error` of RFC 6749, section 5.2, if it is a registered one. Never `error_description`: it may repeat what was sent. */
  readonly oauth?: string | undefined;
  readonly status?: number | undefined;
  /** Milliseconds. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

const passing: ReadonlySet<TokenErrorCode> = new Set(['token-throttled', 'token-unreachable']);

/**
 * No token could be had. `message` is for the operator's log and says what to do; it repeats nothing of the request or the answer.
 *
 * @example throw new TokenError('token-client-refused', 'the client secret is not accepted: enter it again', { oauth: 'invalid_client' })
 */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly code: TokenErrorCode;
  readonly oauth: string | undefined;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: TokenErrorCode, message: string, options: TokenErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.oauth = options.oauth;
    this.status = options.status;
    this.retryAfter = options.retryAfter;
  }

  /** Whether the same request may work later without anybody doing anything. */
  get mayPass(): boolean {
    return passing.has(this.code);
  }
}
