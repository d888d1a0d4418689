import type { Agent } from 'node:https';
import type { AgentAccess } from './agent-access.ts';
import { type Borrowed, openDoor } from './borrowed-door.ts';
import type { Mailbox } from './mailbox.ts';
import { mailboxThrough } from './mailbox-through.ts';
import { PlatformError } from './platform-error.ts';
import type { Queue, QueueMessage } from './queue.ts';

/** What an agent works with: its own queue, which it only receives from, and its own mailbox. */
export interface AgentDoor {
  readonly queue: Pick<Queue, 'receive'>;
  readonly mailbox: Mailbox;
}

/** How an agent gets out to a cloud. */
export interface AgentNetwork {
  /** To Google Cloud and Azure, through whatever proxy there is. */
  readonly fetch: typeof globalThis.fetch;
  /** To AWS, likewise: such as `new Agent({ proxyEnv, keepAlive: true })`. @default - new connections, through no proxy */
  readonly agent?: Agent | undefined;
  /** A number in [0, 1). */
  random(): number;
}

/** What a door is made from. */
export interface AgentDoorOptions extends AgentNetwork {
  /**
   * What the relay's function lends. Whoever gives it keeps it, and asks for another one before it ends; with `renew` it asks at once.
   * What it throws is thrown by every method of the door.
   */
  access(options?: { readonly renew: boolean }): Promise<AgentAccess>;
}

/**
 * The agent's end of its queue and its mailbox, by what it was lent.
 *
 * What is denied is tried once more with access that was asked for anew, as that of before may have ended: nothing was done then. A message that was
 * received with access which has ended since is held and removed with the access of now.
 *
 * @throws PlatformError as a Queue and a Mailbox do, and whatever `access` throws
 * @example agentDoor({ access: session.access, fetch, random: Math.random }).mailbox.list()
 */
export const agentDoor = ({ access, ...network }: AgentDoorOptions): AgentDoor => {
  let opened: { readonly place: string; readonly borrowed: Borrowed; readonly door: Promise<AgentDoor> } | undefined;
  let renewing: Promise<AgentAccess> | undefined;

  /** One door for one place, however often its access is renewed: its connections stay open. */
  const open = (lent: AgentAccess): Promise<AgentDoor> => {
    const place = placeOf(lent);
    if (opened?.place !== place) {
      const borrowed: Borrowed = { access: lent };
      opened = { place, borrowed, door: openDoor(borrowed, network) };
    }
    opened.borrowed.access = lent;
    return opened.door;
  };

  /** What is denied at the same time asks once for all of it; who was denied with what has been replaced since asks for nothing. */
  const renewed = (refused: AgentAccess): Promise<AgentAccess> => {
    const latest = opened?.borrowed.access;
    if (!renewing && latest && latest !== refused) return Promise.resolve(latest);
    renewing ??= access({ renew: true }).finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  const through = async <Result>(work: (door: AgentDoor) => Promise<Result>): Promise<Result> => {
    const lent = await access();
    try {
      return await work(await open(lent));
    } catch (error) {
      if (!isDenied(error)) throw error;
      return work(await open(await renewed(lent)));
    }
  };

  const messageThrough = (message: QueueMessage): QueueMessage => ({
    ...message,
    done: () => through(() => message.done()),
    extend: (seconds) => through(() => message.extend(seconds)),
    again: (seconds) => through(() => message.again(seconds)),
  });

  return {
    queue: { receive: async (options) => (await through(({ queue }) => queue.receive(options))).map(messageThrough) },
    mailbox: mailboxThrough((work) => through(({ mailbox }) => work(mailbox))),
  };
};

const isDenied = (error: unknown): boolean =>
  error instanceof PlatformError && (error.code === 'queue-denied' || error.code === 'mailbox-denied');

/** What stays when access is renewed. */
const placeOf = (access: AgentAccess): string => {
  if (access.host === 'aws') return [access.queueUrl, access.bucket, access.prefix].join(' ');
  if (access.host === 'gcp') return [access.subscription, access.bucket, access.prefix].join(' ');
  if (access.host === 'azure') return [access.queueUrl, access.containerUrl].join(' ');
  return [access.folder, access.slot].join(' ');
};
