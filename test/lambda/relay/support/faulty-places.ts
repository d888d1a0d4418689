import type { Mailbox } from '../../../../lambda/platform/mailbox.ts';
import { PlatformError } from '../../../../lambda/platform/platform-error.ts';
import type { Queue, QueueMessage } from '../../../../lambda/platform/queue.ts';

/** What befalls a relay's places. Names of the mailbox are matched without the request's id: `t`, `r`, `c`, `g`, `q/0`, `a/0`. */
export interface PlaceFaults {
  /** `twice`: every message comes twice. `reversed`: what comes at once comes in the other order. `lost`: the first message. `kept`: none can be taken out. */
  readonly messages?: 'twice' | 'reversed' | 'lost' | 'kept' | undefined;
  /** The first write of this name is said to be done, and is not. */
  readonly lostPut?: string | undefined;
  /** The first removal of this name likewise. */
  readonly lostRemoval?: string | undefined;
  /** Lists are so many milliseconds old. */
  readonly lateList?: number | undefined;
}

/** A queue with faults of the sender's end, and of the receiver's. */
export const faultyQueue = (queue: Queue, { messages }: PlaceFaults): Queue => {
  let isLost = false;
  const kept = (message: QueueMessage): QueueMessage => ({
    ...message,
    async done() {
      // It comes again at once, and not after the half minute that it is held for.
      await message.again(0);
      throw new PlatformError('queue-unreachable', 'a fault of this test');
    },
  });
  let dones = 0;
  return {
    async send(text) {
      if (messages === 'lost' && !isLost) {
        isLost = true;
        return;
      }
      await queue.send(text);
      if (messages === 'twice') await queue.send(text);
    },
    async receive(options) {
      const received = await queue.receive(options);
      if (messages === 'reversed') return received.toReversed();
      // Three times, or the queue is never empty.
      return messages === 'kept' ? received.map((each) => (dones++ < 3 ? kept(each) : each)) : received;
    },
  };
};

/** A mailbox that loses what it was given, once. */
export const faultyMailbox = (mailbox: Mailbox, { lostPut, lostRemoval, lateList }: PlaceFaults): Mailbox => {
  const lost = new Set<string>();
  const isLost = (kind: string, wanted: string | undefined, name: string): boolean => {
    if (wanted === undefined || lost.has(kind) || name.split('/').slice(1).join('/') !== wanted) return false;
    lost.add(kind);
    return true;
  };
  const lists: { readonly at: number; readonly names: readonly string[] }[] = [];
  return {
    ...mailbox,
    async put(name, bytes) {
      if (!isLost('put', lostPut, name)) await mailbox.put(name, bytes);
    },
    remove: (names) => mailbox.remove(names.filter((name) => !isLost('removal', lostRemoval, name))),
    async list(folder) {
      const names = await mailbox.list(folder);
      if (lateList === undefined || folder === undefined) return names;
      lists.push({ at: performance.now(), names });
      const old = lists.findLast(({ at }) => at <= performance.now() - lateList);
      return old?.names ?? [];
    },
  };
};
