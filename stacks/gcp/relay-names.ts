import type { GcpDeployment } from '../../config/config.ts';
import { shortName } from '../terraform/short-name.ts';
import { bucketName, type SecretName, secretName } from './names.ts';

/** The names of what a relay has on Google Cloud beside its service and its account, which are called as a source's. */
export interface RelayNames {
  readonly authority: SecretName;
  readonly gateKey: SecretName;
  readonly registryBucket: string;
  readonly mailboxBucket: string;
  /** Of the topic of a slot, and of its subscription. */
  readonly queue: (slot: number) => string;
  /** What comes before the `@` of the service account that the agent in a slot acts as. */
  readonly account: (slot: number) => string;
  /** The address of that account. */
  readonly email: (slot: number) => string;
}

/**
 * No source is called like any of these, whatever its name is: none has topics, an underscore or two hyphens in a row.
 */
export const relayNames = (gateway: string, { project }: Pick<GcpDeployment, 'project'>): RelayNames => {
  const account = (slot: number): string => shortName([`${gateway}-`, 'agent', String(slot)], { length: 30 });
  return {
    authority: secretName(project, `${gateway}_relay-authority`),
    gateKey: secretName(project, `${gateway}_relay-gate-key`),
    registryBucket: bucketName([gateway, 'relay', 'registry'], project),
    mailboxBucket: bucketName([gateway, 'relay', 'mailbox'], project),
    queue: (slot) => `${gateway}-relay-${slot}`,
    account,
    email: (slot) => `${account(slot)}@${project}.iam.gserviceaccount.com`,
  };
};

/** What the names of all objects in the mailbox of a slot begin with. */
export const mailboxPrefix = (slot: number): string => `${slot}/`;
