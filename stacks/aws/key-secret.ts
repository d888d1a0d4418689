import type { Construct } from 'constructs';
import { core, secretsmanager } from './cdk.ts';

/** What the secret of a key is made from. */
export interface KeySecretProps {
  /** With an underscore after the slash, so that no source and no sync can be called so. */
  readonly name: string;
  readonly customerKeyArn: string | undefined;
  readonly description: string;
  /** Why nobody rotates it: AwsSolutions-SMG4. */
  readonly reason: string;
}

/**
 * A secret without a value, which goes with the stack that it is in: the first function that needs the key makes it there, so that it is in no
 * template. $0.40 a month (aws.amazon.com/secrets-manager/pricing, November 2026).
 *
 * @returns its ARN
 */
export const keySecret = (scope: Construct, id: string, props: KeySecretProps): string => {
  const { name, customerKeyArn, description, reason } = props;
  // Not CDK's own Secret: that always has a value, a random one if none is given.
  const secret = new secretsmanager.CfnSecret(scope, id, {
    name,
    ...(customerKeyArn && { kmsKeyId: customerKeyArn }),
    description,
  });
  core.Validations.of(secret).acknowledge({ id: 'AwsSolutions-SMG4', reason });
  return secret.ref;
};
