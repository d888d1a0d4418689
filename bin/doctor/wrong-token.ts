import { generateKeyPairSync } from 'node:crypto';
import { signToken } from '../../vendor/sign-token.ts';

/** What a token says that is right in everything but who signed it. */
export interface ForgedToken {
  readonly issuer: string;
  readonly audience: string;
  readonly claims: Readonly<Record<string, string>>;
}

/**
 * A token that nobody may be let in with: it says all that it must, and is signed with a key that was made for it and is forgotten.
 *
 * @param now milliseconds since 1970
 */
export const wrongToken = (token: ForgedToken, now: () => number): Promise<string> => {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return signToken({ ...token, key: key.export({ format: 'pem', type: 'pkcs8' }) as string, keyId: 'doctor', now });
};

interface Caller {
  readonly issuer: string;
  readonly audience: string;
  readonly claims: Readonly<Record<string, string>>;
}

/** The first of those that SALLYPORT_CALLERS lets in. */
export const firstCaller = (text: string | undefined): ForgedToken | undefined => {
  try {
    const [first] = JSON.parse(text ?? '[]') as readonly Caller[];
    return first && { issuer: first.issuer, audience: first.audience, claims: first.claims };
  } catch {
    return undefined;
  }
};
