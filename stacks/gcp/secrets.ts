import type { SecretManagerSecret as Secret } from '@cdktf/provider-google/lib/secret-manager-secret/index.js';
import type { Construct } from 'constructs';
import type { GatewayScope } from './gateway-scope.ts';
import { SecretManagerSecret } from './google.ts';
import { sourceLabels } from './labels.ts';
import { gcpNames } from './names.ts';

/** What a secret is made from. */
export interface SecretProps {
  readonly secretId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What it is for; `description` of other clouds. */
  readonly purpose: string;
  /** Whether Terraform refuses to destroy it. */
  readonly isKept: boolean;
}

/**
 * A secret without a version: who enters the first one is said by the outputs of the deployment. So no value is in a template or in
 * Terraform's state, and no deployment touches what was entered.
 *
 * Its values stay in the gateway's region.
 */
export const regionalSecret = (
  scope: Construct,
  id: string,
  { deployment, api, encryption }: GatewayScope,
  { secretId, labels, purpose, isKept }: SecretProps,
): Secret => {
  const key = encryption('secretmanager');
  return new SecretManagerSecret(scope, id, {
    secretId,
    labels,
    annotations: { purpose },
    replication: {
      userManaged: {
        replicas: [
          {
            location: deployment.region,
            ...(key && { customerManagedEncryption: { kmsKeyName: key.keyName } }),
          },
        ],
      },
    },
    deletionProtection: isKept,
    dependsOn: [api('secretmanager'), ...(key ? [key.granted] : [])],
  });
};

/**
 * The secret of one source: a JSON object that an administrator enters after the first deployment.
 *
 * It goes away with its source: credentials of a system that is no longer read must not stay behind, and the name must be free when the
 * source comes back. Whoever entered them can enter them again.
 */
export const sourceSecret = (scope: Construct, gateway: GatewayScope, source: string): Secret =>
  regionalSecret(scope, 'Secret', gateway, {
    secretId: gcpNames(gateway.config.gateway, gateway.deployment).secret(source).id,
    labels: sourceLabels(gateway.config, source),
    purpose: 'A JSON object; the outputs of the deployment say which fields it needs',
    isKept: false,
  });
