import { createPublicKey, verify } from 'node:crypto';
import { type BareItem, type InnerList, isInnerList, parseDictionary } from 'structured-headers';
import { RelayRefused } from '../relay-refused.ts';
import { signatureMilliseconds } from '../times.ts';
import { contentDigest } from './content-digest.ts';
import { signatureBase } from './signature-base.ts';
import { signatureAlgorithm, signatureTag, signedComponents } from './signed-call.ts';

/** A call as it came in. */
export interface ReceivedCall {
  readonly method: string;
  /** Below the URL of the relay's function, as it was sent. */
  readonly path: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** What a call says of itself. It is proved by `isSignedBy` alone. */
export interface SignedCall {
  /** Of the certificate that it wants to be proved by. */
  readonly thumbprint: string;
  readonly nonce: string;
  /** When it was made by its own clock, which is near the gate's: milliseconds since 1970. */
  readonly createdAt: number;
  readonly base: Uint8Array;
  readonly signature: Uint8Array;
}

const nonceForm = /^[\w-]{22}$/;
const thumbprintForm = /^[\w-]{43}$/;
const signatureBytes = 64;

/** Parameters that a signature must have, and no others: each is a part of what was agreed. */
const parameterNames = ['alg', 'created', 'expires', 'keyid', 'nonce', 'tag'];

/**
 * Reads the signature of a call (RFC 9421), and checks all that can be checked without knowing the agent: what is signed, the digest of the
 * body (RFC 9530), and that it was made within 60 seconds of now.
 *
 * Throws RelayRefused `signature-refused`, or `clock-differs` with the gate's own time.
 *
 * @param now milliseconds since 1970
 */
export const readSignedCall = ({ method, path, headers, body }: ReceivedCall, now: number): SignedCall => {
  const { components, parameters, signature } = signatureIn(headers);
  const values = new Map([
    ['@method', method],
    ['@path', path],
    ['content-digest', headers.get('content-digest') ?? ''],
  ]);
  if (values.get('content-digest') !== contentDigest(body)) throw refused('the body has another digest, or none');
  const { bytes: base } = signatureBase(
    components.map((name) => [name, values.get(name)!] as const),
    parameters,
  );
  const { created, expires, nonce, keyid, alg } = Object.fromEntries(parameters);
  if (alg !== signatureAlgorithm) throw refused('it is of another algorithm');
  if (typeof nonce !== 'string' || !nonceForm.test(nonce)) throw refused('its nonce is not of the agreed form');
  if (typeof keyid !== 'string' || !thumbprintForm.test(keyid)) throw refused('its key id is no thumbprint');
  if (!isSecond(created) || !isSecond(expires)) throw refused('its times are no whole seconds');
  const createdAt = created * 1_000;
  if (Math.abs(now - createdAt) > signatureMilliseconds || now > expires * 1_000) throw clockDiffers(now);
  return { thumbprint: keyid, nonce, createdAt, base, signature };
};

/**
 * Whether a call was signed by a key.
 *
 * @param publicKey SPKI, DER, Base64url
 */
export const isSignedBy = ({ base, signature }: SignedCall, publicKey: string): boolean => {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
  return verify('sha256', base, { key, dsaEncoding: 'ieee-p1363' }, signature);
};

/** The one signature of a call that is an agent's. Others may stand beside it (RFC 9421, section 4.3). */
const signatureIn = (headers: Headers) => {
  const inputs = [...dictionary(headers, 'signature-input')].filter(
    ([, member]) => member[1].get('tag') === signatureTag,
  );
  const [input, ...others] = inputs;
  if (!input || others.length > 0) throw refused('there is none of an agent, or more than one');
  const [label, member] = input;
  if (!isInnerList(member)) throw refused('its input is no list of components');
  const [bytes] = dictionary(headers, 'signature').get(label) ?? [];
  if (!(bytes instanceof ArrayBuffer) || bytes.byteLength !== signatureBytes) throw refused('it has not 64 bytes');
  return { components: componentsOf(member), parameters: parametersOf(member[1]), signature: new Uint8Array(bytes) };
};

/** All that must be signed, once each, and nothing whose meaning is not known here. */
const componentsOf = ([items]: InnerList): readonly string[] => {
  const names = items.map(([name, parameters]) => (parameters.size === 0 && typeof name === 'string' ? name : ''));
  if (isSameSet(names, signedComponents)) return names;
  throw refused(`it does not cover ${signedComponents.join(', ')} and nothing else`);
};

const parametersOf = (parameters: ReadonlyMap<string, BareItem>): ReadonlyMap<string, BareItem> => {
  if (isSameSet([...parameters.keys()], parameterNames)) return parameters;
  throw refused(`its parameters are not ${parameterNames.join(', ')}`);
};

const isSameSet = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && others.every((other) => some.includes(other));

const dictionary = (headers: Headers, name: string) => {
  try {
    return parseDictionary(headers.get(name) ?? '');
  } catch {
    // The parser's own message says where in the header, which is of no use to the log.
    throw refused(`the header ${name} is no dictionary of structured fields`);
  }
};

const isSecond = (value: BareItem | undefined): value is number => typeof value === 'number' && Number.isInteger(value);

const refused = (reason: string): RelayRefused =>
  new RelayRefused(
    'signature-refused',
    'Sign the call with the key of the agent, as its own program does (RFC 9421); nothing on the way may change it.',
    { reason: `the signature is refused: ${reason}` },
  );

/** The signature of a call is not good for the key that it names. */
export const signatureRefused = (): RelayRefused => refused('it is not of the key of its certificate');

const clockDiffers = (now: number): RelayRefused =>
  new RelayRefused(
    'clock-differs',
    'Sign the call anew, by the time that "now" says: it was signed more than 60 seconds before or after it.',
    { now },
  );
