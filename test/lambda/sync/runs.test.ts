import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../lambda/sync/sync-run.ts';
import { type SourcePerson, type SyncWorld, syncConfig, syncWorld } from './support/sync-world.ts';

const day = 86_400_000;
const minute = 60_000;
const signal = new AbortController().signal;

const person = (key: string, office = 'Ghent', teams: readonly string[] = []): SourcePerson => ({
  id: `p-${key}`,
  key,
  office,
  teams,
});

const some = ['ada', 'ben', 'cleo', 'dan', 'eve'].map((key) => person(key));
const without = (...keys: readonly string[]) => some.filter(({ key }) => !keys.includes(key));

/** A world after its first run. */
const begun = async (...[sync, options]: Partial<Parameters<typeof syncWorld>>): Promise<SyncWorld> => {
  const world = syncWorld(sync ?? syncConfig(), options);
  world.people = some;
  expect(await world.run('changed')).toMatchObject({ outcome: 'done', counts: { create: 5 } });
  return world;
};

describe('who is gone', () => {
  it('is disabled at once, and deleted after the time of grace', async () => {
    const world = await begun();
    world.people = without('ben');
    expect(await world.run('changed')).toMatchObject({ outcome: 'done', counts: { disable: 1, delete: 0 } });
    expect(world.place.users.get('ben')?.isActive).toBe(false);
    world.pass(29 * day);
    expect(await world.run('changed')).toMatchObject({ counts: { disable: 0, delete: 0 } });
    world.pass(1 * day);
    expect(await world.run('changed')).toMatchObject({ counts: { delete: 1 } });
    expect(world.place.users.has('ben')).toBe(false);
  });

  it('is deleted by the job that nobody has to ask', async () => {
    const world = await begun();
    world.people = without('ben');
    await world.run('changed');
    expect(await world.process().runJob('resume', { signal })).toBe('not-due');
    world.pass(30 * day);
    expect(await world.process().runJob('resume', { signal })).toBe('done');
    expect(world.place.users.has('ben')).toBe(false);
    expect(await world.process().runJob('resume', { signal })).toBe('not-due');
  });

  it('is never deleted where the configuration says so', async () => {
    const world = await begun(syncConfig({ deleteAfterDays: null }));
    world.people = without('ben');
    await world.run('changed');
    world.pass(4_000 * day);
    expect(await world.run('full')).toMatchObject({ counts: { delete: 0 } });
    expect(world.place.users.get('ben')?.isActive).toBe(false);
  });

  it('is let in again when it comes back', async () => {
    const world = await begun();
    const id = world.place.users.get('ben')?.id;
    world.people = without('ben');
    await world.run('changed');
    world.people = some;
    expect(await world.run('changed')).toMatchObject({ counts: { create: 0, update: 1 } });
    expect(world.place.users.get('ben')).toMatchObject({ id, isActive: true });
    world.pass(40 * day);
    expect(await world.run('changed')).toMatchObject({ counts: { delete: 0 } });
  });
});

describe('who was there before', () => {
  const foreign = { id: 'foreign-ben', isActive: true, document: { office: 'elsewhere', hobby: 'chess' } };

  it('is left alone, and told of', async () => {
    const world = syncWorld(syncConfig());
    world.place.users.set('ben', { ...foreign });
    world.people = some;
    expect(await world.run('changed')).toMatchObject({
      outcome: 'done',
      counts: { create: 4, skipped: 1, adopted: 0 },
    });
    expect(world.place.users.get('ben')).toEqual(foreign);
    expect(world.log).toContainEqual(['sync.skipped', expect.objectContaining({ code: 'not-ours', count: 1 })]);
    world.people = without('ben');
    await world.run('full');
    expect(world.place.users.get('ben')).toEqual(foreign);
  });

  it('becomes ours where the configuration says so, and keeps what the map does not name', async () => {
    const world = syncWorld(syncConfig({ adopt: 'matching' }));
    world.place.users.set('ben', { ...foreign });
    world.people = some;
    expect(await world.run('changed')).toMatchObject({ counts: { create: 4, update: 1, adopted: 1 } });
    expect(world.place.users.get('ben')?.document).toMatchObject({ office: 'Ghent', hobby: 'chess' });
    world.people = without('ben');
    expect(await world.run('changed')).toMatchObject({ counts: { disable: 1 } });
  });
});

describe('two users with one key', () => {
  it('are both left alone, whoever of them was there first', async () => {
    const world = await begun();
    world.people = [...some, { ...person('ben', 'Mons'), id: 'p-other' }];
    expect(await world.run('changed')).toMatchObject({
      outcome: 'done',
      counts: { update: 0, disable: 0, skipped: 1 },
    });
    expect(world.place.users.get('ben')?.document).toMatchObject({ office: 'Ghent' });
    expect((await world.process().plan('changed', { signal })).skipped).toEqual([
      { key: 'ben', code: 'key-twice', at: 'users.key' },
    ]);
  });
});

describe('who can not be applied', () => {
  it('is tried again after gaps that grow, and at once when it changes or somebody asks', async () => {
    const world = await begun();
    world.place.refused.set('ben', 'refused');
    world.people = [...without('ben'), person('ben', 'Mons')];
    expect(await world.run('changed')).toMatchObject({ outcome: 'done', counts: { update: 1, failed: 1 } });
    expect(await world.run('changed')).toMatchObject({ counts: { update: 0, skipped: 1, failed: 0 } });
    const gaps: number[] = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      const [trouble] = await world.process().state.troubles();
      expect(trouble).toMatchObject({ key: 'ben', code: 'refused', attempts: attempt + 1 });
      gaps.push((trouble!.nextAt! - world.now()) / minute);
      world.pass(trouble!.nextAt! - world.now());
      expect(await world.process().runJob('resume', { signal })).toBe('done');
    }
    expect(gaps).toEqual([15, 60, 180, 360]);
    world.people = [...without('ben'), person('ben', 'Bruges')];
    expect(await world.run('changed')).toMatchObject({ counts: { update: 1, failed: 1 } });
    world.place.refused.clear();
    expect(await world.run('changed')).toMatchObject({ counts: { update: 0 } });
    expect(await world.run('retry')).toMatchObject({ counts: { update: 1, failed: 0 } });
    expect(world.place.users.get('ben')?.document).toMatchObject({ office: 'Bruges' });
    expect(await world.process().state.troubles()).toEqual([]);
  });

  it('is given up after four weeks, until it changes', async () => {
    const world = await begun();
    world.place.refused.set('ben', 'refused');
    world.people = [...without('ben'), person('ben', 'Mons')];
    await world.run('changed');
    for (let attempts = 0; attempts < 40; attempts++) {
      const [trouble] = await world.process().state.troubles();
      if (trouble!.nextAt === undefined) break;
      world.pass(trouble!.nextAt - world.now());
      await world.process().runJob('resume', { signal });
    }
    const [trouble] = await world.process().state.troubles();
    expect(trouble?.nextAt).toBeUndefined();
    expect(trouble?.attempts).toBeGreaterThan(27);
    world.pass(100 * day);
    expect(await world.process().runJob('resume', { signal })).toBe('not-due');
  });
});

describe('when too many fail', () => {
  const sync = syncConfig({
    quarantine: { percent: 40, few: 3 },
    schedule: { cron: '0 * * * *', timeZone: 'UTC' },
    rate: { concurrency: 1 },
  });

  it('stops, rings, and goes on once a day until it is well again', async () => {
    const world = await begun(sync);
    for (const { key } of some) world.place.refused.set(key, 'failed');
    world.people = some.map(({ key }) => person(key, 'Mons'));
    expect(await world.run('changed')).toMatchObject({ outcome: 'quarantined', counts: { failed: 3 } });
    expect(world.log).toContainEqual(['sync.quarantined', expect.objectContaining({ failed: 3 })]);
    const { quarantined } = await world.process().state.watermark();
    expect(quarantined?.failed).toBe(3);
    const runs = async () => (await world.process().state.history()).length;
    const before = await runs();
    for (let hours = 0; hours < 20; hours++) {
      world.pass(60 * minute);
      await world.process().runJob('sync', { signal });
      await world.process().runJob('resume', { signal });
    }
    expect(await runs()).toBe(before);
    world.place.refused.clear();
    world.pass(5 * 60 * minute);
    expect(await world.process().runJob('sync', { signal })).toBe('done');
    expect(await world.run('retry')).toMatchObject({ outcome: 'done' });
    expect((await world.process().state.watermark()).quarantined).toBeUndefined();
    for (const { key } of some) expect(world.place.users.get(key)?.document).toMatchObject({ office: 'Mons' });
  });
});

describe('a run that is ended early', () => {
  it('has saved what it did, and the next one does the rest', async () => {
    const world = syncWorld(syncConfig({ rate: { concurrency: 1 } }));
    world.people = some;
    const stop = new AbortController();
    const progress = ({ phase, done }: { readonly phase: string; readonly done: number }) => {
      if (phase === 'applying' && done >= 3) stop.abort();
    };
    const asked = { id: 'cut', kind: 'changed', cause: 'command', at: world.now() } as const;
    expect(await world.process().run(asked, { signal: stop.signal, progress })).toMatchObject({
      outcome: 'unfinished',
    });
    expect(world.place.made.create).toBe(3);
    expect(await world.process().runJob('resume', { signal })).toBe('done');
    expect(world.place.made.create).toBe(5);
    expect(await world.process().runJob('resume', { signal })).toBe('not-due');
  });
});

describe('runs that were asked for', () => {
  const asked = (world: SyncWorld, id: string, kind: RunRecord['kind'], after = 0) =>
    world.process().state.ask({ id, kind, cause: 'webhook', at: world.now() + after });

  it('are one where they are of one kind, and begin at the time of the first', async () => {
    const world = await begun();
    expect((await asked(world, 'one', 'changed', 10)).id).toBe('one');
    expect((await asked(world, 'two', 'changed', 20)).id).toBe('one');
    expect((await asked(world, 'other', 'full')).id).toBe('other');
    world.pass(15);
    expect(await world.process().runJob('resume', { signal })).toBe('done');
    const ids = (await world.process().state.history()).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['one', 'other']));
    expect(ids).not.toContain('two');
    expect(await world.process().runJob('resume', { signal })).toBe('not-due');
  });

  it('are not lost when the process dies that has begun them', async () => {
    const world = await begun();
    await asked(world, 'one', 'full');
    await world
      .process(1)
      .runJob('resume', { signal })
      .catch(() => undefined);
    world.pass(10 * minute);
    expect(await world.process().runJob('resume', { signal })).toBe('done');
    expect((await world.process().state.history()).find(({ id }) => id === 'one')).toMatchObject({ outcome: 'done' });
  });
});

it('runs once at a time', async () => {
  const world = await begun();
  world.people = some.map(({ key }) => person(key, 'Mons'));
  const ended = await Promise.all([world.run('changed'), world.run('changed'), world.run('full')]);
  expect(ended.filter((each) => each === 'busy')).toHaveLength(2);
  expect(world.place.made.update).toBe(5);
});

it('compares everything when the map has changed', async () => {
  const world = await begun();
  world.place.users.get('ada')!.document = { office: 'drifted' };
  expect(await world.run('changed')).toMatchObject({ counts: { update: 0 } });
  world.configure({ map: { office: 'in ${user.office}' } });
  expect(await world.run('changed')).toMatchObject({ counts: { update: 5 } });
  expect(world.place.users.get('ada')?.document).toMatchObject({ office: 'in Ghent' });
});

it('keeps no name and no value where others could read it', async () => {
  const world = await begun();
  world.place.refused.set('ben', 'refused');
  world.people = [...without('ben', 'cleo'), person('ben', 'Mons')];
  await world.run('changed');
  await world.run('plan');
  const texts = world.stored().map(([, text]) => text);
  expect(texts.length).toBeGreaterThan(5);
  const open = texts.join('\n') + JSON.stringify(world.log);
  for (const value of ['ada', 'ben', 'cleo', 'Ghent', 'Mons']) expect(open).not.toContain(value);
});
