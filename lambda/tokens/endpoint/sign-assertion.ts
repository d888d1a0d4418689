import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { SignJWT } from 'jose/jwt/sign';
import type { SigningAlgorithm } from '../../../connectors/authentication/authentication.ts';
import { pemLines } from '../pem-lines.ts';
import { TokenError } from '../token-error.ts';

/** What an assertion says, and what it is signed with. */
export interface Assertion {
  /** A private key in PEM, without a passphrase: PKCS #8, PKCS #1 or SEC 1. */
  readonly key: string;
  readonly algorithm: SigningAlgorithm;
  readonly keyId?: string | undefined;
  /** In PEM: the header then names it by `x5t#S256` (RFC 7515, section 4.1.8). */
  readonly certificate?: string | undefined;
  /** `iss`, `sub`, `aud` and others; `iat`, `nbf` and `exp` where the usual times do not fit. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** `jti`: servers take each assertion once. */
  readonly id: string;
  /** Milliseconds since 1970, by the clock of the server that will judge. */
  readonly now: number;
}

/** A clock that is a little behind would otherwise find the assertion in its future. */
const earlierSeconds = 10;
/** A minute in all: Box takes no more, Auth0 no more than five, and nobody needs more. */
const laterSeconds = 50;

/**
 * Signs a JWT that proves a client (RFC 7523, section 2.2), or is a grant (section 2.1). It is good for a minute.
 *
 * @throws TokenError `token-client-refused` if the key or the certificate can not be used
 * @example await signAssertion({ key: pem, algorithm: 'ES256', claims: { iss: id, sub: id, aud: url }, id: context.unique(), now: context.now() })
 */
export const signAssertion = async ({ claims, id, now, ...signer }: Assertion): Promise<string> => {
  const { algorithm: alg, keyId: kid, certificate } = signer;
  const key = signingKey(signer);
  const thumbprint = certificate === undefined ? undefined : thumbprintOf(certificate, key);
  const seconds = Math.floor(now / 1_000);
  const iat = seconds - earlierSeconds;
  return await new SignJWT({ jti: id, iat, nbf: iat, exp: seconds + laterSeconds, ...claims })
    .setProtectedHeader({ alg, typ: 'JWT', ...(kid && { kid }), ...(thumbprint && { 'x5t#S256': thumbprint }) })
    .sign(key);
};

/** @returns what is wrong with a key for an algorithm; `undefined` if it fits */
const misfit = ({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject, algorithm: SigningAlgorithm) => {
  if (algorithm === 'ES256') {
    return type === 'ec' && details?.namedCurve === 'prime256v1' ? undefined : 'an EC key on the curve P-256';
  }
  const isKind = type === 'rsa' || (type === 'rsa-pss' && algorithm === 'PS256');
  return isKind && (details?.modulusLength ?? 0) >= 2_048 ? undefined : 'an RSA key of at least 2048 bits';
};

/**
 * Reads a private key and judges whether it can sign.
 *
 * @throws TokenError `token-client-refused`; the message never repeats the key
 * @example signingKey({ key: secret.private_key, algorithm: 'RS256' })
 */
export const signingKey = ({ key: pem, algorithm }: Pick<Assertion, 'key' | 'algorithm'>): KeyObject => {
  const key = parsed(() => createPrivateKey(pemLines(pem)));
  if (!key) {
    throw unusable('the private key is no private key in PEM without a passphrase: enter it again');
  }
  const wanted = misfit(key, algorithm);
  if (wanted) throw unusable(`the private key can not sign with ${algorithm}, which wants ${wanted}`);
  return key;
};

const thumbprintOf = (pem: string, key: KeyObject): string => {
  const certificate = parsed(() => new X509Certificate(pemLines(pem)));
  if (!certificate) throw unusable('the certificate is no certificate in PEM: enter it again');
  if (!certificate.checkPrivateKey(key)) {
    throw unusable('the certificate is of another private key: enter both again, of one pair');
  }
  return createHash('sha256').update(certificate.raw).digest('base64url');
};

const parsed = <Parsed>(parse: () => Parsed): Parsed | undefined => {
  try {
    return parse();
  } catch {
    // What OpenSSL says helps nobody here, and may quote.
    return undefined;
  }
};

const unusable = (message: string): TokenError => new TokenError('token-client-refused', message);
