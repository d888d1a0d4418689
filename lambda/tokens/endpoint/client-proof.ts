import type { ClientAuth } from 'oauth4webapi';
import type { TokenScheme } from '../../../connectors/authentication/authentication.ts';
import type { ClientCertificate } from '../../platform/http-client.ts';
import { pemLines } from '../pem-lines.ts';
import type { GrantContext, SchemeSecret } from '../token-grant.ts';
import { clientIdOf, neededClientId, secretField } from './secret-field.ts';
import { signAssertion } from './sign-assertion.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** What a proof is made with. */
export interface ProofOptions {
  readonly scheme: TokenScheme;
  readonly secret: SchemeSecret;
  readonly context: GrantContext;
  /** Milliseconds since 1970, by the authorization server's clock. */
  readonly now: number;
}

/**
 * Adds to a request what proves the client (RFC 6749, section 2.3; RFC 7523, section 2.2; RFC 8705, section 2.1).
 *
 * Throws SourceError `credentials-missing`, TokenError `token-client-refused` or PlatformError of the identity when it is called.
 *
 * @example await genericTokenEndpointRequest(server, client, clientProof(options), grantType, parameters, request)
 */
export const clientProof = (options: ProofOptions): ClientAuth => {
  const { scheme, secret, context, now } = options;
  const { client } = scheme;
  return async (server, _client, body, headers) => {
    switch (client.method) {
      case 'client_secret_basic': {
        const pair = `${formText(neededClientId(scheme, secret))}:${formText(secretField(scheme, secret, 'client_secret'))}`;
        return headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
      }
      case 'client_secret_post':
        body.set('client_id', neededClientId(scheme, secret));
        return body.set('client_secret', secretField(scheme, secret, 'client_secret'));
      case 'private_key_jwt': {
        const id = neededClientId(scheme, secret);
        const assertion = await signAssertion({
          key: secretField(scheme, secret, 'private_key'),
          algorithm: client.algorithm,
          keyId: client.keyId,
          certificate: client.thumbprint ? secretField(scheme, secret, 'certificate') : undefined,
          claims: { iss: id, sub: id, aud: client.audience ?? server.token_endpoint },
          id: context.unique(),
          now,
        });
        return setAssertion(body, id, assertion);
      }
      case 'workload_identity':
        return setAssertion(body, neededClientId(scheme, secret), await context.identity.jwt(client.audience));
      case 'tls_client_auth':
        return body.set('client_id', neededClientId(scheme, secret));
      case 'none': {
        // Assertions and subject tokens may say themselves who asks.
        const id = clientIdOf(scheme, secret);
        if (id !== undefined) body.set('client_id', id);
      }
    }
  };
};

/** The certificate that connections to the authorization server are made with. */
export const clientCertificate = (scheme: TokenScheme, secret: SchemeSecret): ClientCertificate | undefined =>
  scheme.client.method === 'tls_client_auth'
    ? {
        certificate: pemLines(secretField(scheme, secret, 'certificate')),
        privateKey: pemLines(secretField(scheme, secret, 'private_key')),
      }
    : undefined;

const setAssertion = (body: URLSearchParams, id: string, assertion: string): void => {
  body.set('client_id', id);
  body.set('client_assertion_type', assertionType);
  body.set('client_assertion', assertion);
};

/**
 * As forms write it (RFC 6749, section 2.3.1 and appendix B). Letters, digits and `*-._` stay, as in every browser's form: oauth4webapi
 * escapes `-._` and others too, which servers that do not decode, as they should, take for another secret
 * (github.com/panva/oauth4webapi/issues/148 and /199).
 */
const formText = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);
