import { setTimeout as sleepFor } from 'node:timers/promises';
import * as oauth from 'oauth4webapi';
import type { About } from '../../lambda/relay/protocol.ts';
import { CommandError, exitCode } from '../exit-code.ts';

/** What a sign-in needs. */
export interface SignInOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
  /** Says something to the person at the terminal. */
  say(text: string): void;
  /** Waits so many milliseconds. */
  sleep?(milliseconds: number, signal: AbortSignal): Promise<unknown>;
}

/** RFC 8628, section 3.5. */
const usualInterval = 5;

/**
 * Signs a registrar in on another device (RFC 8628). What is sent to the gate is the ID token where the gate asks for the client itself as its audience, else the
 * access token.
 *
 * @throws CommandError, or the signal's reason
 */
export const signInRegistrar = async (at: About['signIn'][number], options: SignInOptions): Promise<string> => {
  try {
    return await signIn(at, options);
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof CommandError) throw error;
    const cause =
      error instanceof oauth.ResponseBodyError ? error.error : error instanceof Error ? error.name : 'unknown';
    throw new CommandError(
      exitCode.failed,
      `Nobody could sign in at ${at.issuer} (${cause}): does it allow the device flow for client ${at.clientId}? Otherwise use a code, or --registrar-token-file.`,
      { cause: error },
    );
  }
};

const signIn = async (
  { issuer, clientId, audience }: About['signIn'][number],
  options: SignInOptions,
): Promise<string> => {
  const {
    fetch,
    signal,
    say,
    sleep = (milliseconds, stop) => sleepFor(milliseconds, undefined, { signal: stop }),
  } = options;
  const http = {
    [oauth.customFetch]: fetch as never,
    // A gate on this machine may have an issuer there; any other one is asked over TLS.
    [oauth.allowInsecureRequests]: new URL(issuer).hostname === '127.0.0.1',
    signal,
  };
  const issuerUrl = new URL(issuer);
  const server = await oauth.processDiscoveryResponse(issuerUrl, await oauth.discoveryRequest(issuerUrl, http));
  const client = { client_id: clientId };
  const wantsIdToken = audience === clientId;
  const begun = await oauth.processDeviceAuthorizationResponse(
    server,
    client,
    await oauth.deviceAuthorizationRequest(server, client, oauth.None(), parametersFor(audience, wantsIdToken), http),
  );
  say(textOf(begun));
  for (let interval = begun.interval ?? usualInterval; ; ) {
    await sleep(interval * 1_000, signal);
    const answer = await oauth.deviceCodeGrantRequest(server, client, oauth.None(), begun.device_code, http);
    try {
      const tokens = await oauth.processDeviceCodeResponse(server, client, answer);
      const token = wantsIdToken ? tokens.id_token : tokens.access_token;
      if (token) return token;
      throw new CommandError(exitCode.failed, `${issuer} gave no ID token to ${clientId}: allow it the scope openid.`);
    } catch (error) {
      const code = error instanceof oauth.ResponseBodyError ? error.error : undefined;
      if (code === 'slow_down') interval += usualInterval;
      else if (code !== 'authorization_pending') throw error;
    }
  }
};

/** The audience as each kind of server wants it: RFC 8707, and those from before it. */
const parametersFor = (audience: string, wantsIdToken: boolean): Record<string, string> => {
  if (wantsIdToken) return { scope: 'openid' };
  return { scope: 'openid', audience, ...(URL.canParse(audience) && { resource: audience }) };
};

/** What is shown on a terminal, which understands other letters too. */
const visible = (text: string): string => text.replace(/[^\x20-\x7e]/g, '');

const textOf = ({
  verification_uri: uri,
  verification_uri_complete: complete,
  user_code: code,
  expires_in: seconds,
}: oauth.DeviceAuthorizationResponse): string =>
  [
    `On any device, open\n\n  ${visible(uri)}\n\nand enter the code ${visible(code)}`,
    ...(complete ? [`or open this address, which has the code in it:\n\n  ${visible(complete)}`] : []),
    `It is good for ${Math.max(1, Math.round(seconds / 60))} minutes.`,
  ].join('\n\n');
