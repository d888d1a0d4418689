import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Batch, Entity, Relationship } from '../../../../connectors/item.ts';
import { readPeople } from '../../../../lambda/sync/read/read-people.ts';

const count = 7;
const numbers = fc.integer({ min: 0, max: count - 1 });
const pairs = fc.array(fc.tuple(numbers, numbers), { maxLength: 16 });

const entities = (type: string): readonly Entity[] =>
  Array.from({ length: count }, (_, id) => ({ kind: 'entity', id: String(id), name: `${type} ${id}`, type }));

const link = ([from, to]: readonly [number, number], fromType: string, isReversed: boolean): Relationship => {
  const ends = [
    { id: String(from), type: fromType },
    { id: String(to), type: 'team' },
  ] as const;
  const [start, end] = isReversed ? [ends[1], ends[0]] : ends;
  return { kind: 'relationship', fromId: start.id, fromType: start.type, toId: end.id, toType: end.type };
};

/** What is reached from numbers by pairs in any number of steps, after Warshall. */
const reached = (from: readonly number[], by: readonly (readonly [number, number])[]): readonly string[] => {
  const leads = Array.from({ length: count }, (_, row) => Array.from({ length: count }, (_, to) => row === to));
  for (const [a, b] of by) leads[a]![b] = true;
  for (let via = 0; via < count; via++)
    for (let a = 0; a < count; a++) for (let b = 0; b < count; b++) leads[a]![b] ||= leads[a]![via]! && leads[via]![b]!;
  return Array.from({ length: count }, (_, to) => to)
    .filter((to) => from.some((start) => leads[start]![to]))
    .map(String);
};

test('who is in groups of groups is in what is reached from them, whichever way a source leads', async () => {
  await fc.assert(
    fc.asyncProperty(pairs, pairs, fc.boolean(), fc.boolean(), async (memberships, nestings, isReversed, nested) => {
      const links = [
        ...memberships.map((pair) => link(pair, 'person', isReversed)),
        ...nestings.map((pair) => link(pair, 'team', isReversed)),
      ];
      const batches = async function* (): AsyncGenerator<Batch> {
        yield { items: [...links, ...entities('team'), ...entities('person')] };
      };
      const sync = { users: { type: 'person', key: 'user.id' }, groups: { type: 'team', nested } };
      const people = await readPeople(batches(), sync);
      const found = [...people].map(({ user, groups }) => [Number(user.id), groups.map(({ id }) => id)] as const);
      expect(found).toHaveLength(count);
      for (const [user, groups] of found) {
        const direct = memberships.filter(([member]) => member === user).map(([, group]) => group);
        expect(groups).toEqual(reached(direct, nested ? nestings : []));
      }
      const counted = found.flatMap(([, groups]) => groups);
      for (const [id, members] of people.members) expect(members).toBe(counted.filter((group) => group === id).length);
    }),
    { numRuns: 300 },
  );
});

test('what memberships say is read back, however many say something else', async () => {
  const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(texts, fc.integer({ min: 1, max: 3_000 }), async (said, repeated) => {
      const roles = Array.from({ length: repeated }, (_, index) => `${said[index % said.length]} ${index % 1_700}`);
      const batches = async function* (): AsyncGenerator<Batch> {
        yield { items: [{ kind: 'entity', id: 'g', name: 'g', type: 'team' }] };
        for (const [index, role] of roles.entries()) {
          const id = String(index);
          const membership = link([0, 0], 'person', false);
          const attributes = { role: { type: 'string', value: role } } as const;
          yield {
            items: [
              { kind: 'entity', id, name: id, type: 'person' },
              { ...membership, fromId: id, toId: 'g', attributes },
            ],
          };
        }
      };
      const sync = { users: { type: 'person', key: 'user.id' }, groups: { type: 'team', nested: true } };
      const people = await readPeople(batches(), sync);
      expect([...people].map(({ groups }) => groups[0]?.membership)).toEqual(roles.map((role) => ({ role })));
    }),
    { numRuns: 10 },
  );
});
