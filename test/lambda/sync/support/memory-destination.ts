import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../../connectors/item.ts';

import type {
  Change,
  Changed,
  FieldChange,
  Found,
  RunningDestination,
} from '../../../../lambda/sync/destinations/running-destination.ts';
import type { JsonObject } from '../../../../lambda/sync/json.ts';
import { canonicalText } from '../../../../lambda/sync/mapping/canonical-text.ts';

/** A user of the destination. */
export interface MemoryUser {
  readonly id: string;
  isActive: boolean;
  document: JsonObject;
}

/** What users and groups a destination has, outliving the processes that call it. */
export interface MemoryPlace {
  readonly users: Map<string, MemoryUser>;
  /** Members by the name of the group: ids. */
  readonly groups: Map<string, Set<string>>;
  /** How often each kind of change was made. */
  readonly made: Record<Change['kind'], number>;
  /** Keys that it refuses for now, and why. */
  readonly refused: Map<string, 'refused' | 'failed'>;
  nextId: number;
}

/** An empty one. */
export const memoryPlace = (): MemoryPlace => ({
  users: new Map(),
  groups: new Map(),
  made: { create: 0, update: 0, disable: 0, delete: 0 },
  refused: new Map(),
  nextId: 1,
});

/** How a destination is reached. */
export interface MemoryDestinationOptions {
  readonly place: MemoryPlace;
  /** Called before each call, and after what it did: throws to be cut off. */
  step(): void | Promise<void>;
  readonly batch?: number | undefined;
  readonly hasGroups?: boolean | undefined;
}

/** A destination in memory. It refuses what a real one refuses: two users of one key, changes of who is not there, groups that are not there. */
export const memoryDestination = (options: MemoryDestinationOptions): RunningDestination => {
  const { place, step, batch = 3, hasGroups = false } = options;
  const foundOf = (key: string, { id, isActive, document }: MemoryUser): Found => ({ key, id, isActive, document });
  const byId = (id: string) => Array.from(place.users).find(([, user]) => user.id === id);

  const change = (wanted: Change): Changed => {
    const { key } = wanted;
    const failed = (code: 'refused' | 'failed' | 'conflict' | 'gone'): Changed => ({
      outcome: 'failed',
      key,
      code,
      reason: code,
    });
    const refusal = place.refused.get(key);
    if (refusal) return failed(refusal);
    if (wanted.kind === 'create') {
      if (place.users.has(key)) return failed('conflict');
      const id = `id-${place.nextId++}`;
      place.users.set(key, { id, isActive: true, document: wanted.document });
      place.made.create++;
      return { outcome: 'done', key, id };
    }
    const known = byId(wanted.id);
    if (!known) return wanted.kind === 'delete' ? { outcome: 'done', key, id: undefined } : failed('gone');
    const [there, user] = known;
    place.made[wanted.kind]++;
    if (wanted.kind === 'delete') {
      place.users.delete(there);
      for (const members of place.groups.values()) members.delete(user.id);
      return { outcome: 'done', key, id: undefined };
    }
    user.isActive = wanted.kind === 'update';
    // What the document does not name stays.
    if (wanted.kind === 'update') user.document = { ...user.document, ...wanted.document };
    return { outcome: 'done', key, id: user.id };
  };

  return {
    batch,
    async *list() {
      await step();
      const all = Array.from(place.users, ([key, user]) => foundOf(key, user));
      for (let at = 0; at < all.length; at += 4) yield all.slice(at, at + 4);
    },
    async find(keys) {
      await step();
      return new Map(keys.flatMap((key) => (place.users.has(key) ? [[key, foundOf(key, place.users.get(key)!)]] : [])));
    },
    compare: ({ document = {} }, wanted) =>
      Object.entries(wanted).flatMap(([path, after]): readonly FieldChange[] =>
        isDeepStrictEqual(document[path], after as Json)
          ? []
          : [{ path, before: document[path], after: after as Json }],
      ),
    async change(changes) {
      await step();
      const outcomes: Changed[] = [];
      for (const each of changes) {
        outcomes.push(change(each));
        await step();
      }
      return outcomes;
    },
    payload: (key, document) => canonicalText([{ key, ...document }]),
    ...(hasGroups && {
      groups: {
        async find(names: readonly string[]) {
          await step();
          return new Map(names.filter((name) => place.groups.has(name)).map((name) => [name, `group-${name}`]));
        },
        async create(name: string) {
          await step();
          if (place.groups.has(name)) throw new Error('there is such a group');
          place.groups.set(name, new Set());
          await step();
          return `group-${name}`;
        },
        async change(
          id: string,
          { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
        ) {
          await step();
          const members = place.groups.get(id.slice('group-'.length));
          if (!members) throw new Error('there is no such group');
          for (const each of add) {
            if (!byId(each)) throw new Error('there is no such user');
            members.add(each);
          }
          for (const each of remove) members.delete(each);
          await step();
        },
      },
    }),
  };
};
