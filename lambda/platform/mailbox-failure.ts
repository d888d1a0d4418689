import type { FailureCause } from './rest-failure.ts';

/** The deployment made no place for a mailbox. */
export const mailboxMissing: FailureCause = [
  'mailbox-missing',
  'there is no place for the mailboxes of the relay: deploy the gateway again',
];
