import { importPKCS8, type JWK } from 'jose';
import { SignJWT } from 'jose/jwt/sign';
import { importJWK } from 'jose/key/import';

/** What a token shall say, and the key that signs it. */
export interface TokenRequest {
  /** A private key: a JWK, or PKCS #8 in PEM. */
  readonly key: string;
  readonly issuer: string;
  readonly audience: string;
  readonly claims: Readonly<Record<string, string>>;
  /** Of the key at the issuer. @default - the JWK's own `kid` */
  readonly keyId?: string | undefined;
  /** For a PEM, which does not say it. @default 'RS256' */
  readonly algorithm?: string | undefined;
  /** Milliseconds since 1970. */
  now(): number;
}

const lifetimeSeconds = 300;

/** A key can not be used to sign. The message never repeats it. */
export class KeyRefused extends Error {
  override readonly name = 'KeyRefused';
  readonly code = 'key-refused';
}

const signingKey = async ({ key, keyId, algorithm }: TokenRequest) => {
  try {
    if (!key.trimStart().startsWith('{')) {
      const alg = algorithm ?? 'RS256';
      return { alg, kid: keyId, key: await importPKCS8(key, alg) };
    }
    const jwk = JSON.parse(key) as JWK;
    const alg = algorithm ?? jwk.alg ?? (jwk.kty === 'EC' ? 'ES256' : jwk.kty === 'OKP' ? 'EdDSA' : 'RS256');
    return { alg, kid: keyId ?? jwk.kid, key: await importJWK(jwk, alg) };
  } catch {
    throw new KeyRefused('the key is neither a private JWK nor PKCS #8 in PEM');
  }
};

/**
 * Signs a token as the vendor's issuer would, good for five minutes.
 *
 * @throws KeyRefused
 * @example await signToken({ key: pem, keyId: '1', issuer: 'https://auth.vendor.example/', audience: 'gateway', claims: {}, now: Date.now })
 */
export const signToken = async (request: TokenRequest): Promise<string> => {
  const { alg, kid, key } = await signingKey(request);
  const issuedAt = Math.floor(request.now() / 1_000);
  return new SignJWT({
    ...request.claims,
    iss: request.issuer,
    aud: request.audience,
    iat: issuedAt,
    exp: issuedAt + lifetimeSeconds,
  })
    .setProtectedHeader({ alg, ...(kid && { kid }), typ: 'JWT' })
    .sign(key);
};
