import {
  type AuthorizationServer,
  allowInsecureRequests,
  type Client,
  type ClientAuth,
  customFetch,
} from 'oauth4webapi';
import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import type { GrantContext, SchemeSecret } from '../token-grant.ts';
import { clientCertificate, clientProof } from './client-proof.ts';
import { type EndpointAnswer, endpointAnswer } from './endpoint-answer.ts';
import { endpointRefusal } from './endpoint-refusal.ts';
import { fetchOver } from './fetch-over.ts';
import { oauthErrorOf } from './oauth-error.ts';
import { serverTime } from './regular-answer.ts';
import type { Asked } from './remedies.ts';
import { clientIdOf } from './secret-field.ts';
import { type ServerEndpoints, serverEndpoints } from './server-endpoints.ts';

/** What one request of oauth4webapi is made with. */
export interface Attempt {
  readonly endpoints: ServerEndpoints;
  readonly client: Client;
  readonly proof: ClientAuth;
  readonly options: {
    readonly signal: AbortSignal;
    readonly [customFetch]: typeof globalThis.fetch;
    readonly [allowInsecureRequests]: true;
  };
  /** Milliseconds since 1970, by the authorization server's clock as far as it is known. */
  readonly now: number;
}

/** What is asked, and by whom. */
export interface Question {
  readonly asked: Asked;
  readonly secret: SchemeSecret;
  readonly signal: AbortSignal;
  /** Whether the request's own content is an assertion that has times, besides what proves the client. */
  readonly isAssertion?: boolean | undefined;
  send(attempt: Attempt): Promise<Response>;
}

/** Asks one authorization server. */
export interface AskServer {
  readonly endpoints: (signal: AbortSignal) => Promise<ServerEndpoints>;
  /** The answer, whatever it is. Throws what `fetchOver` and `clientProof` throw. */
  ask(question: Question): Promise<EndpointAnswer>;
  /** An answer that is no refusal. Throws TokenError besides. */
  askSuccessfully(question: Question): Promise<EndpointAnswer>;
}

/** Servers allow for a minute or less between two clocks. */
const noticedSkew = 30_000;

/**
 * Whoever asks the authorization server of a scheme: proves the client in each request, and puts the time of assertions right once,
 * by the `Date` of the answer that refuses one.
 *
 * @example const answer = await askServer(scheme, context).askSuccessfully({ asked: 'token', secret, signal, send })
 */
export const askServer = (scheme: TokenScheme, context: GrantContext): AskServer => {
  const endpoints = serverEndpoints(scheme, context);
  const isProvenByTime = scheme.client.method === 'private_key_jwt';
  /** How much later it is at the authorization server, in milliseconds. */
  let skew = 0;

  const askOnce = async ({ secret, signal, send }: Question): Promise<EndpointAnswer> => {
    const now = context.now() + skew;
    const http = context.http(clientCertificate(scheme, secret));
    const response = await send({
      endpoints: await endpoints(signal),
      // oauth4webapi wants an id even where none is sent.
      client: { client_id: clientIdOf(scheme, secret) ?? 'none' },
      proof: clientProof({ scheme, secret, context, now }),
      // Which URLs may be http was decided where they come from: the configuration, and the discovery document.
      options: { signal, [customFetch]: fetchOver(http), [allowInsecureRequests]: true },
      now,
    });
    return endpointAnswer(response);
  };

  const isForTime = ({ isAssertion }: Question, { members }: EndpointAnswer): boolean => {
    const error = oauthErrorOf(members);
    return (error === 'invalid_client' && isProvenByTime) || (error === 'invalid_grant' && isAssertion === true);
  };

  const ask: AskServer['ask'] = async (question) => {
    const answer = await askOnce(question);
    const there = serverTime(answer.headers);
    if (there === undefined || !isForTime(question, answer)) return answer;
    const found = there - context.now();
    if (Math.abs(found - skew) <= noticedSkew) return answer;
    skew = found;
    return askOnce(question);
  };

  return {
    endpoints,
    ask,
    askSuccessfully: async (question) => {
      const answer = await ask(question);
      const refusal = endpointRefusal(answer, { scheme, asked: question.asked, now: context.now() });
      if (refusal) throw refusal;
      return answer;
    },
  };
};

/** The server as oauth4webapi wants it, with a token endpoint. */
export const serverAt = (tokenEndpoint: string): AuthorizationServer => ({
  issuer: new URL(tokenEndpoint).origin,
  token_endpoint: tokenEndpoint,
});
