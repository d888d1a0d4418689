import { createHash, type KeyObject, sign, X509Certificate } from 'node:crypto';
import type { KeyStore } from '../../platform/key-store.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { privateKeyIn } from './private-key-in.ts';

/** Who signs the certificates of a gateway's agents, and the gate's key. */
export interface Authority {
  readonly key: KeyObject;
  /** PEM. */
  readonly certificate: string;
  /** SHA-256 of the certificate's DER, Base64url. */
  readonly fingerprint: string;
  /** Milliseconds since 1970. No certificate that it issues lasts longer, and no agent trusts it then. */
  readonly endsAt: number;
}

/** What the authority of a gateway is opened with. */
export interface AuthorityOptions {
  readonly gateway: string;
  readonly keys: KeyStore;
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * The gateway's own certificate authority. It is made at first use: its key and its certificate are one text in the host's secret store, so
 * that all processes have the same. Open it once and keep it.
 *
 * Throws PlatformError `key-denied`, `key-unreachable`, `key-missing` or `key-invalid`.
 *
 * @example const authority = await openAuthority({ gateway: 'acme', keys: platform.relay.authority, now: platform.now })
 */
export const openAuthority = async ({ gateway, keys, now }: AuthorityOptions): Promise<Authority> => {
  const stored = (await storedText(keys)) ?? (await firstText(keys, gateway, now()));
  const key = privateKeyIn(stored);
  const certificate = certificateIn(stored);
  if (!certificate?.checkPrivateKey(key)) throw invalid();
  return {
    key,
    certificate: certificate.toString(),
    fingerprint: createHash('sha256').update(certificate.raw).digest('base64url'),
    endsAt: certificate.validToDate.getTime(),
  };
};

/** Signs as the authority: ECDSA P-256 with SHA-256, 64 bytes (IEEE P1363). */
export const signAs = ({ key }: Authority, bytes: Uint8Array): Uint8Array =>
  sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' });

/** What is thrown to learn that there is no key yet, without making one. */
const none = Symbol('there is no key yet');

/** A certificate takes a library to make, which would hold up the start of every process. */
const storedText = async (keys: KeyStore): Promise<string | undefined> => {
  try {
    return await keys.readOrCreate(() => {
      throw none;
    });
  } catch (thrown) {
    if (thrown === none) return undefined;
    throw thrown;
  }
};

const firstText = async (keys: KeyStore, gateway: string, now: number): Promise<string> => {
  const { makeAuthority } = await import('./make-authority.ts');
  const text = await makeAuthority(gateway, now);
  return keys.readOrCreate(() => text);
};

const certificateIn = (text: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(text.slice(text.indexOf('-----BEGIN CERTIFICATE-----')));
  } catch {
    // The parser's own message is of no use, and its text is a secret's.
    return undefined;
  }
};

const invalid = () =>
  new PlatformError(
    'key-invalid',
    "the secret of the relay's authority does not hold a key and its certificate as a gateway writes them: restore the version before",
  );
