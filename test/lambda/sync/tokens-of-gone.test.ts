import { expect, it } from 'vitest';
import { type SourcePerson, signIn, syncConfig, syncWorld } from './support/sync-world.ts';

const person = (key: string): SourcePerson => ({ id: `p-${key}`, key, office: 'Ghent', teams: [] });

const begun = async () => {
  const world = syncWorld(syncConfig({ signIn }));
  world.people = ['ada', 'ben'].map(person);
  await world.run('changed');
  expect(await world.process().payload('ben')).toBeDefined();
  return world;
};

it('says nothing of who is gone, though the destination does not disable them', async () => {
  const world = await begun();
  world.people = [person('ada')];
  world.place.refused.set('ben', 'refused');
  expect(await world.run('changed')).toMatchObject({ outcome: 'done', counts: { failed: 1 } });
  expect(world.place.users.get('ben')?.isActive).toBe(true);
  expect(await world.process().payload('ben')).toBeUndefined();
  expect(await world.process().payload('ada')).toBeDefined();
});

it('says nothing of who is gone before the destination is asked', async () => {
  const world = await begun();
  world.people = [person('ada')];
  for (let steps = 0; steps < 20; steps++) {
    if ((await world.run('changed', steps, 'aborted')) !== 'busy' && world.place.made.disable > 0) break;
    if (world.place.users.get('ben')?.isActive === false) break;
  }
  expect(await world.process().payload('ben')).toBeUndefined();
});

it('tells again of who comes back before being disabled', async () => {
  const world = await begun();
  world.people = [person('ada')];
  expect(await world.run('changed', 0, 'aborted')).toMatchObject({ outcome: 'unfinished' });
  expect(world.place.users.get('ben')?.isActive).toBe(true);
  expect(await world.process().payload('ben')).toBeUndefined();
  world.people = ['ada', 'ben'].map(person);
  expect(await world.run('changed')).toMatchObject({ outcome: 'done', counts: { update: 0 } });
  expect(await world.process().payload('ben')).toBeDefined();
});

it('says nothing of who was taken away there, could not be made again, and is gone', async () => {
  const world = await begun();
  world.place.users.delete('ben');
  world.place.refused.set('ben', 'failed');
  await world.run('full');
  world.people = [person('ada')];
  expect(await world.run('changed')).toMatchObject({ outcome: 'done' });
  world.pass(60 * 60_000);
  expect(await world.run('changed')).toMatchObject({ outcome: 'done' });
  expect(await world.process().payload('ben')).toBeUndefined();
});
