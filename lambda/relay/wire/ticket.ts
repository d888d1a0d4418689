/** Says that a request is wanted: the gate lays it down before it offers the request, and removes it when it wants no answer any more. */
export interface Ticket {
  /** The process of the agent that it is offered to. */
  readonly incarnation: string;
}

/** @example await mailbox.put(`${id}/t`, ticketBytes({ incarnation })) */
export const ticketBytes = (ticket: Ticket): Uint8Array => Buffer.from(JSON.stringify(ticket));

/** `undefined` for what is none. */
export const readTicket = (bytes: Uint8Array | undefined): Ticket | undefined => {
  if (!bytes) return undefined;
  try {
    const { incarnation } = JSON.parse(Buffer.from(bytes).toString()) as Partial<Ticket>;
    return typeof incarnation === 'string' ? { incarnation } : undefined;
  } catch {
    return undefined;
  }
};
