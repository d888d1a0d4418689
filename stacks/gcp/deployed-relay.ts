import type { GcpDeployment, GcpRelay, RelayConfig } from '../../config/config.ts';
import { relaySlots } from '../relay-slots.ts';
import { relayNames } from './relay-names.ts';

/** What a relay's places follow from. */
export interface RelaySubject {
  readonly gateway: string;
  readonly relay: RelayConfig;
  readonly deployment: Pick<GcpDeployment, 'project'>;
}

/**
 * Where the places of a relay are on Google Cloud, as its own service is told it. It follows from the configuration alone.
 *
 * @example JSON.stringify(gcpRelay({ gateway: 'acme', relay, deployment })) // SALLYPORT_RELAY of acme-relay
 */
export const gcpRelay = ({ gateway, relay, deployment }: RelaySubject): GcpRelay => {
  const names = relayNames(gateway, deployment);
  const slots = relaySlots(relay);
  return {
    host: 'gcp',
    registryBucket: names.registryBucket,
    mailboxBucket: names.mailboxBucket,
    topics: slots.map((slot) => `projects/${deployment.project}/topics/${names.queue(slot)}`),
    subscriptions: slots.map((slot) => `projects/${deployment.project}/subscriptions/${names.queue(slot)}`),
    authority: names.authority.full,
    gateKey: names.gateKey.full,
    agentAccounts: slots.map(names.email),
  };
};

/** The same as the service of a source behind agents is told it: of the authority and of the agents' accounts nothing. */
export const gcpRelayOfSource = (subject: RelaySubject): GcpRelay => {
  const { authority, agentAccounts, ...rest } = gcpRelay(subject);
  return rest;
};
