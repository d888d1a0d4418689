import type { SecretManagerSecret as Secret } from '@cdktf/provider-google/lib/secret-manager-secret/index.js';
import type { StorageBucket as Bucket } from '@cdktf/provider-google/lib/storage-bucket/index.js';
import { Construct } from 'constructs';
import { relaySlots } from '../relay-slots.ts';
import { privateBucket } from './bucket.ts';
import type { GatewayScope } from './gateway-scope.ts';
import { gatewayLabels } from './labels.ts';
import { relayNames } from './relay-names.ts';
import { type RelaySlot, relaySlot } from './relay-slot.ts';
import { regionalSecret } from './secrets.ts';

/** What a relay works with, as those who may reach it refer to it. */
export interface RelayPlaces {
  /** The construct that everything of the relay is below. */
  readonly scope: Construct;
  /** Who is enrolled, how agents are, and which versions of the two keys count. */
  readonly registry: Bucket;
  readonly mailbox: Bucket;
  readonly authority: Secret;
  readonly gateKey: Secret;
  readonly slots: readonly RelaySlot[];
}

/**
 * The places of a relay: a bucket for its registry, one for mailboxes, two keys, and a place for each agent; `undefined` if there is no
 * relay.
 *
 * Keys are made empty: the relay's service makes them there at first use, so that none is in a template or in Terraform's state. They go
 * with the relay, as the credentials of a source do: with its last agent a certificate authority that nobody watches must not stay behind.
 * Who takes the relay away enrols agents anew; `gcloud storage restore` brings the registry back for a week, the keys nothing.
 */
export const relayPlaces = (stack: Construct, gateway: GatewayScope): RelayPlaces | undefined => {
  const { config, deployment } = gateway;
  if (!config.relay) return undefined;
  const scope = new Construct(stack, 'Relay');
  const names = relayNames(config.gateway, deployment);
  const labels = gatewayLabels(config);
  const registry = privateBucket(scope, 'Registry', gateway, {
    name: names.registryBucket,
    labels,
    // Each agent is written down three times a minute, a few kilobytes: a week of that is less than 100 MiB.
    restorableDays: 7,
    isKept: false,
  });
  const mailbox = privateBucket(scope, 'Mailbox', gateway, {
    name: names.mailboxBucket,
    labels,
    // What was read is removed by whoever read it; a day is the least that Google counts. What was removed is gone.
    keptDays: 1,
    restorableDays: 0,
    isKept: false,
  });
  const key = (id: string, secretId: string, purpose: string): Secret =>
    regionalSecret(scope, id, gateway, { secretId, labels, purpose, isKept: false });
  return {
    scope,
    registry,
    mailbox,
    authority: key(
      'Authority',
      names.authority.id,
      `The key that gateway ${config.gateway} signs certificates of its agents with. Who deletes it has all agents enrolled anew.`,
    ),
    gateKey: key(
      'GateKey',
      names.gateKey.id,
      `The key by which agents know gateway ${config.gateway}. Who deletes it breaks all work of agents until they connect again.`,
    ),
    slots: relaySlots(config.relay).map((slot) => relaySlot(scope, gateway, mailbox, slot)),
  };
};
