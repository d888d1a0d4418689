import fc from 'fast-check';
import { expect, test } from 'vitest';
import { literalText } from '../../../../config/expression/template-text.ts';
import type { SyncGrant, Template } from '../../../../config/sync-config.ts';
import type { Batch, Entity, Item, Json, Relationship } from '../../../../connectors/item.ts';
import { canonicalText } from '../../../../lambda/sync/mapping/canonical-text.ts';
import { compileMapping } from '../../../../lambda/sync/mapping/compile-mapping.ts';
import { readPeople } from '../../../../lambda/sync/read/read-people.ts';

const sync = {
  users: { type: 'person', key: 'user.id' },
  groups: { type: 'team', nested: true },
  map: {
    name: '${user.name}',
    office: '${user.office}',
    groups: '${groups.map(g, g.name)}',
    roles: '${groups.filter(g, g.size > 1).map(g, {"name": g.name})}',
    owned: ['${user.office}', 'all'],
  },
  grants: [
    { group: '1*', give: { roles: [{ name: '${group.name}', as: '${group.membership.role}' }, 'member'] } },
    { group: '2', when: 'user.office == "x"', give: { owned: ['two'] } },
    { each: 'groups', when: 'each.size < 3', give: { owned: ['${each.id}'] } },
  ],
} satisfies Parameters<typeof compileMapping>[0];

const text = (value: string) => ({ type: 'string', value }) as const;
const number = (value: number) => ({ type: 'number', value }) as const;
const ids = fc.constantFrom('1', '10', '11', '2', '20', 'x');

const people: fc.Arbitrary<Entity> = fc.record({
  kind: fc.constant('entity' as const),
  id: ids,
  name: fc.constantFrom('Ada', 'Bo'),
  type: fc.constant('person'),
  attributes: fc.record({ office: fc.constantFrom('x', 'y').map(text) }, { requiredKeys: [] }),
});
const teams: fc.Arbitrary<Entity> = fc.record({
  kind: fc.constant('entity' as const),
  id: ids,
  name: fc.constantFrom('1', 'Sales', 'BI'),
  type: fc.constant('team'),
  attributes: fc.record({ size: fc.integer({ min: 0, max: 4 }).map(number) }),
});
const links: fc.Arbitrary<Relationship> = fc.record({
  kind: fc.constant('relationship' as const),
  fromId: ids,
  fromType: fc.constantFrom('person', 'team', 'room'),
  toId: ids,
  toType: fc.constantFrom('team', 'person'),
  attributes: fc.record({ role: fc.constantFrom('a', 'b').map(text) }, { requiredKeys: [] }),
});

/** Items in another order: that of their keys. */
const items = fc.array(fc.tuple(fc.oneof(people, teams, links), fc.nat()), { maxLength: 40 });

const documentsOf = async (list: readonly Item[]): Promise<readonly string[]> => {
  const batches = async function* (): AsyncGenerator<Batch> {
    yield { items: list.slice(0, list.length / 2) };
    yield { items: list.slice(list.length / 2) };
  };
  const { map } = compileMapping(sync);
  const found = await readPeople(batches(), sync);
  return [...found].map(({ user, groups }) => canonicalText(map(user, groups) as unknown as Json)).sort();
};

test('the order of items at the source changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(items, async (keyed) => {
      const shuffled = keyed.toSorted(([, a], [, b]) => a - b);
      const inOrder = await documentsOf(keyed.map(([item]) => item));
      expect(await documentsOf(shuffled.map(([item]) => item))).toEqual(inOrder);
    }),
    { numRuns: 300 },
  );
});

/** A template whose texts are as they are. */
const literal = (json: Json): Template => {
  if (typeof json === 'string') return literalText(json);
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(literal);
  return Object.fromEntries(Object.entries(json).map(([name, member]) => [name, literal(member)]));
};

const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

test('a map without expressions gives itself', () => {
  fc.assert(
    fc.property(json, (value) => {
      const { map } = compileMapping({ ...sync, map: { value: literal(value) }, grants: [] });
      expect(map({ id: '1', name: 'Ada', type: 'person' }, [])).toEqual({ key: '1', document: { value } });
    }),
  );
});

test('what a user has comes out of an expression alone as it went in', () => {
  const { map } = compileMapping({ ...sync, map: { value: '${user.value}' }, grants: [] });
  fc.assert(
    fc.property(json, (value) => {
      const mapped = map({ id: '1', name: 'Ada', type: 'person', value }, []);
      expect(mapped).toEqual({ key: '1', document: value === null ? {} : { value } });
    }),
  );
});

test('lists of grants are sets', () => {
  const entries = fc.array(
    json.filter((value) => !canonicalText(value).includes('user.')),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(entries, entries, (own, given) => {
      const rules = given.map((entry): SyncGrant => ({ group: 'g', give: { list: [literal(entry)] } }));
      const mapWith = (grants: readonly SyncGrant[], list: readonly Json[]) =>
        compileMapping({ ...sync, map: { list: list.map(literal) }, grants }).map(
          { id: '1', name: 'Ada', type: 'person' },
          [{ id: 'g', name: 'G', type: 'team' }],
        );
      const sorted = [...new Set([...own, ...given].map(canonicalText))].sort();
      const placed: SyncGrant = { when: 'false', give: { list: [] } };
      const mapped = mapWith([...rules, placed], own) as unknown as { document: { list: Json[] } };
      expect(mapped.document.list.map(canonicalText)).toEqual(sorted);
      expect(mapWith([placed, ...rules.toReversed()], own.toReversed())).toEqual(mapped);
    }),
  );
});
