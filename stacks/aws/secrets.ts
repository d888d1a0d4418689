import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { core, secretsmanager } from './cdk.ts';

/** The name of a source's secret in Secrets Manager. */
export const secretName = (gateway: string, source: string): string => `${gateway}/${source}`;

/**
 * The secret of one source: a JSON object that an administrator fills in after the first deployment.
 *
 * It is made as `{}`. CloudFormation writes the value again only when the template's own changes, so the literal must stay as
 * it is: then no deployment touches what was entered
 * (docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html, SecretString).
 *
 * It goes away with its source: credentials of a system that is no longer read must not stay behind, and the name must be free
 * when the source comes back. Whoever entered them can enter them again.
 *
 * @param key the customer's own; AWS's own key for secrets without it
 */
export const sourceSecret = (scope: Construct, name: string, key: IKey | undefined): Secret => {
  const secret = new secretsmanager.Secret(scope, 'Secret', {
    secretName: name,
    description: 'A JSON object; the outputs of the deployment say which fields it needs',
    secretObjectValue: {},
    ...(key && { encryptionKey: key }),
    removalPolicy: core.RemovalPolicy.DESTROY,
  });
  core.Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'The credentials belong to a system outside of this account: only its administrator can rotate them.',
  });
  return secret;
};
