import type { SecretManagerSecret as Secret } from '@cdktf/provider-google/lib/secret-manager-secret/index.js';
import type { Construct } from 'constructs';
import type { GatewayScope } from './gateway-scope.ts';
import { SecretManagerSecret } from './google.ts';
import { sourceLabels, syncLabels } from './labels.ts';
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

const enteredPurpose = 'A JSON object; the outputs of the deployment say which fields it needs';

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
    purpose: enteredPurpose,
    isKept: false,
  });

/** The secret of one sync: the credentials of its destination. It is entered, and goes away, as that of a source. */
export const syncSecret = (scope: Construct, gateway: GatewayScope, sync: string): Secret =>
  regionalSecret(scope, 'Secret', gateway, {
    secretId: gcpNames(gateway.config.gateway, gateway.deployment).secret(sync).id,
    labels: syncLabels(gateway.config, sync),
    purpose: enteredPurpose,
    isKept: false,
  });

/**
 * The keys that one sync signs tokens of users with. It is made empty: the service makes them at first use and others in time, so that none is in a template or in
 * Terraform's state. They go with the sync, as whoever trusts what they sign must no longer.
 */
export const signingSecret = (scope: Construct, gateway: GatewayScope, sync: string): Secret =>
  regionalSecret(scope, 'SigningKey', gateway, {
    secretId: gcpNames(gateway.config.gateway, gateway.deployment).signingKey(sync).id,
    labels: syncLabels(gateway.config, sync),
    purpose: `The keys that sync ${sync} of gateway ${gateway.config.gateway} signs tokens of users with. Who deletes it ends all sign-ins until another is published.`,
    isKept: false,
  });
