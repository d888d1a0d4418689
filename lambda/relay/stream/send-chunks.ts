import type { Mailbox } from '../../platform/mailbox.ts';
import type { ChunkCipher, ChunkKind } from '../envelope/chunk-cipher.ts';
import { buffersMade } from './collect-buffers.ts';
import { pausing } from './pause.ts';
import { windowChunks } from './window-chunks.ts';

/** A chunk that is as full as it gets, in bytes: a store takes as long for a small object as for this. */
export const chunkBytes = 1_048_576;

/** So many are written at once, for a store answers slowly, but many at a time. */
const writtenAtOnce = 4;

/** What was collected is sent after so many milliseconds of silence, even if the chunk is not full. */
const silenceMilliseconds = 5;

/** Where chunks go, and how. */
export interface SendChunksOptions {
  readonly mailbox: Pick<Mailbox, 'put' | 'has'>;
  readonly cipher: ChunkCipher;
  nameOf(number: number): string;
  readonly signal: AbortSignal;
  /** Told when so many chunks, from the first one on, are in the mailbox for sure. */
  written?(chunks: number): void;
  /** Told when the reader makes it wait, and when no longer. */
  stalled?(isStalled: boolean): void;
}

/** Writes chunks one after another. */
export interface ChunkWriter {
  /** Resolves when there is room for more; rejects if an earlier chunk could not be written. */
  write(kind: ChunkKind, bytes: Uint8Array): Promise<void>;
  /** Resolves to the number of chunks when all are in the mailbox. */
  end(): Promise<number>;
}

/** A writer of chunks that never has more than a window unread. Throws PlatformError, or the signal's reason. */
export const chunkWriter = (options: SendChunksOptions): ChunkWriter => {
  const { mailbox, cipher, nameOf, signal } = options;
  let next = 0;
  let written = 0;
  /** Chunks that were there before one that came before them. */
  const ahead = new Set<number>();
  let failure: { readonly error: unknown } | undefined;
  const writing = new Set<Promise<void>>();

  const awaitRoom = async (number: number): Promise<void> => {
    if (number < windowChunks) return;
    const oldest = nameOf(number - windowChunks);
    const pause = pausing(signal);
    for (let looked = 0; await mailbox.has(oldest); looked++) {
      if (looked === 1) options.stalled?.(true);
      await pause.next();
    }
    options.stalled?.(false);
  };

  const put = async (number: number, sealed: Uint8Array): Promise<void> => {
    await mailbox.put(nameOf(number), sealed);
    buffersMade(sealed.length);
    ahead.add(number);
    while (ahead.delete(written)) written++;
    options.written?.(written);
  };

  return {
    async write(kind, bytes) {
      const number = next++;
      await awaitRoom(number);
      while (writing.size >= writtenAtOnce) await Promise.race(writing);
      signal.throwIfAborted();
      if (failure) throw failure.error;
      const putting = put(number, cipher.seal(number, kind, bytes))
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => writing.delete(putting));
      writing.add(putting);
    },
    async end() {
      await Promise.all(writing);
      if (failure) throw failure.error;
      return next;
    },
  };
};

/**
 * Sends bytes as chunks: full ones while they come fast, and what there is when they pause. The last one is marked.
 *
 * @param first what stands before the bytes: the head of an answer
 * @returns how many chunks there are, once all of them are in the mailbox
 */
export const sendChunks = async (
  writer: ChunkWriter,
  bytes: AsyncIterable<Uint8Array>,
  first?: Uint8Array,
): Promise<number> => {
  let parts: Uint8Array[] = first ? [first] : [];
  let size = first?.length ?? 0;
  const iterator = bytes[Symbol.asyncIterator]();
  const next = () => {
    const asked = iterator.next();
    // When writing fails nobody waits for it any more.
    asked.catch(() => undefined);
    return asked;
  };
  try {
    let coming = next();
    for (;;) {
      const came = size > 0 ? await within(coming, silenceMilliseconds) : await coming;
      if (came?.done) break;
      if (came) {
        parts.push(came.value);
        size += came.value.length;
        coming = next();
        if (size < chunkBytes) continue;
      }
      const whole = Buffer.concat(parts, size);
      parts = [];
      size = 0;
      for (let at = 0; at < whole.length; at += chunkBytes) {
        await writer.write('more', whole.subarray(at, at + chunkBytes));
      }
    }
  } catch (error) {
    // The source is let go; one that hangs does not hold up the rest.
    iterator.return?.().catch(() => undefined);
    throw error;
  }
  await writer.write('last', Buffer.concat(parts, size));
  return writer.end();
};

/** What a promise gives, or `undefined` after so many milliseconds. */
const within = async <Value>(promise: Promise<Value>, milliseconds: number): Promise<Value | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};
