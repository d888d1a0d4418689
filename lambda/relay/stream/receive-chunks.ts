import type { Mailbox } from '../../platform/mailbox.ts';
import type { ChunkCipher, OpenedChunk } from '../envelope/chunk-cipher.ts';
import { RelayFailure } from '../relay-failure.ts';
import { buffersMade } from './collect-buffers.ts';
import { pausing } from './pause.ts';
import { windowChunks } from './window-chunks.ts';

/** Where chunks come from. */
export interface ReceiveChunksOptions {
  readonly mailbox: Pick<Mailbox, 'get' | 'remove'>;
  readonly cipher: ChunkCipher;
  nameOf(number: number): string;
  readonly signal: AbortSignal;
  /** Told when a chunk has not come for a while; throws if none can come any more. */
  waiting?(number: number): void | Promise<void>;
  /** Names that are removed together with the last chunk. */
  readonly atEnd?: (() => Promise<readonly string[]>) | undefined;
}

/** The sender waits for a chunk to be removed; whether it was is not asked, but said again after so many milliseconds of silence. */
const removeAgainMilliseconds = 5_000;

/** So many chunks are asked for while the one before is read: a store answers slowly, but many at a time. */
const askedAhead = 3;

/**
 * The chunks of a stream in their order, up to the last one. What was read is removed, by which the sender sees that there is room. The last
 * one is removed before it is given, so that nothing is left when whoever reads is done.
 *
 * Throws RelayFailure `relay-broken`, PlatformError, what `waiting` throws, or the signal's reason.
 */
export async function* receiveChunks(options: ReceiveChunksOptions): AsyncGenerator<OpenedChunk, void, undefined> {
  const { mailbox, cipher, nameOf, signal, atEnd } = options;
  const ahead = new Map<number, Promise<Uint8Array | undefined>>();
  const ask = (number: number): Promise<Uint8Array | undefined> => {
    const asked = ahead.get(number) ?? mailbox.get(nameOf(number));
    ahead.delete(number);
    return asked;
  };
  const askAhead = (number: number): void => {
    for (let later = number + 1; later <= number + askedAhead; later++) {
      if (ahead.has(later)) continue;
      const asked = mailbox.get(nameOf(later));
      // Nobody may ever look at it.
      asked.catch(() => undefined);
      ahead.set(later, asked);
    }
  };
  const removals = new Set<Promise<void>>();
  const unremoved: string[] = [];
  /** What could not be removed is tried again with the next: the sender waits for it. */
  const remove = (more: readonly string[]): Promise<void> => {
    const names = [...unremoved.splice(0), ...more];
    const removal = mailbox.remove(names).finally(() => removals.delete(removal));
    removals.add(removal);
    removal.catch(() => unremoved.push(...names));
    return removal;
  };

  // Whether the one before was there at once: only then is it worth asking for what comes next.
  let isFast = false;
  for (let number = 0; ; number++) {
    const pause = pausing(signal);
    let sealed = await ask(number);
    const wasThere = sealed !== undefined;
    let removedAt = performance.now();
    while (sealed === undefined) {
      await options.waiting?.(number);
      if (unremoved.length > 0) remove([]);
      if (number >= windowChunks && performance.now() - removedAt > removeAgainMilliseconds) {
        removedAt = performance.now();
        remove([nameOf(number - windowChunks)]);
      }
      await pause.next();
      sealed = await mailbox.get(nameOf(number));
    }
    signal.throwIfAborted();
    const chunk = cipher.open(number, sealed);
    if (!chunk) throw broken(number);
    buffersMade(sealed.length);
    if (chunk.kind !== 'more') {
      await Promise.allSettled(removals);
      await remove([nameOf(number), ...((await atEnd?.()) ?? [])]);
      yield chunk;
      return;
    }
    if (wasThere && isFast) askAhead(number);
    isFast = wasThere;
    remove([nameOf(number)]);
    yield chunk;
  }
}

const broken = (number: number): RelayFailure =>
  new RelayFailure('relay-broken', `chunk ${number} in the mailbox is not what was sent: who else can write there?`, {
    sent: true,
    detail: { chunk: number },
  });
