import type { CryptoKey, JSONWebKeySet } from 'jose';
import { createLocalJWKSet } from 'jose/jwks/local';
import { CallerRefused } from './caller-refused.ts';
import { type Document, type FetchDocumentOptions, fetchDocument } from './fetch-document.ts';
import type { Issuer } from './issuer.ts';
import type { TokenHeader } from './token-header.ts';

/** RFC 7518 §3.3 and §3.5. jose checks it too, but as a TypeError that can not be told from a fault of ours. */
const MINIMUM_RSA_BITS = 2048;

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** The signing keys that an issuer published at one time. */
export interface KeySet {
  has(kid: string): boolean;
  /** The key that a token's header names. Throws CallerRefused `key-refused` if it does not fit the header. */
  find(header: TokenHeader): Promise<CryptoKey>;
}

/** How a key set is read. */
export interface ReadKeySetOptions extends FetchDocumentOptions {
  /** Lets issuer and key set be on `http:` of this machine itself: for the development issuer of the local host. */
  readonly allowLoopbackHttp: boolean;
}

const checkUrl = (url: unknown, label: string, allowLoopbackHttp: boolean): string => {
  const parsed = typeof url === 'string' ? URL.parse(url) : null;
  if (parsed?.protocol === 'https:') return parsed.href;
  if (allowLoopbackHttp && parsed?.protocol === 'http:' && LOOPBACK.has(parsed.hostname)) return parsed.href;
  throw new Error(`${label} is not an https URL`);
};

const bitsOf = (key: CryptoKey): number | undefined => {
  const { algorithm } = key;
  return 'modulusLength' in algorithm && typeof algorithm.modulusLength === 'number'
    ? algorithm.modulusLength
    : undefined;
};

const keySet = (document: Document): KeySet => {
  // Throws unless `keys` is an array of objects. The keys themselves are looked at when they are used, so that one of an unknown
  // kind (RFC 7517 §5) does not spoil the others.
  const select = createLocalJWKSet(document as unknown as JSONWebKeySet);
  const kids = new Set(select.jwks().keys.map((key) => key.kid));

  const find = async ({ alg, kid }: TokenHeader): Promise<CryptoKey> => {
    const key = await select({ alg, kid }).catch((cause: unknown) => {
      const reason =
        'the key that the token names does not fit its algorithm, is not for signatures, is broken or is not alone';
      throw new CallerRefused('key-refused', reason, { cause });
    });
    const bits = bitsOf(key);
    if (bits === undefined || bits >= MINIMUM_RSA_BITS) return key;
    throw new CallerRefused('key-refused', `the key that the token names has only ${bits} bits`);
  };
  return { has: (kid) => kids.has(kid), find };
};

/** By OpenID Connect Discovery 1.0 §4: the `issuer` of the configuration must be exactly the expected one. */
const keysUrlOf = async ({ name, published }: Issuer, options: ReadKeySetOptions): Promise<string> => {
  if ('keysUrl' in published) return checkUrl(published.keysUrl, 'the key set', options.allowLoopbackHttp);
  const discoveryUrl = checkUrl(published.discoveryUrl, 'the issuer', options.allowLoopbackHttp);
  const configuration = await fetchDocument(discoveryUrl, options);
  if (configuration.issuer !== name) throw new Error(`${discoveryUrl} is the configuration of another issuer`);
  return checkUrl(configuration.jwks_uri, `"jwks_uri" of ${discoveryUrl}`, options.allowLoopbackHttp);
};

/**
 * Reads the keys of an issuer: the key set (RFC 7517) that its configuration points to, which may be on another host, or the one that is
 * known to be the issuer's.
 *
 * Throws an Error whose message is fit for the operator's log.
 */
export const readKeySet = async (issuer: Issuer, options: ReadKeySetOptions): Promise<KeySet> =>
  keySet(await fetchDocument(await keysUrlOf(issuer, options), options));
