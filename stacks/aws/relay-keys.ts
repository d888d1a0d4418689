import type { Construct } from 'constructs';
import { core, secretsmanager } from './cdk.ts';

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
 * The secrets for the two keys of a relay; $0.40 a month each (aws.amazon.com/secrets-manager/pricing, November 2026).
 *
 * They are made without a value: the first function that needs a key makes it there, so that it is in no template. They go with the relay, unlike the
 * gateway's key: a relay that is made again has an empty registry, and agents are enrolled with it anew.
 */
export const relayKeys = (scope: Construct, props: RelayKeysProps): RelayKeys => ({
  authorityArn: keySecret(scope, 'Authority', '_relay-authority', props, {
    description: `The key that certificates of agents of gateway ${props.gateway} are signed with. Who deletes it has to enrol all agents anew.`,
    reason:
      'Agents trust the certificate that it belongs to from the code that they were enrolled with: another key would lock them all out.',
  }),
  gateKeyArn: keySecret(scope, 'GateKey', '_relay-gate', props, {
    description: `The key by which agents know gateway ${props.gateway}. Who deletes it interrupts what they are at.`,
    reason:
      'Agents are told its public half when they connect, and seal answers for it: it changes with a new deployment alone.',
  }),
});

/** No source can be called so: its name has no underscore. */
const keySecret = (
  scope: Construct,
  id: string,
  name: string,
  { gateway, customerKeyArn }: RelayKeysProps,
  { description, reason }: { readonly description: string; readonly reason: string },
): string => {
  // Not CDK's own Secret: that always has a value, a random one if none is given.
  const secret = new secretsmanager.CfnSecret(scope, id, {
    name: `${gateway}/${name}`,
    ...(customerKeyArn && { kmsKeyId: customerKeyArn }),
    description,
  });
  core.Validations.of(secret).acknowledge({ id: 'AwsSolutions-SMG4', reason });
  return secret.ref;
};
