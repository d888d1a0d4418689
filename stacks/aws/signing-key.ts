import type { Construct } from 'constructs';
import { keySecret } from './key-secret.ts';

/** What the secret of a sync's signing keys is made from. */
export interface SigningKeyProps {
  readonly gateway: string;
  /** The sync's name. */
  readonly name: string;
  readonly customerKeyArn: string | undefined;
}

/**
 * The secret for the keys that sign a sync's tokens at sign-in. Its function makes them, publishes each before it signs with it, and takes another one
 * every `keyDays`.
 *
 * @returns its ARN
 */
export const signingKey = (scope: Construct, { gateway, name, customerKeyArn }: SigningKeyProps): string =>
  keySecret(scope, 'SigningKey', {
    name: `${gateway}/_sign-in-${name}`,
    customerKeyArn,
    description: `The keys that sync ${name} of gateway ${gateway} signs tokens at sign-in with. Who deletes it makes those that are out worthless.`,
    reason:
      'The function rotates its keys by itself, each published before it is used and kept until its last token has ended.',
  });
