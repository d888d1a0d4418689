import { describe, expect, it } from 'vitest';
import { type SourcePerson, type SyncWorld, syncConfig, syncWorld } from './support/sync-world.ts';

const person = (key: string): SourcePerson => ({ id: 'p-ben', key, office: 'Ghent', teams: ['red'] });

const rename = ({ place }: SyncWorld, from: string, to: string): void => {
  place.users.set(to, place.users.get(from)!);
  place.users.delete(from);
};

const day = 86_400_000;

describe.each(['nothing', 'matching'] as const)('a user whose key is another one at both ends (adopt: %s)', (adopt) => {
  it.each([false, true])('stays, and is not taken for one who is gone (groups kept apart: %s)', async (hasGroups) => {
    const world = syncWorld(syncConfig({ adopt }), { hasGroups });
    world.people = [person('ben')];
    await world.run('changed');
    const id = world.place.users.get('ben')!.id;
    rename(world, 'ben', 'Ben.New');
    world.people = [person('Ben.New')];
    for (const kind of ['changed', 'changed', 'full'] as const)
      expect(await world.run(kind)).toMatchObject({ outcome: 'done', counts: { create: 0, disable: 0, delete: 0 } });
    world.pass(31 * day);
    await world.run('full');
    expect([...world.place.users]).toMatchObject([['Ben.New', { id, isActive: true }]]);
    if (hasGroups) expect([...world.place.groups.get('red')!]).toEqual([id]);
    // And is ours still.
    world.people = [{ ...person('ada'), id: 'p-ada' }];
    await world.run('changed');
    expect(world.place.users.get('Ben.New')?.isActive).toBe(false);
  });

  it('stays though it was disabled before', async () => {
    const world = syncWorld(syncConfig({ adopt }));
    const ada = { ...person('ada'), id: 'p-ada' };
    world.people = [ada, person('ben')];
    await world.run('changed');
    world.people = [ada];
    await world.run('changed');
    rename(world, 'ben', 'Ben.New');
    world.pass(2 * day);
    world.people = [ada, person('Ben.New')];
    await world.run('changed');
    expect(world.place.users.get('Ben.New')?.isActive).toBe(true);
    world.pass(40 * day);
    await world.run('changed');
    expect(world.place.users.get('Ben.New')?.isActive).toBe(true);
  });
});
