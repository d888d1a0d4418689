import type { Construct } from 'constructs';
import type { GatewayScope } from './gateway-scope.ts';
import { ownRole, type Role } from './permissions.ts';

/**
 * Get keys that shared access signatures are signed with (learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas). Such a
 * signature allows nothing that whoever signed it may not do, so these alone open nothing. They hold on a whole account or not at all.
 */
export const delegators: readonly Role[] = [
  { roleDefinitionName: 'Storage Blob Delegator' },
  { roleDefinitionName: 'Storage Queue Delegator' },
];

/** Reads the blobs of a container. */
export const registryReader: Role = { roleDefinitionName: 'Storage Blob Data Reader' };

/** Puts messages into queues, and reads none. */
export const queueSender: Role = { roleDefinitionName: 'Storage Queue Data Message Sender' };

const blobs = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';
const messages = 'Microsoft.Storage/storageAccounts/queueServices/queues/messages';
const secrets = 'Microsoft.KeyVault/vaults/secrets';

/** Reads and writes the registry, makes and reads the keys of the relay, and deletes neither. */
export const relayKeeper = (scope: Construct, gateway: GatewayScope): Role =>
  ownRole(scope, 'RelayKeeper', gateway, {
    name: 'Sallyport relay',
    description: 'Keeps the registry of agents and makes the keys of the relay, and deletes none',
    dataActions: [`${blobs}/read`, `${blobs}/write`, `${secrets}/getSecret/action`, `${secrets}/setSecret/action`],
    scope: gateway.resourceGroup.id,
  });

/**
 * Reads, writes and removes what is in a mailbox, and receives, holds and removes the messages of a queue: what an agent does, and on a mailbox
 * what the gate does too. Azure's own roles for that delete containers and queues besides, or hold no message
 * (learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#permissions-for-calling-data-operations).
 */
export const mailboxUser = (scope: Construct, gateway: GatewayScope): Role =>
  ownRole(scope, 'MailboxUser', gateway, {
    name: 'Sallyport mailbox',
    description: 'Works with what is in the mailbox and in the queue of an agent, and deletes neither',
    dataActions: [
      ...['read', 'write', 'delete'].map((action) => `${blobs}/${action}`),
      ...['read', 'write', 'delete', 'process/action'].map((action) => `${messages}/${action}`),
    ],
    scope: gateway.resourceGroup.id,
  });
