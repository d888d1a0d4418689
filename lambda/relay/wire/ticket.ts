/**
 * Who has a request, as its ticket in the mailbox says. It is written by compare-and-set alone, so that of agent and gate one wins:
 * `offered` by the gate; `claimed` by the agent before it calls the source; `withdrawn` by the gate before that; `lost` by an agent that finds a claim of the process before it.
 */
export interface Ticket {
  readonly state: 'offered' | 'claimed' | 'withdrawn' | 'lost';
  /** The process of the agent that it was offered to. */
  readonly incarnation: string;
  /** Tells whoever wrote it that it was they, when the store's answer was lost. */
  readonly mark: string;
}

/** @example await mailbox.create(`${id}/t`, ticketText({ state: 'offered', incarnation, mark: randomUUID() })) */
export const ticketText = (ticket: Ticket): string => JSON.stringify(ticket);

/** `undefined` for what is none. */
export const readTicket = (bytes: Uint8Array | undefined): Ticket | undefined => {
  if (!bytes) return undefined;
  try {
    const ticket = JSON.parse(Buffer.from(bytes).toString()) as Partial<Ticket>;
    const isTicket = typeof ticket.state === 'string' && typeof ticket.incarnation === 'string';
    return isTicket ? (ticket as Ticket) : undefined;
  } catch {
    return undefined;
  }
};
