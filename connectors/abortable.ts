import type { Batch } from './item.ts';

type Batches = AsyncGenerator<Batch, void, undefined>;

/**
 * Lets `return` end a generator that is waiting.
 *
 * The `return` of an async generator is queued behind a `next` that has not settled: a generator that waits for a slow query would
 * hear of it only when the query is done. Here `return` aborts the signal that the generator waits with. The `next` that was
 * waiting then says that nothing more comes.
 *
 * @param signal the caller's
 * @param read makes the generator; it gets a signal that is aborted by the caller's signal, by `return`, and when it has failed
 */
export const abortable = (signal: AbortSignal, read: (signal: AbortSignal) => Batches): Batches => {
  const ended = new AbortController();
  const batches = read(AbortSignal.any([signal, ended.signal]));
  const end = async (): Promise<IteratorResult<Batch, void>> => {
    ended.abort();
    await batches.return().catch(() => {});
    return { done: true, value: undefined };
  };
  return {
    next: async () => {
      try {
        return await batches.next();
      } catch (error) {
        if (ended.signal.aborted) return { done: true, value: undefined };
        // What else is on its way to the source is for nobody now.
        ended.abort();
        throw error;
      }
    },
    return: end,
    throw: async (error) => {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await end();
    },
  };
};
