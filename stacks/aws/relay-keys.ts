import type { Construct } from 'constructs';
import { keySecret } from './key-secret.ts';

/** The secrets of a relay, by their ARNs. */
export interface RelayKeys {
  /** With the key of the gateway's own certificate authority. */
  readonly authorityArn: string;
  /** With the key by which agents know the gate. */
  readonly gateKeyArn: string;
}

/** What the keys of a relay are made from. */
export interface RelayKeysProps {
  readonly gateway: string;
  readonly customerKeyArn: string | undefined;
}

/**
 * The secrets for the two keys of a relay. They go with it, unlike the gateway's key: a relay that is made again has an empty registry, and agents are
 * enrolled with it anew.
 */
export const relayKeys = (scope: Construct, { gateway, customerKeyArn }: RelayKeysProps): RelayKeys => ({
  authorityArn: keySecret(scope, 'Authority', {
    name: `${gateway}/_relay-authority`,
    customerKeyArn,
    description: `The key that certificates of agents of gateway ${gateway} are signed with. Who deletes it has to enrol all agents anew.`,
    reason:
      'Agents trust the certificate that it belongs to from the code that they were enrolled with: another key would lock them all out.',
  }),
  gateKeyArn: keySecret(scope, 'GateKey', {
    name: `${gateway}/_relay-gate`,
    customerKeyArn,
    description: `The key by which agents know gateway ${gateway}. Who deletes it interrupts what they are at.`,
    reason:
      'Agents are told its public half when they connect, and seal answers for it: it changes with a new deployment alone.',
  }),
});
