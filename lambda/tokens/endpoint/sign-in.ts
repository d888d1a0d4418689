import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import type { GrantContext, SchemeSecret, TokenAnswer } from '../token-grant.ts';

/** A sign-in that has begun: a person opens `url` in a browser, which comes back to the redirect URI. */
export interface SignIn {
  readonly url: URL;
  /**
   * Turns what the browser came back with into a token.
   *
   * @param callbackUrl the redirect URI with the query that the authorization server added
   * @throws TokenError `token-sign-in-needed` if it does not belong to this sign-in, `token-grant-refused` if the person, or the
   * server, said no, and all that a TokenGrant throws
   */
  finish(callbackUrl: URL, signal: AbortSignal): Promise<TokenAnswer>;
}

/** What a sign-in in a browser needs. */
export interface SignInOptions {
  /** Where the browser comes back to: on loopback, as it is registered with the authorization server. */
  readonly redirectUri: string;
  readonly secret: SchemeSecret;
  readonly signal: AbortSignal;
}

export declare const beginSignIn: (
  scheme: TokenScheme,
  context: GrantContext,
  options: SignInOptions,
) => Promise<SignIn>;

/** What a person needs to sign in on another device (RFC 8628, section 3.2). */
export interface DeviceCode {
  readonly verificationUri: string;
  /** The same with the code in it. */
  readonly verificationUriComplete?: string | undefined;
  readonly userCode: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** What a sign-in on another device needs. */
export interface DeviceSignInOptions {
  readonly signal: AbortSignal;
  /** Waits so many milliseconds; rejects with the signal's reason. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Called once, before the waiting begins. */
  tell(code: DeviceCode): void;
}

export declare const deviceSignIn: (
  scheme: TokenScheme,
  context: GrantContext,
  secret: SchemeSecret,
  options: DeviceSignInOptions,
) => Promise<TokenAnswer>;
