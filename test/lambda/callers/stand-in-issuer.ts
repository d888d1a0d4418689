import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export type Algorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA';

export interface SigningKey {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const pair = (algorithm: Algorithm, bits: number) => {
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('rsa', { modulusLength: bits });
};

export const signingKey = (kid: string, algorithm: Algorithm, bits = 2048): SigningKey => ({
  kid,
  algorithm,
  ...pair(algorithm, bits),
});

/** The public half as a JSON Web Key; `members` are added or, if `undefined`, taken away. */
export const jwk = (key: SigningKey, members: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => {
  const whole = {
    ...key.publicKey.export({ format: 'jwk' }),
    kid: key.kid,
    alg: key.algorithm,
    use: 'sig',
    ...members,
  };
  return JSON.parse(JSON.stringify(whole));
};

export const base64url = (value: string | Uint8Array): string => Buffer.from(value).toString('base64url');

/** Signs as the algorithm says, with Node's own cryptography: nothing here is shared with what is tested. */
export const signatureOf = (input: string, key: SigningKey, algorithm: Algorithm = key.algorithm): string => {
  const data = Buffer.from(input);
  if (algorithm === 'EdDSA') return base64url(sign(null, data, key.privateKey));
  if (algorithm === 'ES256') return base64url(sign('sha256', data, { key: key.privateKey, dsaEncoding: 'ieee-p1363' }));
  if (algorithm === 'RS256') return base64url(sign('sha256', data, key.privateKey));
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  return base64url(sign('sha256', data, { key: key.privateKey, ...padding }));
};

/** A compact JWS of any header and payload, however odd. A string is taken as it is, anything else as JSON. */
export const compact = (header: object, payload: unknown, key: SigningKey, algorithm?: Algorithm): string => {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const input = `${base64url(JSON.stringify(header))}.${base64url(text)}`;
  return `${input}.${signatureOf(input, key, algorithm)}`;
};

export interface StandInIssuer {
  readonly name: string;
  readonly fetch: typeof globalThis.fetch;
  /** URLs in the order in which they were asked for. */
  readonly requests: string[];
  /** What it publishes; change it to rotate keys. */
  keys: readonly Record<string, unknown>[];
  /** Replaces the answer to the given path; a test changes it to break the issuer. */
  readonly answers: Map<string, (url: string) => Response | Promise<Response>>;
}

/** Where a stand-in publishes, and as what: like its name by default. */
export interface StandInAddresses {
  readonly discoveryUrl: string;
  readonly jwksUrl: string;
}

/**
 * An OpenID issuer behind a `fetch` of its own. It is strict: any request but a GET of its two documents without following
 * redirects is refused, and the test that sends one sees it in `requests`.
 */
export const standInIssuer = (
  name: string,
  keys: readonly Record<string, unknown>[],
  addresses: Partial<StandInAddresses> = {},
): StandInIssuer => {
  const base = name.replace(/\/$/, '');
  const { discoveryUrl = `${base}/.well-known/openid-configuration`, jwksUrl = `${base}/keys` } = addresses;
  const requests: string[] = [];
  const answers = new Map<string, (url: string) => Response | Promise<Response>>();

  const issuer: StandInIssuer = {
    name,
    requests,
    keys,
    answers,
    fetch: async (input, init) => {
      const url = String(input);
      requests.push(url);
      const isPlain = (init?.method ?? 'GET') === 'GET' && init?.redirect === 'manual' && init.signal !== undefined;
      if (!isPlain) throw new TypeError(`the stand-in refuses this request for ${url}`);
      const replaced = answers.get(url);
      if (replaced) return replaced(url);
      if (url === discoveryUrl) return Response.json({ issuer: name, jwks_uri: jwksUrl });
      if (url === jwksUrl) return Response.json({ keys: issuer.keys });
      throw new TypeError(`the stand-in does not serve ${url}`);
    },
  };
  return issuer;
};
