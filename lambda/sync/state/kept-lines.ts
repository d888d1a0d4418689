import { PlatformError } from '../../platform/platform-error.ts';
import type { SealedState } from './sealed-state.ts';
import { shardNames, shardOf } from './shards.ts';

/** Values by key, which lie sealed in parts, a line each. */
export interface KeptLines<Value> {
  readonly size: number;
  get(key: string): Value | undefined;
  /** `undefined` takes it away. Nothing is written before `flush`. */
  set(key: string, value: Value | undefined): void;
  entries(): IterableIterator<[string, Value]>;
  /** Writes the parts that were changed. Throws PlatformError of the state store, `state-invalid` if another process has written meanwhile. */
  flush(): Promise<void>;
}

/** How lines are written and read. */
export interface LineForm<Value> {
  lineOf(key: string, value: Value): string;
  readLine(line: string): readonly [string, Value];
}

const atOnce = 8;

/** Reads all parts. Throws PlatformError of the state store. */
export const keptLines = async <Value>(
  sealed: SealedState,
  folder: string,
  { lineOf, readLine }: LineForm<Value>,
): Promise<KeptLines<Value>> => {
  const names = shardNames(folder);
  const versions: (string | undefined)[] = names.map(() => undefined);
  const shards = names.map(() => new Map<string, Value>());
  const changed = new Set<number>();

  await each(names.keys(), async (index) => {
    const opened = await sealed.read(names[index]!);
    if (!opened) return;
    versions[index] = opened.version;
    if (!opened.isCurrent) changed.add(index);
    for (const line of linesOf(opened.text)) {
      const [key, value] = readLine(line);
      shards[index]!.set(key, value);
    }
  });

  return {
    get size() {
      return shards.reduce((sum, shard) => sum + shard.size, 0);
    },
    get: (key) => shards[shardOf(key)]!.get(key),
    set(key, value) {
      const index = shardOf(key);
      changed.add(index);
      if (value === undefined) shards[index]!.delete(key);
      else shards[index]!.set(key, value);
    },
    *entries() {
      for (const shard of shards) yield* shard.entries();
    },
    async flush() {
      await each([...changed], async (index) => {
        const text = Array.from(shards[index]!, ([key, value]) => lineOf(key, value)).join('\n');
        changed.delete(index);
        try {
          const version = await sealed.write(names[index]!, text, versions[index]);
          if (version === undefined) throw changedElsewhere(names[index]!);
          versions[index] = version;
        } catch (error) {
          // Nobody knows whether it was written: whoever goes on reads everything again.
          changed.add(index);
          throw error;
        }
      });
    },
  };
};

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.split('\n'));

const changedElsewhere = (name: string): PlatformError =>
  new PlatformError('state-invalid', 'another process has changed what the sync knows of its users: this one stops', {
    detail: { name },
  });

/** A few at once, in any order; the first error ends it. */
const each = async (indexes: Iterable<number>, work: (index: number) => Promise<void>): Promise<void> => {
  const iterator = indexes[Symbol.iterator]();
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};
