import type { Agent } from 'node:https';
import type { AgentAccess } from './agent-access.ts';
import { localSlot } from './local/local-slot.ts';
import type { Mailbox } from './mailbox.ts';
import { PlatformError } from './platform-error.ts';
import type { Queue } from './queue.ts';

/** What an agent works with: its own queue, which it only receives from, and its own mailbox. */
export interface AgentDoor {
  readonly queue: Pick<Queue, 'receive'>;
  readonly mailbox: Mailbox;
}

/** What a door is made from. */
export interface AgentDoorOptions {
  /**
   * What the relay's function lends. Whoever gives it keeps it, and asks for another one before it ends; with `renew` it asks at once.
   * What it throws is thrown by every method of the door.
   */
  access(options?: { readonly renew: boolean }): Promise<AgentAccess>;
  /** To Google Cloud and Azure, through whatever proxy there is. */
  readonly fetch: typeof globalThis.fetch;
  /** To AWS, likewise: its connections. @default - new ones, through no proxy */
  readonly agent?: Agent | undefined;
  /** A number in [0, 1). */
  random(): number;
}

/**
 * The agent's end of its queue and its mailbox, by what it was lent.
 *
 * @throws PlatformError as a Queue and a Mailbox do, and whatever `access` throws
 * @example agentDoor({ access: session.access, fetch, random: Math.random }).mailbox.list()
 */
export const agentDoor = ({ access }: AgentDoorOptions): AgentDoor => {
  const open = async (): Promise<AgentDoor> => {
    const lent = await access();
    if (lent.host === 'local') return localSlot(lent.folder, lent.slot);
    throw new PlatformError('mailbox-missing', 'this agent reaches no cloud yet');
  };
  return {
    queue: { receive: async (options) => (await open()).queue.receive(options) },
    mailbox: {
      put: async (name, bytes) => (await open()).mailbox.put(name, bytes),
      get: async (name) => (await open()).mailbox.get(name),
      has: async (name) => (await open()).mailbox.has(name),
      remove: async (names) => (await open()).mailbox.remove(names),
      list: async (folder) => (await open()).mailbox.list(folder),
      create: async (name, text) => (await open()).mailbox.create(name, text),
      replace: async (name, text, version) => (await open()).mailbox.replace(name, text, version),
    },
  };
};
