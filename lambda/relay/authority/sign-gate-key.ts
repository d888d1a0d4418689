import { signedGateKey } from '../protocol.ts';
import type { GateKey } from './gate-key.ts';
import { type Authority, signAs } from './open-authority.ts';

/** The gate's key as agents are told it. */
export interface SignedGateKey {
  /** Base64url. */
  readonly gateKey: string;
  /** The authority's signature of it, Base64url. */
  readonly gateKeySignature: string;
}

/** Has the authority vouch for the gate's key, for this gateway alone. */
export const signGateKey = (authority: Authority, gateway: string, { publicKey }: GateKey): SignedGateKey => {
  const gateKey = Buffer.from(publicKey).toString('base64url');
  const signature = signAs(authority, signedGateKey(gateway, gateKey));
  return { gateKey, gateKeySignature: Buffer.from(signature).toString('base64url') };
};
