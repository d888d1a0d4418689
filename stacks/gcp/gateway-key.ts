import type { Construct } from 'constructs';
import { privateBucket } from './bucket.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { gatewayLabels } from './labels.ts';
import { gcpNames } from './names.ts';
import { regionalSecret } from './secrets.ts';

/** Where the gateway's key lies, as what may be done with it refers to it. */
export interface GatewayKey {
  readonly secretId: string;
  /** The bucket whose one object says which version of the secret counts. */
  readonly bucket: string;
}

/**
 * The place of the key that pseudonyms are made with and tokens are sealed with, for the sources that need it.
 *
 * It is made empty: the first service that needs the key makes it there. Several may do so at once, each a version of its own; an object
 * that is written once says whose counts.
 *
 * Secret and bucket stay when the gateway goes, for without the key no pseudonym that the vendor has could ever be turned back:
 * `terraform destroy` destroys the rest, and fails with these two. Who means it forgets them (`terraform state rm`); whoever deploys again
 * names the secret in `deploy.gcp.keySecret`, and has the bucket by its name.
 */
export const gatewayKey = (scope: Construct, gatewayScope: GatewayScope): GatewayKey => {
  const { config, deployment } = gatewayScope;
  const { keySecret, keyBucket } = gcpNames(config.gateway, deployment);
  if (deployment.keySecret !== undefined) return { secretId: keySecret.full, bucket: keyBucket };
  const labels = gatewayLabels(config);
  const secret = regionalSecret(scope, 'KeySecret', gatewayScope, {
    secretId: keySecret.id,
    labels,
    purpose: `The key that gateway ${config.gateway} makes pseudonyms and seals tokens and cursors with. Who deletes it breaks all that the vendor has.`,
    isKept: true,
  });
  const bucket = privateBucket(scope, 'KeyState', gatewayScope, {
    name: keyBucket,
    labels,
    restorableDays: 90,
    isKept: true,
  });
  return { secretId: secret.id, bucket: bucket.name };
};
