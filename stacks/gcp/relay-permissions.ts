import type { ServiceAccount as Account } from '@cdktf/provider-google/lib/service-account/index.js';
import type { ITerraformDependable } from 'cdktf';
import type { Construct } from 'constructs';
import {
  PubsubTopicIamMember,
  SecretManagerSecretIamMember,
  ServiceAccountIamMember,
  StorageBucketIamMember,
} from './google.ts';
import type { RelayPlaces } from './relay-places.ts';

const reader = 'roles/storage.objectViewer';
const keeper = 'roles/storage.objectUser';
const secretReader = 'roles/secretmanager.secretAccessor';
const secretMaker = 'roles/secretmanager.secretVersionAdder';

/**
 * Lets the relay's own account keep the registry, make and read both keys, and lend tokens of the agents' accounts. Queues and mailboxes it
 * reaches as one of those alone.
 *
 * @returns all that the service must have before it starts
 */
export const allowRelay = (places: RelayPlaces, { member }: Account): readonly ITerraformDependable[] => {
  const { scope, registry, authority, gateKey, slots } = places;
  const onSecret = (id: string, secretId: string, role: string): ITerraformDependable =>
    new SecretManagerSecretIamMember(scope, id, { secretId, role, member });
  return [
    new StorageBucketIamMember(scope, 'KeepRegistry', { bucket: registry.name, role: keeper, member }),
    onSecret('ReadAuthority', authority.id, secretReader),
    onSecret('MakeAuthority', authority.id, secretMaker),
    onSecret('ReadGateKey', gateKey.id, secretReader),
    onSecret('MakeGateKey', gateKey.id, secretMaker),
    ...slots.map(
      ({ slot, account }) =>
        new ServiceAccountIamMember(scope, `Lend-${slot}`, {
          serviceAccountId: account.name,
          role: 'roles/iam.serviceAccountTokenCreator',
          member,
        }),
    ),
  ];
};

/**
 * Lets the account of a source behind agents see who is enrolled, send to any agent's queue, read and write mailboxes, and read the key by
 * which agents know the gate. It may change neither registry nor key, and receive nothing from a queue.
 *
 * @returns all that the service must have before it starts
 */
export const allowBehindAgents = (
  scope: Construct,
  { registry, mailbox, gateKey, slots }: RelayPlaces,
  { member }: Account,
): readonly ITerraformDependable[] => [
  new StorageBucketIamMember(scope, 'ReadRegistry', { bucket: registry.name, role: reader, member }),
  new StorageBucketIamMember(scope, 'UseMailboxes', { bucket: mailbox.name, role: keeper, member }),
  new SecretManagerSecretIamMember(scope, 'ReadGateKey', { secretId: gateKey.id, role: secretReader, member }),
  ...slots.map(
    ({ slot, topic }) =>
      new PubsubTopicIamMember(scope, `SendTo-${slot}`, {
        topic: topic.id,
        role: 'roles/pubsub.publisher',
        member,
      }),
  ),
];
