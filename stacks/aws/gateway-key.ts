import type { Construct } from 'constructs';
import type { Config } from '../../config/config.ts';
import { core, secretsmanager } from './cdk.ts';

/** The name of a gateway's key in Secrets Manager. No source can be called so: its name has no underscore. */
const gatewayKeyName = (gateway: string): string => `${gateway}/_key`;

/**
 * The secret for the key that pseudonyms are made with and tokens are sealed with, if any source of a gateway needs it.
 *
 * It is made without a value: the first function that needs the key makes it there, so that it is in no template. It stays when the
 * gateway goes, for without it no pseudonym that the vendor has could ever be turned back. Whoever deploys again names it in
 * `deploy.aws.keySecret`.
 *
 * @returns its ARN
 */
export const gatewayKey = (scope: Construct, { gateway, deploy }: Config): string => {
  if (deploy.aws?.keySecret !== undefined) return deploy.aws.keySecret;
  // Not CDK's own Secret: that always has a value, a random one if none is given.
  const secret = new secretsmanager.CfnSecret(scope, 'Key', {
    name: gatewayKeyName(gateway),
    ...(deploy.aws?.kmsKey && { kmsKeyId: deploy.aws.kmsKey }),
    description: `The key that gateway ${gateway} makes pseudonyms and seals tokens and cursors with. Who deletes it breaks all that the vendor has.`,
  });
  secret.applyRemovalPolicy(core.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  core.Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'A new key makes new pseudonyms, which the vendor can not match with those it has: people decide when (sallyport keys rotate).',
  });
  return secret.ref;
};
