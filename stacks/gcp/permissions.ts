import type { SecretManagerSecret as Secret } from '@cdktf/provider-google/lib/secret-manager-secret/index.js';
import type { ServiceAccount as Account } from '@cdktf/provider-google/lib/service-account/index.js';
import type { StorageBucket as Bucket } from '@cdktf/provider-google/lib/storage-bucket/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { GatewayKey } from './gateway-key.ts';
import { SecretManagerSecretIamMember, ServiceAccountIamMember, StorageBucketIamMember } from './google.ts';
import { objectConditions, prefixCondition } from './objects.ts';
import { packagePrefix } from './packages.ts';

/** What the service of one source, or of one sync, may reach in its own project. */
export interface Reach {
  /** The name of the source or sync. */
  readonly name: string;
  readonly packages: Bucket;
  readonly secret: Secret | undefined;
  /** The gateway's key, which the first service that needs it makes. */
  readonly key: GatewayKey | undefined;
  /** Its own, for what it keeps between calls. */
  readonly state: Bucket | undefined;
  /** `gs://bucket/object` each. */
  readonly objects: readonly string[];
  /** Whether it signs, or gets tokens, as its own account: for a user of Google Workspace, for example. */
  readonly actsAsItself: boolean;
}

/**
 * Lets the account of one service fetch its own packages, read its own secret and the objects that its source names, make and
 * read the gateway's key and read and write its own state if it needs them, and nothing else. The service's log needs no right: Cloud Run
 * takes what it prints.
 *
 * Every role is given on one thing, none on the project. They are Google's own, the smallest that fit: a role of ours could be smaller by
 * a permission or two, but Google keeps the name of a deleted one for 44 days, in which nobody can deploy again.
 *
 * @returns all that a service must have before it starts
 * @throws DeploymentError `object-malformed`
 */
export const allowService = (scope: Construct, account: Account, reach: Reach): readonly ITerraformDependable[] => {
  const { member } = account;
  const onBucket = (id: string, bucket: string, role: string, expression?: string): ITerraformDependable =>
    new StorageBucketIamMember(scope, id, {
      bucket,
      role,
      member,
      ...(expression !== undefined && { condition: { title: id.toLowerCase(), expression } }),
    });
  const onSecret = (id: string, secretId: string, role: string): ITerraformDependable =>
    new SecretManagerSecretIamMember(scope, id, { secretId, role, member });

  const given = [
    onBucket(
      'ReadPackages',
      reach.packages.name,
      'roles/storage.objectViewer',
      prefixCondition(reach.packages.nameInput!, packagePrefix(reach.name)),
    ),
    ...objectConditions(reach.objects).map(({ bucket, expression }, index) =>
      onBucket(`ReadObjects-${index + 1}`, bucket, 'roles/storage.objectViewer', expression),
    ),
  ];
  if (reach.secret) given.push(onSecret('ReadSecret', reach.secret.id, 'roles/secretmanager.secretAccessor'));
  if (reach.state) given.push(onBucket('KeepState', reach.state.name, stateRole));
  if (reach.key) {
    given.push(
      onSecret('ReadKey', reach.key.secretId, 'roles/secretmanager.secretAccessor'),
      onSecret('MakeKey', reach.key.secretId, 'roles/secretmanager.secretVersionAdder'),
      onBucket('PointToKey', reach.key.bucket, stateRole),
    );
  }
  if (reach.actsAsItself) given.push(signing(scope, account));
  return given;
};

/**
 * Reads, writes and lists objects. To write one again is to delete the one before (docs.cloud.google.com/storage/docs/access-control/iam-json),
 * and who may not list is told that an object may not be read where it is not there.
 */
export const stateRole = 'roles/storage.objectUser';

const signing = (scope: Construct, account: Account): ITerraformDependable =>
  new ServiceAccountIamMember(scope, 'ActAsItself', {
    serviceAccountId: account.name,
    role: 'roles/iam.serviceAccountTokenCreator',
    member: account.member,
  });
