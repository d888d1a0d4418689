import { serializeByteSequence } from 'structured-headers';
import { signatureMilliseconds } from '../times.ts';
import { contentDigest } from './content-digest.ts';
import { signatureBase } from './signature-base.ts';
import { signatureAlgorithm, signatureLabel, signatureTag } from './signed-call.ts';

/** A call that is to be signed. */
export interface CallToSign {
  readonly method: string;
  /** Below the URL of the relay's function, such as `/connect`. */
  readonly path: string;
  /** Exactly as it is sent; empty where there is none. */
  readonly body: Uint8Array;
  /** Of the agent's certificate: SHA-256 of its DER, Base64url. */
  readonly thumbprint: string;
  /** Signs with the key of the certificate: ECDSA P-256 with SHA-256. Gives r and s, 64 bytes (IEEE P1363). The key may be in a store of its own. */
  readonly sign: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>;
  /** Milliseconds since 1970, by the gate's clock as well as it is known. */
  readonly now: number;
  /** 22 characters of Base64url, which no call has had before. */
  readonly nonce: string;
}

/**
 * Signs a call of an agent to the relay's function. The answer to a call with the clock wrong has the gate's own time in it (`clock-differs`).
 *
 * @returns the headers that the call needs besides: `content-digest`, `signature-input`, `signature`
 * @example const headers = await signCall({ method: 'POST', path: '/connect', body, thumbprint, sign, now: gateNow(), nonce });
 */
export const signCall = async ({
  method,
  path,
  body,
  thumbprint,
  sign,
  now,
  nonce,
}: CallToSign): Promise<Readonly<Record<string, string>>> => {
  const digest = contentDigest(body);
  const created = Math.floor(now / 1_000);
  const { input, bytes } = signatureBase(
    [
      ['@method', method],
      ['@path', path],
      ['content-digest', digest],
    ],
    new Map<string, string | number>([
      ['created', created],
      ['expires', created + signatureMilliseconds / 1_000],
      ['nonce', nonce],
      ['keyid', thumbprint],
      ['alg', signatureAlgorithm],
      ['tag', signatureTag],
    ]),
  );
  const signature = serializeByteSequence(await sign(bytes));
  return {
    'content-digest': digest,
    'signature-input': `${signatureLabel}=${input}`,
    signature: `${signatureLabel}=${signature}`,
  };
};
