import { describe, expect, test } from 'vitest';
import type { SyncGroups } from '../../../../config/sync-config.ts';
import type { Attributes, Batch, Entity, Item, Relationship } from '../../../../connectors/item.ts';
import { readPeople } from '../../../../lambda/sync/read/read-people.ts';

const text = (value: string) => ({ type: 'string', value }) as const;
const person = (id: string, attributes?: Attributes): Entity => ({
  kind: 'entity',
  id,
  name: `Person ${id}`,
  type: 'person',
  attributes,
});
const team = (id: string, attributes?: Attributes): Entity => ({
  kind: 'entity',
  id,
  name: `Team ${id}`,
  type: 'team',
  attributes,
});
const link = (from: string, to: string, attributes?: Attributes): Relationship => {
  const [fromType = '', fromId = ''] = from.split(':');
  const [toType = '', toId = ''] = to.split(':');
  return { kind: 'relationship', fromId, fromType, toId, toType, attributes };
};

async function* batches(items: readonly Item[]): AsyncGenerator<Batch> {
  for (const item of items) yield { items: [item] };
  yield { items: [{ kind: 'log', level: 'info', message: 'That is all.' }] };
}

const read = (items: readonly Item[], groups: SyncGroups | undefined = { type: 'team', nested: true }) =>
  readPeople(batches(items), { users: { type: 'person', key: 'user.id' }, groups });

/** Ids of groups, by ids of users. */
const groupsOf = async (items: readonly Item[], groups?: SyncGroups) =>
  Object.fromEntries([...(await read(items, groups))].map((each) => [each.user.id, each.groups.map(({ id }) => id)]));

describe('people are read', () => {
  test('with what each kind of attribute becomes', async () => {
    const attributes: Attributes = {
      email: text('ada@acme.example'),
      level: { type: 'number', value: 2.5 },
      active: { type: 'boolean', value: false },
      hired: { type: 'date', value: new Date('2019-04-01T00:00:00Z') },
      seen: { type: 'dateTime', value: new Date('2026-11-22T08:30:15.250Z') },
      starts: { type: 'time', value: new Date('0001-01-01T08:30:00Z') },
    };
    const [first] = await read([person('1', attributes)]);
    expect(first).toEqual({
      user: {
        id: '1',
        name: 'Person 1',
        type: 'person',
        email: 'ada@acme.example',
        level: 2.5,
        active: false,
        hired: '2019-04-01',
        seen: '2026-11-22T08:30:15.250Z',
        starts: '08:30:00',
      },
      groups: [],
    });
  });

  test('with id, name and type of their own, whatever attributes say', async () => {
    const [first] = await read([person('1', { id: text('x'), name: text('y'), type: text('z') })]);
    expect(first?.user).toEqual({ id: '1', name: 'Person 1', type: 'person' });
  });

  test('without what is neither user nor group', async () => {
    const people = await read([{ ...person('1'), type: 'room' }, { ...team('2'), type: 'office' }, person('3')]);
    expect([...people].map(({ user }) => user.id)).toEqual(['3']);
    expect([people.count, people.members.size]).toEqual([1, 0]);
  });

  test('in the order of the source, again and again', async () => {
    const people = await read([link('person:c', 'team:1'), person('b'), person('a'), person('c'), team('1')]);
    const ids = () => [...people].map(({ user }) => user.id);
    expect(ids()).toEqual(['c', 'b', 'a']);
    expect(ids()).toEqual(['c', 'b', 'a']);
    expect(people.count).toBe(3);
  });

  test('each once, and always as the same, if one is told of twice', async () => {
    const [one, other] = [person('1', { office: text('Lille') }), person('1', { office: text('Ghent') })];
    for (const items of [
      [one, other],
      [other, one, one],
    ]) {
      const people = await read(items);
      expect(people.count).toBe(1);
      expect([...people].map(({ user }) => user['office'])).toEqual(['Ghent']);
    }
  });

  test('with an error of the source that passes through', async () => {
    const failing = async function* (): AsyncGenerator<Batch> {
      yield { items: [person('1')] };
      throw new Error('the source failed');
    };
    await expect(readPeople(failing(), { users: { type: 'person', key: 'user.id' } })).rejects.toThrow(
      'the source failed',
    );
  });
});

describe('memberships are read', () => {
  test('from user to group, before and after those are told of', async () => {
    const items = [link('person:1', 'team:b'), person('1'), team('a'), team('b'), link('person:1', 'team:a')];
    expect(await groupsOf(items)).toEqual({ 1: ['a', 'b'] });
  });

  test('from group to user', async () => {
    expect(await groupsOf([person('1'), team('a'), link('team:a', 'person:1')])).toEqual({ 1: ['a'] });
  });

  test('with what they say of themselves', async () => {
    const role = { role: text('lead'), since: { type: 'date', value: new Date('2020-01-01T00:00:00Z') } as const };
    const [first] = await read([
      person('1'),
      team('a', { region: text('BE') }),
      team('b'),
      link('person:1', 'team:a', role),
      link('person:1', 'team:b'),
    ]);
    expect(first?.groups).toEqual([
      { id: 'a', name: 'Team a', type: 'team', region: 'BE', membership: { role: 'lead', since: '2020-01-01' } },
      { id: 'b', name: 'Team b', type: 'team' },
    ]);
  });

  test('each once, and always as the same, if one is told of twice', async () => {
    const twice = [
      link('person:1', 'team:a', { role: text('b') }),
      link('person:1', 'team:a'),
      link('person:1', 'team:a', { role: text('a') }),
    ];
    for (const links of [twice, twice.toReversed()]) {
      const [first] = await read([person('1'), team('a'), ...links]);
      expect(first?.groups.map(({ membership }) => membership)).toEqual([{ role: 'a' }]);
    }
  });

  test('not of groups that the source does not have', async () => {
    const people = await read([person('1'), team('a'), link('person:1', 'team:gone'), link('person:gone', 'team:a')]);
    expect([...people].map(({ groups }) => groups)).toEqual([[]]);
    expect([...people.members]).toEqual([['a', 0]]);
  });

  test('not where the sync has no groups', async () => {
    const people = await readPeople(batches([person('1'), team('a'), link('person:1', 'team:a')]), {
      users: { type: 'person', key: 'user.id' },
    });
    expect([...people].map(({ groups }) => groups)).toEqual([[]]);
    expect(people.members.size).toBe(0);
  });

  const owners = [
    person('1'),
    person('2'),
    team('a'),
    link('person:1', 'team:a', { as: text('owner') }),
    link('person:2', 'team:a', { as: text('member') }),
  ];

  test('not of owners, who are no members', async () => {
    expect(await groupsOf(owners)).toEqual({ 1: [], 2: ['a'] });
  });

  test('of owners, if they count', async () => {
    const groups = { type: 'team', nested: true, as: ['member', 'owner'] };
    expect(await groupsOf(owners, groups)).toEqual({ 1: ['a'], 2: ['a'] });
  });
});

describe('groups in groups are read', () => {
  const members = [person('1'), person('2'), team('a'), team('b'), team('c')];

  test('the way that users lead to groups', async () => {
    const items = [...members, link('person:1', 'team:a'), link('team:a', 'team:b'), link('team:b', 'team:c')];
    expect(await groupsOf(items)).toEqual({ 1: ['a', 'b', 'c'], 2: [] });
    expect([...(await read(items)).members]).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ]);
  });

  test('the way that groups lead to users', async () => {
    const items = [...members, link('team:a', 'person:1'), link('team:b', 'team:a'), link('team:c', 'team:b')];
    expect(await groupsOf(items)).toEqual({ 1: ['a', 'b', 'c'], 2: [] });
  });

  test('in circles', async () => {
    const circle = [
      link('team:a', 'team:b'),
      link('team:b', 'team:c'),
      link('team:c', 'team:a'),
      link('team:a', 'team:a'),
    ];
    expect(await groupsOf([...members, link('person:1', 'team:b'), ...circle])).toEqual({ 1: ['a', 'b', 'c'], 2: [] });
  });

  test('through one that the source does not describe', async () => {
    const items = [...members, link('person:1', 'team:gone'), link('team:gone', 'team:c')];
    expect(await groupsOf(items)).toEqual({ 1: ['c'], 2: [] });
  });

  test('not where they are not to count', async () => {
    const items = [...members, link('person:1', 'team:a'), link('team:a', 'team:b')];
    expect(await groupsOf(items, { type: 'team', nested: false })).toEqual({ 1: ['a'], 2: [] });
  });

  test('with what is said of the direct membership alone', async () => {
    const said = { role: text('lead') };
    const [first] = await read([
      ...members,
      link('person:1', 'team:a', said),
      link('team:a', 'team:b', { role: text('x') }),
    ]);
    expect(first?.groups.map(({ membership }) => membership)).toEqual([{ role: 'lead' }, undefined]);
  });
});

test('groups can not be changed by who is given them', async () => {
  const people = await read([
    person('1'),
    person('2'),
    team('a'),
    link('person:1', 'team:a'),
    link('person:2', 'team:a'),
  ]);
  const [first, second] = [...people];
  expect(() => Object.assign(first!.groups[0]!, { name: 'changed' })).toThrow(TypeError);
  expect(second?.groups[0]?.name).toBe('Team a');
});
