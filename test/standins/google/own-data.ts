import type { Collaboration, Mailbox } from './collaboration-data.ts';
import type { Resource } from './directory-data.ts';
import { type GoogleCall, notFound, refuse } from './google-answers.ts';

/** What belongs to the user as whom a token acts. */
export const mailboxOf = ({ mailboxes }: Collaboration, { caller }: GoogleCall): Mailbox =>
  mailboxes[caller.actor] ?? refuse(403, 'forbidden', 'PERMISSION_DENIED');

/** The rows of one thing, for a user who has a mailbox. */
export const within = (
  data: Collaboration,
  call: GoogleCall,
  rows: Readonly<Record<string, readonly Resource[]>>,
  name: string,
): readonly Resource[] => {
  mailboxOf(data, call);
  return Object.hasOwn(rows, name) ? rows[name]! : notFound();
};
