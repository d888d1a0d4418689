import { describe, expect, test } from 'vitest';
import { type ScimInMemory, type ScimStandInOptions, scimInMemory } from '../../../../standins/scim/scim-in-memory.ts';
import { scimAt, signal } from './scim-destination.ts';

const withUsers = (
  count: number,
  rules: ScimStandInOptions = {},
): { service: ScimInMemory; ids: readonly string[] } => {
  const service = scimInMemory(rules);
  const ids = Array.from({ length: count }, (_, index) => service.addUser({ userName: `user-${index}` }));
  return { service, ids };
};

const groupsOf = (service: ScimInMemory, written = {}) => scimAt(service.fetch, written).groups!;

describe('groups', () => {
  test.each([
    ['by filter', {}],
    ['in the list, where a service knows no filter', { filters: [], page: 3 }],
  ])('are found %s', async (_, rules) => {
    const { service } = withUsers(0, rules);
    const ids = ['Staff', 'Board "A"', 'Other', 'More', 'Last'].map((name) => service.addGroup(name));
    const found = await groupsOf(service).find(['Staff', 'Board "A"', 'other', 'Nobody'], signal);
    expect(found).toEqual(
      new Map([
        ['Staff', ids[0]],
        ['Board "A"', ids[1]],
        ['other', ids[2]],
      ]),
    );
  });

  test('have a prefix, if the configuration says so', async () => {
    const { service } = withUsers(0);
    service.addGroup('Staff');
    const groups = groupsOf(service, { groupPrefix: 'acme: ' });
    expect(await groups.find(['Staff'], signal)).toEqual(new Map());
    const id = await groups.create('Staff', signal);
    expect(await groups.find(['Staff'], signal)).toEqual(new Map([['Staff', id]]));
    expect([...service.groups().keys()]).toEqual(['Staff', 'acme: Staff']);
  });

  test('are made once, also when the answer is lost', async () => {
    const { service } = withUsers(0);
    const fetch: typeof globalThis.fetch = (input, init) =>
      service.fetch(input, init).catch(() => service.fetch(input, init));
    const groups = scimAt(fetch).groups!;
    service.fault({ method: 'POST', path: '/Groups', is: 'cut-after' });
    expect(await groups.create('Staff', signal)).toBe('g-1');
    expect(service.groups().size).toBe(1);
    service.fault({ method: 'POST', path: '/Groups', is: 403 });
    await expect(groups.create('Board', signal)).rejects.toMatchObject({
      code: 'destination-refused',
      detail: { status: 403 },
    });
  });
});

describe('members', () => {
  test('come and go in hundreds, and nobody else does', async () => {
    const { service, ids } = withUsers(450);
    const id = service.addGroup('Staff', ids.slice(0, 250));
    await groupsOf(service).change(id, { add: ids.slice(250), remove: ids.slice(0, 130) }, signal);
    expect(service.groups().get('Staff')).toEqual([...ids.slice(130)].sort());
    expect(service.calls.get('PATCH /Groups')).toBe(2 + 2);
    expect(service.calls.has('PUT /Groups')).toBe(false);
  });

  test('may be there already, or not be there', async () => {
    const { service, ids } = withUsers(4);
    const id = service.addGroup('Staff', ids.slice(0, 2));
    await groupsOf(service).change(id, { add: ids.slice(1, 3), remove: [ids[3]!, ids[0]!] }, signal);
    expect(service.groups().get('Staff')).toEqual([ids[1], ids[2]]);
    await groupsOf(service).change(id, { add: [], remove: [] }, signal);
  });

  test('who are lost by the service are put back', async () => {
    const { service, ids } = withUsers(260, { losses: { beyond: 100, times: 1 } });
    const id = service.addGroup('Staff', ids.slice(0, 250));
    await groupsOf(service).change(id, { add: ids.slice(250), remove: ids.slice(0, 3) }, signal);
    expect(service.groups().get('Staff')).toEqual([...ids.slice(3)].sort());
  });

  test('who are lost for good are told of', async () => {
    const { service, ids } = withUsers(260, { losses: { beyond: 100, times: 99 } });
    const id = service.addGroup('Staff', ids.slice(0, 250));
    const change = groupsOf(service).change(id, { add: ids.slice(250), remove: [] }, signal);
    await expect(change).rejects.toMatchObject({ code: 'destination-unexpected', detail: { members: 260 } });
  });

  test.each([5, 120])('who are no users any more stand in nobody else’s way, among %i', async (count) => {
    const { service, ids } = withUsers(count);
    const id = service.addGroup('Staff');
    await groupsOf(service).change(id, { add: [...ids, 'u-gone'], remove: ['u-gone too'] }, signal);
    expect(service.groups().get('Staff')).toEqual([...ids].sort());
  });

  test('who are refused are told of, after all others were put in', async () => {
    const { service, ids } = withUsers(3);
    const id = service.addGroup('Staff');
    for (const nth of [1, 3]) service.fault({ method: 'PATCH', nth, is: 400 });
    const change = groupsOf(service).change(id, { add: ids, remove: [] }, signal);
    await expect(change).rejects.toMatchObject({ code: 'destination-refused', detail: { refused: 1 } });
    expect(service.groups().get('Staff')).toEqual([ids[0], ids[2]]);
  });

  test('are taken out by values, where the configuration says so', async () => {
    const { service, ids } = withUsers(150, { removal: 'value' });
    const id = service.addGroup('Staff', ids.slice(0, 140));
    const byPath = groupsOf(service).change(id, { add: [], remove: ids.slice(0, 2) }, signal);
    await expect(byPath).rejects.toMatchObject({ code: 'destination-refused', detail: { refused: 2 } });
    await groupsOf(service, { removeMembers: 'value' }).change(
      id,
      { add: ids.slice(140), remove: ids.slice(0, 120) },
      signal,
    );
    expect(service.groups().get('Staff')).toEqual(ids.slice(120).sort());
  });

  test('who are all taken out by a service that has values otherwise are put back', async () => {
    const { service, ids } = withUsers(20, { removal: 'all' });
    const id = service.addGroup('Staff', ids);
    await groupsOf(service, { removeMembers: 'value' }).change(id, { add: [], remove: ids.slice(0, 2) }, signal);
    expect(service.groups().get('Staff')).toEqual(ids.slice(2).sort());
  });

  test('of a service that does not tell them are changed too', async () => {
    const { service, ids } = withUsers(150, { tells: { groups: false, members: false } });
    const id = service.addGroup('Staff', ids.slice(0, 20));
    await groupsOf(service).change(id, { add: ids.slice(20), remove: ids.slice(0, 10) }, signal);
    expect(service.groups().get('Staff')).toHaveLength(140);
  });

  test.each([
    ['takes no PATCH', { patch: false }, 'g-3', 'destination-refused', 501],
    ['has the group no more', {}, 'g-9', 'destination-refused', 404],
  ])('are not changed where the service %s', async (_, rules, id, code, status) => {
    const { service, ids } = withUsers(2, rules);
    service.addGroup('Staff', ids.slice(1));
    const change = groupsOf(service).change(id, { add: ids, remove: [] }, signal);
    await expect(change).rejects.toMatchObject({ code, detail: { status } });
    expect(service.groups().get('Staff')).toEqual(ids.slice(1));
    expect(service.calls.has('PUT /Groups')).toBe(false);
  });
});
