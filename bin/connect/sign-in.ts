import type { TokenScheme } from '../../connectors/authentication/authentication.ts';
import type { Sleep } from '../../lambda/lease.ts';
import { type DeviceCode, deviceSignIn } from '../../lambda/tokens/endpoint/device-sign-in.ts';
import { serverEndpoints } from '../../lambda/tokens/endpoint/server-endpoints.ts';
import { beginSignIn } from '../../lambda/tokens/endpoint/sign-in.ts';
import { TokenError } from '../../lambda/tokens/token-error.ts';
import type { GrantContext, SchemeSecret, TokenAnswer } from '../../lambda/tokens/token-grant.ts';
import { CommandError, exitCode } from '../exit-code.ts';
import type { Browser } from './browser.ts';
import { startCallbackServer } from './callback-server.ts';

/** What a person signs in with. */
export interface SignInSubject {
  readonly scheme: TokenScheme;
  readonly context: GrantContext;
  readonly secret: SchemeSecret;
  readonly browser: Browser;
  readonly signal: AbortSignal;
  /** Says something to the person at the terminal. */
  say(text: string): void;
}

/** What a sign-in gave. */
export interface SignedIn {
  readonly answer: TokenAnswer;
  /** Milliseconds since 1970. */
  readonly askedAt: number;
}

/**
 * Signs a person in through a browser on this machine (RFC 8252).
 *
 * @param opens whether the browser is opened; the address is printed always
 * @throws TokenError, CommandError if the port is taken, or the signal's reason
 */
export const signInByBrowser = async (
  { scheme, context, secret, browser, signal, say }: SignInSubject,
  opens: boolean,
): Promise<SignedIn> => {
  const port = scheme.grant.type === 'authorizationCode' ? (scheme.grant.redirectPort ?? 0) : 0;
  await using server = await startCallbackServer(port, isForeign).catch((error) => {
    throw portError(error, port);
  });
  const { redirectUri } = server;
  const { url, finish } = await beginSignIn(scheme, context, { redirectUri, secret, signal });
  say(`Sign in here:\n\n  ${url.href}\n\nThe browser comes back to ${redirectUri}.`);
  if (opens) browser.open(url);
  else
    say(
      `Is it on another machine? Then let its port lead here: ssh -L ${portOf(redirectUri)}:127.0.0.1:${portOf(redirectUri)} …`,
    );
  let askedAt = context.now();
  const answer = await server.answered((callbackUrl) => {
    askedAt = context.now();
    return finish(callbackUrl, signal);
  }, signal);
  return { answer, askedAt };
};

/** Signs a person in on another device (RFC 8628). Throws as `signInByBrowser` does. */
export const signInByDevice = async (
  { scheme, context, secret, signal, say }: SignInSubject,
  sleep: Sleep,
): Promise<SignedIn> => {
  let askedAt = context.now();
  const answer = await deviceSignIn(scheme, context, secret, {
    signal,
    // The last thing before the token is asked for.
    sleep: async (milliseconds, stop) => {
      await sleep(milliseconds, stop);
      askedAt = context.now();
    },
    tell: (code) => say(deviceText(code)),
  });
  return { answer, askedAt };
};

/** Whether a person can sign in on another device at this authorization server. Throws TokenError if it can not be asked. */
export const hasDeviceSignIn = async ({
  scheme,
  context,
  signal,
}: Pick<SignInSubject, 'scheme' | 'context' | 'signal'>): Promise<boolean> => {
  const endpoints = await serverEndpoints(scheme, context)(signal);
  return endpoints.find('device_authorization_endpoint') !== undefined;
};

const deviceText = ({ verificationUri, verificationUriComplete, userCode, expiresIn }: DeviceCode): string => {
  const whole = verificationUriComplete
    ? `\n\nor open this address, which has the code in it:\n\n  ${verificationUriComplete}`
    : '';
  const minutes = Math.max(1, Math.round(expiresIn / 60));
  return `On any device, open\n\n  ${verificationUri}\n\nand enter the code ${userCode}${whole}\n\nIt is good for ${minutes} minute${minutes === 1 ? '' : 's'}.`;
};

/** What did not begin here is not what ends it. */
const isForeign = (error: unknown): boolean => error instanceof TokenError && error.code === 'token-sign-in-needed';

const portOf = (url: string): string => new URL(url).port;

const portError = (error: unknown, port: number): unknown =>
  (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    ? new CommandError(
        exitCode.failed,
        `Another program has port ${port}, which the redirect URI names: end it, or register another one and set redirectPort.`,
      )
    : error;
