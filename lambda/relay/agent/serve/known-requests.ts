/** So many are remembered: those of hours, at the pace of any agent. Queues bring a message again within minutes. */
const mostKnown = 100_000;

/**
 * Remembers requests by their ids. A queue may bring a message twice, and only the process that it is meant for can open it: whoever
 * remembers runs nothing twice, even when all that lay in the mailbox is gone.
 *
 * @returns whether it was known already
 */
export const knownRequests = (): ((id: string) => boolean) => {
  const known = new Set<string>();
  return (id) => {
    if (known.has(id)) return true;
    known.add(id);
    if (known.size > mostKnown) known.delete(known.values().next().value!);
    return false;
  };
};
