import { constants, type KeyObject, verify } from 'node:crypto';

/** A JWT that was taken apart, with what its signature is over. */
export interface Assertion {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  isSignedBy(key: KeyObject): boolean;
}

const object = (part: string): Readonly<Record<string, unknown>> => {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('not an object');
  return value as Record<string, unknown>;
};

/**
 * Reads a JWT with Node's own cryptography: nothing is shared with what is tested. `undefined` if it is none.
 */
export const readAssertion = (token: string | null | undefined): Assertion | undefined => {
  const parts = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(token ?? '');
  if (!parts) return undefined;
  try {
    const [, head, payload, signature] = parts as unknown as readonly [string, string, string, string];
    const header = object(head);
    const isSignedBy = (key: KeyObject): boolean => {
      const data = Buffer.from(`${head}.${payload}`);
      const bytes = Buffer.from(signature, 'base64url');
      if (header['alg'] === 'RS256') return verify('sha256', data, key, bytes);
      const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
      return header['alg'] === 'PS256' && verify('sha256', data, { key, ...padding }, bytes);
    };
    return { header, claims: object(payload), isSignedBy };
  } catch {
    return undefined;
  }
};
