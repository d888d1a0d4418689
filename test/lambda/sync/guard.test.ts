import { describe, expect, it } from 'vitest';
import type { SyncGuard } from '../../../config/sync-config.ts';
import type { RunRecord } from '../../../lambda/sync/sync-run.ts';
import { type SourcePerson, syncConfig, syncWorld } from './support/sync-world.ts';

const limits: SyncGuard = {
  percent: 20,
  count: 100,
  sourcePercent: 50,
  groupPercent: 50,
  attributePercent: 50,
  few: 5,
};

const person = (number: number, teams: readonly string[] = [], key = `user-${number}`): SourcePerson => ({
  id: `p-${number}`,
  key,
  office: 'Ghent',
  teams,
});
const people = (count: number, teams: readonly string[] = []): readonly SourcePerson[] =>
  Array.from({ length: count }, (_, number) => person(number, teams));

/** What the source has at the first run, and at the second. */
interface Row {
  readonly name: string;
  readonly guard?: Partial<SyncGuard>;
  readonly before: readonly SourcePerson[];
  readonly after: readonly SourcePerson[];
  readonly rule: string;
}

const red = ['red'];
const rows: readonly Row[] = [
  { name: 'the source is empty', before: people(3), after: [], rule: 'source-empty' },
  {
    name: 'the source is empty, and all may go',
    guard: { percent: 100, count: 10_000, sourcePercent: 0 },
    before: people(3),
    after: [],
    rule: 'source-empty',
  },
  { name: 'a quarter is gone', before: people(40), after: people(30), rule: 'percent' },
  { name: 'one more than the percentage is gone', before: people(100), after: people(79), rule: 'percent' },
  { name: 'more are gone than may go in one run', before: people(1_000), after: people(899), rule: 'count' },
  {
    name: 'more are gone than may go, though few',
    guard: { count: 2 },
    before: people(50),
    after: people(47),
    rule: 'count',
  },
  {
    name: 'the source is halved',
    guard: { percent: 100, count: 10_000 },
    before: people(40),
    after: people(18),
    rule: 'sourcePercent',
  },
  {
    name: 'the source is halved by users of another kind',
    guard: { percent: 100 },
    before: people(20),
    after: [...people(5), person(21)],
    rule: 'sourcePercent',
  },
  { name: 'a group is empty', before: people(10, red), after: people(10), rule: 'groupPercent' },
  {
    name: 'a group is halved',
    before: people(20, red),
    after: [...people(9, red), ...people(20).slice(9)],
    rule: 'groupPercent',
  },
  {
    name: 'a group of many is empty',
    before: [...people(10, red), ...people(30, ['blue']).slice(10)],
    after: people(30, ['blue']),
    rule: 'groupPercent',
  },
  {
    name: 'nobody has an office any more',
    before: people(10),
    after: people(10).map(({ office: _, ...each }) => each),
    rule: 'attributePercent',
  },
  {
    name: 'most offices are empty',
    before: people(30),
    after: people(30).map((each, nth) => (nth < 17 ? { ...each, office: '' } : each)),
    rule: 'attributePercent',
  },
  {
    name: 'keys are lost, and users with them',
    before: people(30),
    after: people(30).map((each, nth) => (nth < 2 ? { ...each, key: '' } : each)),
    rule: 'keyless',
  },
];

const ended = (record: RunRecord | 'busy' | 'crashed'): RunRecord => record as RunRecord;

describe.each(rows)('where $name', ({ guard, before, after, rule }) => {
  it.each([false, true])('nothing is applied until somebody has looked (groups kept apart: %s)', async (hasGroups) => {
    const world = syncWorld(syncConfig({ guard: { ...limits, ...guard } }), { hasGroups });
    world.people = before;
    expect(await world.run('changed')).toMatchObject({ outcome: 'done', counts: { create: before.length } });
    const made = { ...world.place.made };
    const users = JSON.stringify([...world.place.users]);
    const groups = JSON.stringify(Array.from(world.place.groups, ([name, members]) => [name, [...members]]));

    // Somebody who comes at the same time waits too.
    world.people = [...after, ...(after.length > 0 ? [person(9_999)] : [])];
    for (const kind of ['changed', 'full', 'retry'] as const) {
      const tripped = ended(await world.run(kind));
      expect(tripped).toMatchObject({
        outcome: 'tripped',
        reasons: [expect.any(String), ...new Array(tripped.reasons!.length - 1).fill(expect.any(String))],
      });
      expect(world.log.findLast(([event]) => event === 'sync.tripped')?.[1]['rules']).toContain(rule);
      expect(world.place.made).toEqual(made);
      expect(JSON.stringify([...world.place.users])).toBe(users);
      expect(JSON.stringify(Array.from(world.place.groups, ([name, members]) => [name, [...members]]))).toBe(groups);
    }

    const state = world.process().state;
    const plan = await state.plan();
    expect(plan?.tripped.length).toBeGreaterThan(0);
    expect(await state.approve({ plan: 'another', by: 'ada', at: world.now() })).toBe(false);
    expect(await state.approve({ plan: plan!.id, by: 'ada', at: world.now() })).toBe(true);
    expect(await world.run('changed')).toMatchObject({ outcome: 'done' });
    expect(await state.plan()).toBeUndefined();
    expect(await world.run('changed')).toMatchObject({ outcome: 'done', counts: { create: 0, disable: 0, update: 0 } });
  });
});

const harmless: readonly Omit<Row, 'rule'>[] = [
  { name: 'as many are gone as may go', before: people(100), after: people(80) },
  { name: 'a large part of few is gone', before: people(6), after: people(4) },
  { name: 'the first run brings many', before: [], after: people(500) },
  { name: 'a small group is empty', before: people(4, red), after: people(4) },
  {
    name: 'a group loses less than half',
    before: people(20, red),
    after: [...people(11, red), ...people(20).slice(11)],
  },
  {
    name: 'few have no office any more',
    before: people(8),
    after: people(8).map((each, nth) => ({ ...each, office: nth < 4 ? '' : each.office! })),
  },
  { name: 'everybody changes', before: people(50), after: people(50).map((each) => ({ ...each, office: 'Mons' })) },
];

it.each(harmless)('lets pass where $name', async ({ before, after }) => {
  const world = syncWorld(syncConfig({ guard: limits }));
  world.people = before;
  await world.run('changed');
  world.people = after;
  expect(await world.run('changed')).toMatchObject({ outcome: 'done' });
});

it('lets an approved plan pass as it was, and no further', async () => {
  const world = syncWorld(syncConfig({ guard: limits }));
  world.people = people(40);
  await world.run('changed');
  world.people = people(30);
  const { plan } = ended(await world.run('changed'));
  await world.process().state.approve({ plan: plan!, by: 'ada', at: world.now() });
  world.people = people(29);
  expect(await world.run('changed')).toMatchObject({ outcome: 'tripped' });
  expect(world.place.made.disable).toBe(0);
});

it('lets another objection pass no more than before, where one was approved', async () => {
  const world = syncWorld(syncConfig({ guard: limits }));
  const members = (red: number, blue: number) =>
    people(40).map((each, nth) => ({
      ...each,
      teams: [...(nth < red ? ['red'] : []), ...(nth < blue ? ['blue'] : [])],
    }));
  world.people = members(20, 20);
  await world.run('changed');
  world.people = members(5, 20);
  const { plan } = ended(await world.run('changed'));
  await world.process().state.approve({ plan: plan!, by: 'ada', at: world.now() });
  for (const [red, blue] of [
    [20, 0],
    [0, 20],
  ] as const) {
    world.people = members(red, blue);
    expect(await world.process().plan('changed', { signal: new AbortController().signal })).toMatchObject({
      tripped: [expect.any(String)],
    });
  }
  world.people = members(20, 0);
  expect(await world.run('changed')).toMatchObject({ outcome: 'tripped' });
  expect(world.place.made.update).toBe(0);
});

it('says nothing of attributes that the map does not look at any more', async () => {
  const world = syncWorld(syncConfig({ guard: limits }));
  world.people = people(20);
  await world.run('changed');
  world.configure({ map: { login: '${user.login}' } });
  world.people = people(20).map(({ office: _, ...each }) => each);
  expect(await world.run('changed')).toMatchObject({ outcome: 'done', counts: { update: 20 } });
});

it('lets no other attribute vanish than the one that somebody has looked at', async () => {
  const world = syncWorld(syncConfig({ guard: limits, map: { office: '${user.office}', login: '${user.login}' } }));
  world.people = people(20);
  await world.run('changed');
  world.people = people(20).map((each) => ({ ...each, office: '' }));
  const { plan } = ended(await world.run('changed'));
  expect((await world.process().state.plan())?.objections).toEqual([
    { rule: 'attributePercent', attribute: 'office', gone: 20 },
  ]);
  await world.process().state.approve({ plan: plan!, by: 'ada', at: world.now() });
  world.people = people(20).map((each) => ({ ...each, key: '' }));
  expect(await world.run('changed')).toMatchObject({ outcome: 'tripped' });
  expect(world.place.made.update).toBe(0);
});

it('forgets an approval after a week', async () => {
  const world = syncWorld(syncConfig({ guard: limits }));
  world.people = people(40);
  await world.run('changed');
  world.people = people(30);
  const { plan } = ended(await world.run('changed'));
  await world.process().state.approve({ plan: plan!, by: 'ada', at: world.now() });
  world.pass(8 * 86_400_000);
  expect(await world.run('changed')).toMatchObject({ outcome: 'tripped' });
});
