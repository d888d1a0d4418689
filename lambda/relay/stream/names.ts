/** Names of what lies in an agent's mailbox for one request: below the request's own id. */
export const mailboxNames = (id: string) => ({
  /** Says that the request is wanted. */
  ticket: `${id}/t`,
  /** Says who has it. */
  claim: `${id}/c`,
  /** A request that is too large for a queue, sealed. */
  request: `${id}/r`,
  /** The gate's word that it is still there. */
  gate: `${id}/g`,
  /** A chunk of the request's body. */
  question: (number: number) => `${id}/q/${number}`,
  /** A chunk of the answer. */
  answer: (number: number) => `${id}/a/${number}`,
});

/** The agent's word that it is still there, and how far it is with what it has in hand. */
export const beatName = 'beat';
