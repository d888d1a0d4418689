import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';
import { SignJWT } from 'jose/jwt/sign';

/** The algorithms that a gateway accepts. */
export const signingAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** What a token shall say, and the key that signs it. */
export interface TokenRequest {
  /** A private key: a JWK, or PEM without a passphrase. */
  readonly key: string;
  readonly issuer: string;
  readonly audience: string;
  readonly claims: Readonly<Record<string, string>>;
  /** Of the key at the issuer. @default - the JWK's own `kid` */
  readonly keyId?: string | undefined;
  /** @default - the JWK's own `alg`, or what fits the kind of key: RS256, PS256, ES256 or EdDSA */
  readonly algorithm?: SigningAlgorithm | undefined;
  /** Milliseconds since 1970. */
  now(): number;
}

const lifetimeSeconds = 300;

/** A key can not be used to sign. The message never repeats it. */
export class KeyRefused extends Error {
  override readonly name = 'KeyRefused';
  readonly code = 'key-refused';
}

interface SigningKey {
  readonly key: KeyObject;
  readonly alg: string;
  readonly kid: string | undefined;
}

const algorithms: Readonly<Record<string, SigningAlgorithm>> = {
  rsa: 'RS256',
  'rsa-pss': 'PS256',
  ec: 'ES256',
  ed25519: 'EdDSA',
};

const signingKey = ({ key: text, keyId, algorithm }: TokenRequest): SigningKey => {
  try {
    const jwk = text.trimStart().startsWith('{') ? (JSON.parse(text) as JWK) : undefined;
    const key = createPrivateKey(jwk ? { key: jwk, format: 'jwk' } : text);
    const alg = algorithm ?? jwk?.alg ?? algorithms[key.asymmetricKeyType ?? ''] ?? 'RS256';
    return { key, alg, kid: keyId ?? jwk?.kid };
  } catch {
    throw new KeyRefused('that is neither a private JWK nor a private key in PEM without a passphrase');
  }
};

/**
 * Signs a token as the vendor's issuer would, good for five minutes.
 *
 * @throws KeyRefused
 * @example await signToken({ key: pem, keyId: '1', issuer: 'https://auth.vendor.example/', audience: 'gateway', claims: {}, now: Date.now })
 */
export const signToken = async (request: TokenRequest): Promise<string> => {
  const { key, alg, kid } = signingKey(request);
  const iat = Math.floor(request.now() / 1_000);
  const { issuer: iss, audience: aud } = request;
  try {
    return await new SignJWT({ ...request.claims, iss, aud, iat, exp: iat + lifetimeSeconds })
      .setProtectedHeader({ alg, ...(kid && { kid }), typ: 'JWT' })
      .sign(key);
  } catch {
    throw new KeyRefused(`the key can not sign with ${alg}: RSA keys need 2048 bits, ES256 needs the curve P-256`);
  }
};
