import { expect, it } from 'vitest';
import { type SourcePerson, type SyncWorld, syncConfig, syncWorld } from './support/sync-world.ts';

const { signal } = new AbortController();
const minute = 60_000;
const schedule = { cron: '0 * * * *', timeZone: 'UTC' };
const person = (key: string, office = 'Ghent'): SourcePerson => ({ id: `p-${key}`, key, office, teams: [] });
const some = ['ada', 'ben', 'cleo', 'dan', 'eve', 'finn', 'gus', 'hal'].map((key) => person(key));

const begun = async (): Promise<SyncWorld> => {
  const world = syncWorld(syncConfig({ schedule }));
  world.people = some;
  expect(await world.run('changed')).toMatchObject({ outcome: 'done' });
  return world;
};

it('compares the rest too when a full run was cut off', async () => {
  const world = await begun();
  for (const user of world.place.users.values()) user.document = { office: 'drifted' };
  expect(await world.run('full', 2, 'aborted')).toMatchObject({ outcome: 'unfinished' });
  expect(await world.process().runJob('resume', { signal })).toBe('done');
  for (const user of world.place.users.values()) expect(user.document).toMatchObject({ office: 'Ghent' });
  expect((await world.process().state.watermark()).fullAt).toBe(world.now());
});

it.each(['plan', 'full-plan'] as const)('does nothing of a plan that was cut off: %s', async (kind) => {
  const world = await begun();
  world.people = some.slice(0, 5).map(({ key }) => person(key, 'Mons'));
  for (const user of world.place.users.values()) user.document = { office: 'drifted' };
  expect(await world.run(kind, 0, 'aborted')).toMatchObject({ outcome: 'unfinished' });
  await world.process().state.ask({ id: 'p', kind, cause: 'command', at: world.now() });
  const stopped = new AbortController();
  const process = world.process(0, () => stopped.abort());
  expect(await process.runJob('resume', { signal: stopped.signal })).toBe('done');
  expect(await world.process().runJob('resume', { signal })).toBe('not-due');
  for (const user of world.place.users.values())
    expect(user).toMatchObject({ isActive: true, document: { office: 'drifted' } });
});

it('plans what a full run would do', async () => {
  const world = await begun();
  world.place.users.get('ada')!.document = { office: 'drifted' };
  expect(await world.run('plan')).toMatchObject({ outcome: 'planned', counts: { update: 0 } });
  expect(await world.run('full-plan')).toMatchObject({ outcome: 'planned', counts: { update: 1 } });
  expect(world.place.users.get('ada')?.document).toEqual({ office: 'drifted' });
});

it('goes on soon after a process that died while it applied', async () => {
  const world = await begun();
  world.people = some.map(({ key }) => person(key, 'Mons'));
  for (let steps = 8; world.place.made.update === 0; steps++) {
    await world.run('changed', steps);
    world.pass(10 * minute);
  }
  expect(await world.process().runJob('resume', { signal })).toBe('done');
  for (const user of world.place.users.values()) expect(user.document).toMatchObject({ office: 'Mons' });
  expect(await world.process().runJob('resume', { signal })).toBe('not-due');
});

it('runs in full after the run that was under way at that time', async () => {
  const world = await begun();
  // The first look at a schedule says when it began.
  expect(await world.process().runJob('full', { signal })).toBe('not-due');
  world.pass(7 * 86_400_000 + 4 * 60 * minute);
  world.people = [...some, person('ida')];
  let outcome: string | undefined;
  await world
    .process(0, async () => {
      outcome ??= await world.process().runJob('full', { signal });
    })
    .run({ id: 'r', kind: 'changed', cause: 'schedule', at: world.now() }, { signal });
  expect(outcome).toBe('done');
  const { fullAt } = await world.process().state.watermark();
  expect(fullAt).toBeLessThan(world.now());
  expect(await world.process().runJob('resume', { signal })).toBe('done');
  expect((await world.process().state.watermark()).fullAt).toBe(world.now());
});

it('does not run for ever for somebody who is left alone', async () => {
  const world = await begun();
  world.people = [...some, person('ida')];
  world.place.refused.set('ida', 'refused');
  await world.run('changed');
  // Somebody else has made such a user in the meantime.
  world.place.refused.clear();
  world.place.users.set('ida', { id: 'foreign', isActive: true, document: {} });
  world.pass(30 * minute);
  expect(await world.process().runJob('resume', { signal })).toBe('done');
  world.pass(30 * minute);
  expect(await world.process().runJob('resume', { signal })).toBe('not-due');
});

it('keeps one that it made and could not change since, though processes died', async () => {
  const world = syncWorld(syncConfig());
  world.people = [person('ada')];
  for (let steps = 0; world.place.users.size === 0; steps++) {
    await world.run('changed', steps);
    world.pass(10 * minute);
  }
  world.people = [person('ada', 'Mons')];
  world.place.refused.set('ada', 'refused');
  await world.run('changed');
  world.place.refused.clear();
  expect(await world.run('retry')).toMatchObject({ outcome: 'done', counts: { skipped: 0 } });
  expect(world.place.users.get('ada')?.document).toMatchObject({ office: 'Mons' });
});

it('takes nobody for gone when an import was told to end, and ended', async () => {
  const world = await begun();
  const ended = new AbortController();
  Object.defineProperty(world, 'people', {
    get: () => {
      ended.abort();
      return some.slice(0, 1);
    },
  });
  const asked = { id: 'r', kind: 'changed', cause: 'command', at: world.now() } as const;
  const record = await world.process().run(asked, { signal: ended.signal });
  expect(record).toMatchObject({ outcome: 'unfinished' });
  expect(record).not.toHaveProperty('counts');
  expect(world.log.map(([event]) => event)).not.toContain('sync.tripped');
  expect(world.place.made.disable).toBe(0);
});

it.each(['first', 'last'])('leaves two of one key alone where the one that can not be mapped comes %s', async (at) => {
  const world = syncWorld(syncConfig({ map: { office: '${int(user.office)}' } }));
  const wrong = { ...person('ada', 'none'), id: 'p-other' };
  const right = person('ada', '7');
  world.people = at === 'first' ? [wrong, right] : [right, wrong];
  expect(await world.run('changed')).toMatchObject({ outcome: 'done', counts: { create: 0 } });
  expect(world.place.users.size).toBe(0);
});

it('tries again what a webhook asked for while the source failed', async () => {
  const world = await begun();
  await world.process().state.ask({ id: 'r', kind: 'changed', cause: 'webhook', at: world.now() });
  Object.defineProperty(world, 'people', {
    configurable: true,
    get: () => {
      throw new Error('the source fails');
    },
  });
  await world.process().runJob('resume', { signal });
  expect(await world.process().state.history()).toContainEqual(
    expect.objectContaining({ cause: 'webhook', outcome: 'failed' }),
  );
  Object.defineProperty(world, 'people', { value: [...some, person('ida')] });
  world.pass(15 * minute);
  expect(await world.process().runJob('resume', { signal })).toBe('done');
  expect(world.place.users.has('ida')).toBe(true);
});
