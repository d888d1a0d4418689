/** So many chunks lie in a mailbox unread before the sender waits. */
export const windowChunks = 16;
