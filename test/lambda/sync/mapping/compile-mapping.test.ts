import { describe, expect, test } from 'vitest';
import type { SyncGrant, Template } from '../../../../config/sync-config.ts';
import { compileMapping, type MappedSync } from '../../../../lambda/sync/mapping/compile-mapping.ts';
import { isProblem, type SourceGroup, type SourceUser } from '../../../../lambda/sync/mapping/mapped-user.ts';

const ada: SourceUser = {
  id: '17',
  name: 'Ada',
  type: 'person',
  email: 'ada@acme.example',
  office: 'Ghent',
  level: 3,
  active: true,
  nothing: null,
  centers: ['C2', 'C1', 'C2'],
  hired: '2019-04-01',
};
const sales: SourceGroup = { id: 'g1', name: 'Sales', type: 'team', region: 'BE' };
const admins: SourceGroup = { id: 'g2', name: 'BI Admins', type: 'team', membership: { role: 'owner' } };
const readers: SourceGroup = { id: 'g3', name: 'BI Readers', type: 'team', membership: { role: 'member' } };
const groups = [readers, sales, admins];

const sync = (map: Record<string, Template>, grants: readonly SyncGrant[] = []): MappedSync => ({
  users: { type: 'person', key: 'user.email' },
  groups: { type: 'team', nested: true },
  map,
  grants,
});

const mapped = (map: Record<string, Template>, grants: readonly SyncGrant[] = []) => {
  const user = compileMapping(sync(map, grants)).map(ada, groups);
  return user && (isProblem(user) ? user : user.document);
};

describe('a map gives', () => {
  test.each<[string, Record<string, Template>, object]>([
    [
      'what stands there as it is',
      { a: 'x', b: 1, c: true, d: null, e: [], f: {} },
      { a: 'x', b: 1, c: true, d: null, e: [], f: {} },
    ],
    [
      'typed values where an expression stands alone',
      { a: '${user.level}', b: '${user.active}', c: '${user.centers}' },
      { a: 3, b: true, c: ['C2', 'C1', 'C2'] },
    ],
    [
      'text where there are other letters',
      { a: '${user.name} (${user.level}, ${user.active})' },
      { a: 'Ada (3, true)' },
    ],
    ['whole numbers as numbers', { a: '${size(groups)}', b: '${7 / 2} of ${size(groups)}' }, { a: 3, b: '3 of 3' }],
    [
      'times and durations as texts',
      { a: '${timestamp(user.hired + "T00:00:00Z")}', b: '${duration("90m")}' },
      { a: '2019-04-01T00:00:00.000Z', b: '5400s' },
    ],
    ['maps of expressions, their names in order', { a: '${{"z": 1, "b": user.office}}' }, { a: { b: 'Ghent', z: 1 } }],
    ['what is written with $$', { a: '$${user.name}' }, { a: '${user.name}' }],
    [
      'no member for what a user does not have',
      { a: '${user.phone}', b: 'tel:${user.phone}', c: '${user.?phone}', d: 1 },
      { d: 1 },
    ],
    [
      'no member for null, but null where it is written',
      { a: '${user.nothing}', b: 'x${user.nothing}', c: null },
      { c: null },
    ],
    [
      'no map of which nothing is left',
      { a: { b: { c: '${user.phone}' } }, d: { e: '${user.phone}', f: 1 } },
      { d: { f: 1 } },
    ],
    [
      'entries of lists completely or not at all',
      {
        a: [
          { value: '${user.phone}', type: 'work' },
          { value: '${user.email}', type: 'work' },
          '${user.phone}',
          ['${user.phone}', 'x'],
        ],
      },
      { a: [{ type: 'work', value: 'ada@acme.example' }, ['x']] },
    ],
    ['lists, even if nothing is left', { a: ['${user.phone}'] }, { a: [] }],
    [
      'groups in the order of their ids',
      { a: '${groups.map(g, g.name)}' },
      { a: ['Sales', 'BI Admins', 'BI Readers'] },
    ],
  ])('%s', (_, map, document) => {
    expect(mapped(map)).toEqual(document);
  });

  test('members in the order of their names', () => {
    const document = mapped({ b: 1, a: { d: '${user.office}', c: [{ f: 1, e: 2 }] } }, [
      { group: 'g1', give: { 'a.b': ['x'] } },
    ]);
    expect(JSON.stringify(document)).toBe('{"a":{"b":["x"],"c":[{"e":2,"f":1}],"d":"Ghent"},"b":1}');
  });
});

describe('grants give', () => {
  test.each<[string, readonly SyncGrant[], object]>([
    ['by the id of a group', [{ group: 'g1', give: { roles: ['a'] } }], { roles: ['a'] }],
    ['by the name of a group', [{ group: 'Sales', give: { roles: ['a'] } }], { roles: ['a'] }],
    ['nothing by another group, but a list', [{ group: 'sales', give: { roles: ['a'] } }], { roles: [] }],
    [
      'once for each group that fits a beginning',
      [{ group: 'BI *', give: { roles: [{ name: '${group.name}' }] } }],
      { roles: [{ name: 'BI Admins' }, { name: 'BI Readers' }] },
    ],
    ['once where id and name fit', [{ group: '*', give: { roles: ['${group.id}'] } }], { roles: ['g1', 'g2', 'g3'] }],
    ['by what a group has', [{ group: '*', give: { roles: ['${group.region}'] } }], { roles: ['BE'] }],
    [
      'by what the membership says',
      [{ group: '*', when: 'group.membership.role == "owner"', give: { roles: ['${group.name}'] } }],
      { roles: ['BI Admins'] },
    ],
    [
      'by a condition',
      [
        { when: 'user.level > 2', give: { roles: ['senior'] } },
        { when: 'user.level > 9', give: { roles: ['chief'] } },
      ],
      { roles: ['senior'] },
    ],
    [
      'nothing by a condition about what a user does not have',
      [{ when: 'user.phone != "1"', give: { roles: ['a'] } }],
      { roles: [] },
    ],
    [
      'for each entry of a list, doubles left out',
      [{ each: 'user.centers', give: { roles: [{ center: '${each}' }] } }],
      { roles: [{ center: 'C1' }, { center: 'C2' }] },
    ],
    [
      'for each entry that fits',
      [{ each: 'user.centers', when: 'each == "C1"', give: { roles: ['${each}'] } }],
      { roles: ['C1'] },
    ],
    [
      'for each entry of what expressions make',
      [{ each: 'groups.map(g, {"name": g.name})', give: { roles: ['${each.name}'] } }],
      { roles: ['BI Admins', 'BI Readers', 'Sales'] },
    ],
    ['nothing for each entry of no list', [{ each: 'user.phones', give: { roles: ['${each}'] } }], { roles: [] }],
    [
      'into several lists',
      [{ group: 'g1', give: { roles: ['a'], 'user.tags': ['b'] } }],
      { roles: ['a'], user: { tags: ['b'] } },
    ],
    [
      'doubles once, in a fixed order',
      [
        { group: 'g1', give: { roles: ['b', { y: 1, x: 2 }] } },
        { group: 'g3', give: { roles: [{ x: 2, y: 1 }, 'a', 'b'] } },
      ],
      { roles: ['a', 'b', { x: 2, y: 1 }] },
    ],
  ])('%s', (_, grants, document) => {
    expect(mapped({}, grants)).toEqual(document);
  });

  test.each<[string, Record<string, Template>, string, object]>([
    ['a list', { roles: ['z', 'a'] }, 'roles', { roles: ['a', 'given', 'z'] }],
    ['an expression', { roles: '${user.centers}' }, 'roles', { roles: ['C1', 'C2', 'given'] }],
    ['an expression that gives nothing', { roles: '${user.phones}' }, 'roles', { roles: ['given'] }],
    [
      'a member of a map',
      { user: { tags: ['a'], name: 'x' } },
      'user.tags',
      { user: { name: 'x', tags: ['a', 'given'] } },
    ],
    [
      'a name with dots',
      { 'urn:x:2.0:User': { tags: ['a'] } },
      'urn:x:2.0:User.tags',
      { 'urn:x:2.0:User': { tags: ['a', 'given'] } },
    ],
  ])('beside what the map has there: %s', (_, map, list, document) => {
    expect(mapped(map, [{ group: 'g1', give: { [list]: ['given'] } }])).toEqual(document);
  });

  test('the same whatever the number of rules', () => {
    const many = Array.from(
      { length: 2_000 },
      (_, index): SyncGrant => ({ group: `other ${index}`, give: { roles: [index] } }),
    );
    expect(mapped({}, [...many, { group: 'g1', give: { roles: ['a'] } }, ...many])).toEqual({ roles: ['a'] });
  });
});

describe('a user is', () => {
  const mapWith = (users: Partial<MappedSync['users']>, user: SourceUser = ada) =>
    compileMapping({ ...sync({ name: '${user.name}' }), users: { type: 'person', key: 'user.email', ...users } }).map(
      user,
      groups,
    );

  test.each<[string, string]>([
    ['user.email', 'ada@acme.example'],
    ['user.level', '3'],
    ['user.office.lowerAscii() + "-" + user.id', 'ghent-17'],
    ['size(groups)', '3'],
  ])('known by %s', (key, known) => {
    expect(mapWith({ key })).toEqual({ key: known, document: { name: 'Ada' } });
  });

  test.each(['user.phone', 'user.nothing', 'user.active', 'user.centers', '"  "', 'user.level / 2'])(
    'not known by %s',
    (key) => {
      expect(mapWith({ key })).toEqual({ code: 'key-missing', at: 'users.key' });
    },
  );

  test.each([
    ['user.active', true],
    ['user.office == "Lille"', false],
    ['user.phone == "1"', false],
    ['groups.exists(g, g.name == "Sales")', true],
  ])('to be at the destination when %s: %j', (when, isMeant) => {
    expect(mapWith({ when }) !== undefined).toBe(isMeant);
  });

  test('not looked at further if it is not to be there', () => {
    expect(mapWith({ when: 'false', key: 'user.phone' })).toBeUndefined();
  });
});

describe('a user can not be mapped, and no value is told', () => {
  test.each<[string, Partial<MappedSync>]>([
    ['users.when', { users: { type: 'person', key: 'user.email', when: 'user.office' } }],
    ['users.key', { users: { type: 'person', key: 'user.office + user.level' } }],
    ['map.user.label', { map: { user: { label: '${user.office < 3}' } } }],
    ['map.text', { map: { text: 'of ${user.centers}' } }],
    ['map.bytes', { map: { bytes: '${dyn(b"x")}' } }],
    ['map.infinite', { map: { infinite: '${user.level / 0}' } }],
    ['map.huge', { map: { huge: '${9007199254740993}' } }],
    ['map.list[1].name', { map: { list: ['a', { name: '${1 / 0}' }] } }],
    ['map.roles', { map: { roles: '${user.office}' }, grants: [{ group: 'g1', give: { roles: ['a'] } }] }],
    ['grants[0].when', { grants: [{ when: 'user.level', give: { roles: ['a'] } }] }],
    [
      'grants[1].each',
      {
        grants: [
          { group: 'g9', give: { roles: [] } },
          { each: 'user.office', give: { roles: ['a'] } },
        ],
      },
    ],
    ['grants[0].give."user.tags"[0]', { grants: [{ group: 'g1', give: { 'user.tags': ['${group.region + 1}'] } }] }],
  ])('%s', (at, part) => {
    const problem = compileMapping({ ...sync({}), ...part }).map(ada, groups);
    const key = at.startsWith('users.') ? {} : { key: expect.any(String) };
    expect(problem).toEqual({ code: 'expression-failed', at, ...key });
  });
});

describe('fields that are empty for everybody', () => {
  const mapping = () =>
    compileMapping({
      ...sync({ a: '${user.phone}', b: '${user.fax} ${user.office}', c: '${user.rare}', d: '${user.?pager}' }, [
        { group: 'Sale', give: { roles: ['a'] } },
        { group: 'Sales', give: { roles: ['${group.country}'] } },
        { when: 'user.level > 99', give: { roles: ['${user.never}'] } },
      ]),
      users: { type: 'person', key: 'user.email', when: 'user.activ != false' },
    });

  test('are told by where they stand', () => {
    const { map, emptyFields } = compileMapping(
      sync({ a: '${user.phone}', b: '${user.office} ${user.fax}', c: '${user.rare}' }, [
        { group: 'Sale', give: { roles: ['a'] } },
        { group: 'Sales', give: { roles: ['${group.country}'] } },
        { when: 'user.level > 99', give: { roles: ['${user.never}'] } },
        { when: 'user.wage > 99', give: { roles: ['b'] } },
      ]),
    );
    map(ada, groups);
    map({ ...ada, rare: 'x' }, []);
    expect(emptyFields()).toEqual(['grants[0].group', 'grants[1].give.roles[0]', 'grants[3].when', 'map.a', 'map.b']);
  });

  test('are told when they leave nobody', () => {
    const { map, emptyFields } = mapping();
    expect(map(ada, groups)).toBeUndefined();
    expect(emptyFields()).toContain('users.when');
  });

  test('are none as long as nobody was mapped', () => {
    expect(mapping().emptyFields()).toEqual([]);
  });
});

describe('the hash of a map', () => {
  const { hash } = compileMapping(sync({ a: 1, b: { c: 2, d: 3 } }));

  test('is 128 bits, and the same for the same', () => {
    expect(hash).toMatch(/^[\w-]{22}$/);
    expect(compileMapping(sync({ b: { d: 3, c: 2 }, a: 1 })).hash).toBe(hash);
    expect(
      compileMapping({
        ...sync({ a: 1, b: { c: 2, d: 3 } }),
        users: { type: 'person', key: 'user.email', when: undefined },
      }).hash,
    ).toBe(hash);
  });

  test.each<[string, Partial<MappedSync>]>([
    ['users', { users: { type: 'person', key: 'user.id' } }],
    ['groups', { groups: { type: 'team', nested: false } }],
    ['map', { map: { a: 1 } }],
    ['grants', { grants: [{ when: 'true', give: { x: [] } }] }],
  ])('is another one with other %s', (_, part) => {
    expect(compileMapping({ ...sync({ a: 1, b: { c: 2, d: 3 } }, []), ...part }).hash).not.toBe(hash);
  });
});

test('what it gives is no part of what it was given', () => {
  const { map } = compileMapping(sync({ all: '${groups}', own: '${user.centers}' }));
  const first = map(ada, groups) as unknown as { document: { all: object[]; own: string[] } };
  first.document.own.length = 0;
  for (const group of first.document.all) Object.assign(group, { name: 'changed' });
  expect(map(ada, groups)).toMatchObject({ document: { all: [sales, admins, readers], own: ['C2', 'C1', 'C2'] } });
});
