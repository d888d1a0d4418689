import { calculateJwkThumbprint } from 'jose/jwk/thumbprint';
import { SignJWT } from 'jose/jwt/sign';
import { exportJWK } from 'jose/key/export';
import { generateKeyPair } from 'jose/key/generate/keypair';

/** Set by the platforms of the other hosts: AWS Lambda, Cloud Run, Azure Container Apps. */
const CLOUD_MARKERS = [
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'K_SERVICE',
  'CONTAINER_APP_NAME',
] as const;

const LOOPBACK_URL = /^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d+)?(?:\/[^?#]*)?$/;

/** The development issuer was asked for anywhere but on the local host. */
export class DevelopmentIssuerRefused extends Error {
  override readonly name = 'DevelopmentIssuerRefused';
  readonly code = 'development-issuer-refused';
}

/** What a development issuer is made from. */
export interface DevelopmentIssuerOptions {
  /** Where it will be served: `http:` on loopback, a path if it shares the port with others. */
  readonly issuer: string;
  /** The process's environment, which must not be that of a cloud. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  now(): number;
  /** @default 'ES256' */
  readonly algorithm?: 'ES256' | 'RS256' | undefined;
}

/** An OpenID issuer that lives in this process. */
export interface DevelopmentIssuer {
  readonly issuer: string;
  /** Answers requests for the configuration and the key set; `undefined` for every other request. */
  respond(request: Request): Response | undefined;
  /** A token with these claims, besides `iss`, `iat` and `exp`. */
  mint(claims: Readonly<Record<string, string | readonly string[]>>, lifetimeSeconds: number): Promise<string>;
}

const refuseOutsideLocalHost = ({ issuer, environment }: DevelopmentIssuerOptions): void => {
  const marker = CLOUD_MARKERS.find((name) => environment[name] !== undefined);
  if (marker) {
    throw new DevelopmentIssuerRefused(
      `the development issuer runs on the local host only, but ${marker} is set: name a real issuer`,
    );
  }
  if (!LOOPBACK_URL.test(issuer)) {
    throw new DevelopmentIssuerRefused(
      'the development issuer must be on loopback, such as http://127.0.0.1:8080/issuer',
    );
  }
};

const answer = (request: Request, document: unknown): Response => {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  return isRead ? Response.json(document) : new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
};

/**
 * An OpenID issuer in this process, for trying the gateway on one machine. Its key is made anew and never leaves the memory.
 *
 * A gateway trusts it only if its own configuration names it and `allowLoopbackHttp` is set (see callersFor), neither of which
 * happens in a deployment; no host but the local one may import this file.
 *
 * Throws DevelopmentIssuerRefused in a cloud, and for a URL that is not on loopback.
 *
 * @example
 * const issuer = await developmentIssuer({ issuer: 'http://127.0.0.1:8080/issuer', environment: process.env, now: Date.now });
 * const token = await issuer.mint({ aud: 'gateway', source_id: '42' }, 300);
 */
export const developmentIssuer = async (options: DevelopmentIssuerOptions): Promise<DevelopmentIssuer> => {
  refuseOutsideLocalHost(options);
  const { issuer, now, algorithm = 'ES256' } = options;
  const { publicKey, privateKey } = await generateKeyPair(algorithm);
  const publicJwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicJwk);

  const base = issuer.replace(/\/$/, '');
  const jwksUri = `${base}/jwks`;
  const path = URL.parse(base)?.pathname.replace(/\/$/, '') ?? '';
  const documents = new Map<string, unknown>([
    [
      `${path}/.well-known/openid-configuration`,
      { issuer, jwks_uri: jwksUri, id_token_signing_alg_values_supported: [algorithm] },
    ],
    [`${path}/jwks`, { keys: [{ ...publicJwk, kid, alg: algorithm, use: 'sig' }] }],
  ]);

  return {
    issuer,
    respond: (request) => {
      const document = documents.get(new URL(request.url).pathname);
      return document === undefined ? undefined : answer(request, document);
    },
    mint: (claims, lifetimeSeconds) => {
      const issuedAt = Math.floor(now() / 1_000);
      return new SignJWT({ ...claims, iss: issuer, iat: issuedAt, exp: issuedAt + lifetimeSeconds })
        .setProtectedHeader({ alg: algorithm, kid, typ: 'JWT' })
        .sign(privateKey);
    },
  };
};
