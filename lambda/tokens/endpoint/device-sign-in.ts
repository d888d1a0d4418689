import {
  type DeviceAuthorizationResponse,
  deviceAuthorizationRequest,
  deviceCodeGrantRequest,
  processDeviceAuthorizationResponse,
} from 'oauth4webapi';
import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import { TokenError } from '../token-error.ts';
import type { GrantContext, SchemeSecret, TokenAnswer } from '../token-grant.ts';
import { type AskServer, askServer, serverAt } from './ask-server.ts';
import type { EndpointAnswer } from './endpoint-answer.ts';
import { endpointRefusal } from './endpoint-refusal.ts';
import { oauthErrorOf } from './oauth-error.ts';
import { regularAnswer } from './regular-answer.ts';
import { saidNo } from './remedies.ts';
import { neededClientId } from './secret-field.ts';

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

/** RFC 8628, section 3.5. */
const usualInterval = 5;
const slowerBy = 5;

/**
 * Signs a person in on another device (RFC 8628), and waits until that is done.
 *
 * @throws TokenError `token-sign-in-needed` if the code ended before, `token-grant-refused` if the person said no, and all that a
 * TokenGrant throws
 * @example await deviceSignIn(scheme, context, secret, { signal, sleep, tell: ({ verificationUri, userCode }) => print(verificationUri, userCode) })
 */
export const deviceSignIn = async (
  scheme: TokenScheme,
  context: GrantContext,
  secret: SchemeSecret,
  { signal, sleep, tell }: DeviceSignInOptions,
): Promise<TokenAnswer> => {
  const server = askServer(scheme, context);
  const device = await begin(scheme, server, secret, signal);
  const endsAt = context.now() + device.expires_in * 1_000;
  tell({
    verificationUri: device.verification_uri,
    verificationUriComplete: device.verification_uri_complete,
    userCode: device.user_code,
    expiresIn: device.expires_in,
  });
  for (let interval = device.interval ?? usualInterval; ; ) {
    await sleep(interval * 1_000, signal);
    if (context.now() >= endsAt) throw ended();
    const answer = await poll(scheme, server, secret, device, signal);
    const error = answer && oauthErrorOf(answer.members);
    if (error === 'authorization_pending') continue;
    // A server that can not be reached is asked less often too.
    if (!answer || error === 'slow_down') {
      interval += slowerBy;
      continue;
    }
    if (error === 'access_denied') throw new TokenError(saidNo.code, saidNo.message, { oauth: error });
    if (error === 'expired_token') throw ended();
    const refusal = endpointRefusal(answer, { scheme, asked: 'sign-in', now: context.now() });
    if (refusal) throw refusal;
    return regularAnswer(answer, context.now());
  }
};

const begin = async (
  scheme: TokenScheme,
  server: AskServer,
  secret: SchemeSecret,
  signal: AbortSignal,
): Promise<DeviceAuthorizationResponse> => {
  const client = { client_id: neededClientId(scheme, secret) };
  const scope = scheme.scopes.join(' ');
  const { status, members = {} } = await server.askSuccessfully({
    asked: 'sign-in',
    secret,
    signal,
    send: ({ endpoints: { need }, proof, options }) => {
      const at = {
        ...serverAt(need('token_endpoint')),
        device_authorization_endpoint: need('device_authorization_endpoint'),
      };
      const parameters = { ...scheme.parameters, ...(scope !== '' && { scope }) };
      return deviceAuthorizationRequest(at, client, proof, parameters, options);
    },
  });
  // Google's name of it, which is older than the RFC's.
  const uri = members['verification_uri'] ?? members['verification_url'];
  const { verification_uri_complete: complete = uri, user_code: userCode } = members;
  if (!isAddress(uri) || !isAddress(complete) || !isCode(userCode)) throw noCode(status);
  const answer = Response.json({ ...members, verification_uri: uri });
  try {
    return await processDeviceAuthorizationResponse({ issuer: 'unknown' }, client, answer);
  } catch (cause) {
    throw noCode(status, cause);
  }
};

/** What a person is to open and to type is shown on a terminal, which understands other letters too. */
const isAddress = (value: unknown): boolean =>
  typeof value === 'string' && /^https?:\/\/[\x21-\x7e]{1,2048}$/.test(value);
const isCode = (value: unknown): boolean => typeof value === 'string' && /^[\x20-\x7e]{1,64}$/.test(value);

/** `undefined` if the server did not answer, or could not. */
const poll = async (
  scheme: TokenScheme,
  server: AskServer,
  secret: SchemeSecret,
  device: DeviceAuthorizationResponse,
  signal: AbortSignal,
): Promise<EndpointAnswer | undefined> => {
  try {
    const answer = await server.ask({
      asked: 'sign-in',
      secret,
      signal,
      send: ({ endpoints: { need }, client, proof, options }) =>
        deviceCodeGrantRequest(serverAt(need('token_endpoint')), client, proof, device.device_code, {
          ...options,
          additionalParameters: scheme.parameters,
        }),
    });
    return answer.status === 429 || answer.status >= 500 ? undefined : answer;
  } catch (error) {
    if (error instanceof TokenError && error.mayPass) return undefined;
    throw error;
  }
};

const noCode = (status: number, cause?: unknown): TokenError => {
  const message = 'the authorization server answered with no code for another device: is deviceAuthorizationUrl right?';
  return new TokenError('token-answer-invalid', message, { status, cause });
};

const ended = (): TokenError =>
  new TokenError('token-sign-in-needed', 'nobody has signed in before the code ended: begin again', {
    oauth: 'expired_token',
  });
