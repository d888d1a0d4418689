import type { Found, RunningDestination } from '../destinations/running-destination.ts';

/** Keys that are asked for together. */
const chunk = 100;
/** More are found sooner among all. */
const mostFound = 500;

/** Who is looked up, and what is done with each as it is found. */
export interface LookUpOptions {
  readonly destination: RunningDestination;
  readonly keys: readonly string[];
  /** The same text for keys that are the same to the destination. */
  same(key: string): string;
  /** Of those, who must be there: they are asked for by key before they are taken for gone. */
  isExpected(key: string): boolean;
  /** Whether it is of interest what the destination has of one. */
  needsDocument(key: string, user: Found): boolean;
  readonly concurrency: number;
  readonly signal: AbortSignal;
  progress(done: number): void;
}

/**
 * Finds users at the destination, few by their keys and many in the list of all: who is there is given as it comes, so that the documents of all need
 * not be kept.
 *
 * @param found called once for each of the keys that is there
 */
export const lookUp = async (options: LookUpOptions, found: (user: Found) => void): Promise<void> => {
  const { destination, keys, same, signal, progress } = options;
  const open = new Set(keys.map(same));
  let done = 0;
  const take = (user: Found): void => {
    if (!open.delete(same(user.key))) return;
    progress(++done);
    found(user);
  };
  let asked = keys;
  if (keys.length > mostFound) {
    const bare = new Set<string>();
    for await (const page of destination.list(signal)) {
      for (const user of page) {
        const key = same(user.key);
        if (!open.has(key)) continue;
        if (user.document === undefined && options.needsDocument(key, user)) bare.add(key);
        else take(user);
      }
    }
    // A list is read page by page, and may leave out who moves in between.
    asked = [...open].filter((key) => bare.has(key) || options.isExpected(key));
  }
  await byKey(options, asked, take);
};

const byKey = async (
  { destination, concurrency, signal }: LookUpOptions,
  keys: readonly string[],
  take: (user: Found) => void,
): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < keys.length) {
      const some = keys.slice(next, next + chunk);
      next += chunk;
      for (const user of (await destination.find(some, signal)).values()) take(user);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
};
