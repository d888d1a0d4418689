import { verify, type X509Certificate } from 'node:crypto';
import { type Connection, signedGateKey } from '../../protocol.ts';
import { AgentError } from '../agent-error.ts';

/** Uncompressed points of P-256 (SEC 1, section 2.3.3). */
const pointLength = 65;

/**
 * The gate's public key, once the authority's signature of it is checked: what seals with it is the gate, and nobody who reads or writes its queues.
 *
 * @param authority that the agent was enrolled with
 * @throws AgentError `gate-untrusted`
 */
export const checkGateKey = (
  { gateKey, gateKeySignature }: Pick<Connection, 'gateKey' | 'gateKeySignature'>,
  { gateway, authority }: { readonly gateway: string; readonly authority: X509Certificate },
): Uint8Array<ArrayBuffer> => {
  const key = new Uint8Array(Buffer.from(gateKey, 'base64url'));
  const signature = Buffer.from(gateKeySignature, 'base64url');
  const signer = { key: authority.publicKey, dsaEncoding: 'ieee-p1363' } as const;
  const isSigned = key.length === pointLength && verify('sha256', signedGateKey(gateway, gateKey), signer, signature);
  if (isSigned) return key;
  throw new AgentError(
    'gate-untrusted',
    'the key that the gate works with is not signed by the authority that this agent was enrolled with: was the gateway deployed anew? Then enrol it again with --force',
  );
};
