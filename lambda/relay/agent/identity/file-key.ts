import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { AgentError } from '../agent-error.ts';
import type { AgentKey } from './agent-key.ts';

/** A new key: PKCS#8, PEM. */
export const newKeyText = (): string =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey;

/**
 * The key in a text that `newKeyText` gave.
 *
 * @throws AgentError `identity-broken`, which repeats nothing of the text
 */
export const fileKey = (text: string): AgentKey => {
  const key = parsed(text);
  if (key?.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new AgentError('identity-broken', 'agent.key does not hold a key of this agent: enrol it again with --force');
  }
  const publicKey = new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }));
  return {
    publicKey,
    sign: async (bytes) => new Uint8Array(sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' })),
  };
};

const parsed = (text: string) => {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
};
