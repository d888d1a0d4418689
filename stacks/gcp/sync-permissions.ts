import type { PubsubTopic as Topic } from '@cdktf/provider-google/lib/pubsub-topic/index.js';
import type { SecretManagerSecret as Secret } from '@cdktf/provider-google/lib/secret-manager-secret/index.js';
import type { ServiceAccount as Account } from '@cdktf/provider-google/lib/service-account/index.js';
import type { StorageBucket as Bucket } from '@cdktf/provider-google/lib/storage-bucket/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import { type KnownSync, syncNeedsRelay } from '../known-syncs.ts';
import type { GatewayScope } from './gateway-scope.ts';
import {
  PubsubTopicIamMember,
  SecretManagerSecretIamMember,
  ServiceAccountIamMember,
  StorageBucketIamMember,
} from './google.ts';
import { gcpNames } from './names.ts';
import { allowService, stateRole } from './permissions.ts';
import { allowBehindAgents } from './relay-permissions.ts';
import type { Shared } from './shared-parts.ts';
import type { BuiltSource } from './source.ts';

/** What a sync works with, as its account's roles refer to it. */
export interface SyncPlaces {
  readonly account: Account;
  /** The credentials of its destination; `undefined` if it needs none. */
  readonly secret: Secret | undefined;
  readonly state: Bucket;
  /** `undefined` if nobody signs in. */
  readonly signingKey: Secret | undefined;
  readonly bell: Topic;
  readonly source: BuiltSource;
}

/** What the rights of a sync are given on. */
export interface Reached {
  readonly places: SyncPlaces;
  readonly shared: Shared;
}

/**
 * Lets the account of one sync reach what the service of a source may: its own package, secret and state, the gateway's key, the objects of its source
 * and what leads to agents. And besides: the secret of its source and the tokens that are kept for it, the keys for sign-in, and its own bell.
 *
 * @returns all that the service must have before it starts
 * @throws DeploymentError `object-malformed`
 */
export const allowSync = (
  scope: Construct,
  gateway: GatewayScope,
  known: KnownSync,
  { places, shared }: Reached,
): readonly ITerraformDependable[] => {
  const { name, sync, requirements } = known;
  const { account, secret, state, bell } = places;
  const actsAs = requirements.identity?.serviceAccounts ?? [];
  const { email } = gcpNames(gateway.config.gateway, gateway.deployment);
  return [
    ...allowService(scope, account, {
      name,
      packages: shared.packages.bucket,
      secret,
      key: shared.key,
      state,
      objects: requirements.objects,
      actsAsItself: actsAs.includes(email(name)),
    }),
    ...allowOfSource(scope, known, places),
    ...allowSigning(scope, places),
    new PubsubTopicIamMember(scope, 'Ring', {
      topic: bell.id,
      role: 'roles/pubsub.publisher',
      member: account.member,
    }),
    ...(shared.relay && syncNeedsRelay(known) ? allowBehindAgents(scope, shared.relay, account) : []),
    ...(actsAs.includes(email(sync.from)) ? [actAsSource(scope, places)] : []),
    ...(actsAs.length > 0 ? [gateway.api('iamcredentials')] : []),
  ];
};

/** A token of the source has one keeper, whoever needs it: both renew it where it is kept. */
const allowOfSource = (
  scope: Construct,
  { sourceRequirements }: KnownSync,
  { account: { member }, source: { secret, state } }: SyncPlaces,
): readonly ITerraformDependable[] => [
  ...(secret && sourceRequirements.secret.length > 0 ? [reads(scope, 'ReadSourceSecret', secret, member)] : []),
  ...(state && sourceRequirements.state
    ? [new StorageBucketIamMember(scope, 'KeepSourceState', { bucket: state.name, role: stateRole, member })]
    : []),
];

/** It makes the keys, and others in time; which one counts it notes in its own state. */
const allowSigning = (
  scope: Construct,
  { account: { member }, signingKey }: SyncPlaces,
): readonly ITerraformDependable[] =>
  signingKey
    ? [
        reads(scope, 'ReadSigningKey', signingKey, member),
        new SecretManagerSecretIamMember(scope, 'MakeSigningKey', {
          secretId: signingKey.id,
          role: 'roles/secretmanager.secretVersionAdder',
          member,
        }),
      ]
    : [];

const reads = (scope: Construct, id: string, secret: Secret, member: string): ITerraformDependable =>
  new SecretManagerSecretIamMember(scope, id, {
    secretId: secret.id,
    role: 'roles/secretmanager.secretAccessor',
    member,
  });

/** Where the source signs as its own account, for a user of Google Workspace for example, the sync does it as that one: an administrator has let that one in. */
const actAsSource = (scope: Construct, { account, source }: SyncPlaces): ITerraformDependable =>
  new ServiceAccountIamMember(scope, 'ActAsSource', {
    serviceAccountId: source.account.name,
    role: 'roles/iam.serviceAccountTokenCreator',
    member: account.member,
  });
