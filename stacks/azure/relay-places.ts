import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { relaySlots } from '../relay-slots.ts';
import { StorageQueue } from './azurerm.ts';
import type { BuiltGateway } from './gateway-scope.ts';
import { keyVault } from './key-vault.ts';
import { vaultAudit } from './logs.ts';
import { grant, secretReader } from './permissions.ts';
import { agentQueue, mailboxContainer, mailboxPrefix, registryContainer, relayNames } from './relay-names.ts';
import { delegators, mailboxUser, queueSender, registryReader, relayKeeper } from './relay-roles.ts';
import { container, privateAccount } from './storage-account.ts';

/** Whom a role is given to. */
type Principal = { readonly principalId: string };

/** What a relay works with, as those who may reach it refer to it. */
export interface RelayPlaces {
  /** The construct that everything of the relay is below. */
  readonly scope: Construct;
  /** Lets the relay's own identity keep registry and keys, and lend each agent its queue and its mailbox. */
  readonly allowRelay: (identity: Principal) => readonly ITerraformDependable[];
  /** Lets the identity of a source behind agents see who is enrolled, send to their queues, and use their mailboxes. */
  readonly allowSource: (scope: Construct, identity: Principal) => readonly ITerraformDependable[];
}

/**
 * The places of a relay: a storage account of its own, with a container for the registry and for each slot a container and a queue; and two
 * vaults for its keys, each with one secret, for a role is then on all of it. `undefined` if there is no relay.
 *
 * Keys are made by the relay's app at first use, so that none is in a template or in Terraform's state. Everything goes with the relay: who
 * takes it away enrols agents anew.
 *
 * What an agent reaches is the relay's identity's too, as a signature allows no more than whoever signed it may do. An identity apart for
 * lending would be in the same container, and so in the same hands. The account can be reached from everywhere, for agents are wherever they
 * are; it takes no key, and who has no role and no signature gets nothing.
 */
export const relayPlaces = (stack: Construct, gateway: BuiltGateway): RelayPlaces | undefined => {
  const { config, deployment, customerKey, environment } = gateway;
  if (!config.relay) return undefined;
  const scope = new Construct(stack, 'Relay');
  const names = relayNames(config.gateway, deployment);
  const account = privateAccount(scope, gateway, {
    name: names.storageAccount,
    // What was removed is gone: what went through a mailbox must lie nowhere.
    blobProperties: { versioningEnabled: false },
    key: customerKey,
    after: [environment.made],
    // Whoever read it has removed it; a day is the least that Azure counts.
    deleted: { id: 'MailboxPolicy', name: 'mailboxes', prefix: mailboxPrefix, days: 1 },
  });
  const registry = container(scope, 'Registry', account, registryContainer);
  const slots = relaySlots(config.relay).map((slot) => ({
    slot,
    mailbox: container(scope, `Mailbox-${slot}`, account, mailboxContainer(slot)),
    queue: new StorageQueue(scope, `Queue-${slot}`, { name: agentQueue(slot), storageAccountId: account.id }),
  }));
  const authority = relayVault(scope, gateway, 'Authority', names.authorityVault);
  const gateKey = relayVault(scope, gateway, 'GateKey', names.gateKeyVault);
  const keeper = relayKeeper(scope, gateway);
  const user = mailboxUser(scope, gateway);
  return {
    scope,
    allowRelay: (identity) => [
      grant(scope, 'RegistryRole', keeper, registry.id, identity),
      grant(scope, 'AuthorityRole', keeper, authority, identity),
      grant(scope, 'GateKeyRole', keeper, gateKey, identity),
      ...delegators.map((role, index) => grant(scope, `Delegator-${index + 1}`, role, account.id, identity)),
      ...slots.flatMap(({ slot, mailbox, queue }) => [
        grant(scope, `MailboxRole-${slot}`, user, mailbox.id, identity),
        grant(scope, `QueueRole-${slot}`, user, queue.id, identity),
      ]),
    ],
    allowSource: (source, identity) => [
      grant(source, 'RegistryRole', registryReader, registry.id, identity),
      grant(source, 'GateKeyRole', secretReader, gateKey, identity),
      // The account has no queues but those of agents.
      grant(source, 'QueuesRole', queueSender, account.id, identity),
      ...slots.map(({ slot, mailbox }) => grant(source, `MailboxRole-${slot}`, user, mailbox.id, identity)),
    ],
  };
};

/** @returns the resource id of the vault */
const relayVault = (parent: Construct, gateway: BuiltGateway, id: string, name: string): string => {
  const scope = new Construct(parent, id);
  const vault = keyVault(scope, gateway, { name, tags: gateway.tags, isKept: false });
  vaultAudit(scope, gateway, { id: 'VaultAudit', vaultId: vault.id });
  return vault.id;
};
