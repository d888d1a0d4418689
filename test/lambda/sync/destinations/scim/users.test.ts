import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../../lambda/sync/destinations/running-destination.ts';
import { scimInMemory } from '../../../../standins/scim/scim-in-memory.ts';
import { enterpriseSchema } from '../../../../standins/scim/scim-schema.ts';
import { deliver, findOne, listAll, scimAt, signal } from './scim-destination.ts';

const anna = {
  userName: 'Anna@acme.example',
  displayName: 'Anna Peeters',
  name: { givenName: 'Anna', familyName: 'Peeters' },
  title: 'Analyst',
  emails: [{ value: 'Anna@acme.example', type: 'work' }],
  roles: ['editor', 'viewer'],
  [enterpriseSchema]: { department: 'Finance' },
  groups: ['Staff'],
};

const people = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);

describe.each(['patch', 'put', 'discover'])('a user by %s', (update) => {
  test('is made, found as it was made, changed, disabled and deleted', async () => {
    const service = scimInMemory({ etags: true });
    const scim = scimAt(service.fetch, { update });
    const { changed } = await deliver(scim, '7', anna);
    expect(changed).toEqual({ outcome: 'done', key: '7', id: 'u-1' });
    expect(service.users().get('u-1')).toMatchObject({
      externalId: '7',
      active: true,
      roles: [{ value: 'editor' }, { value: 'viewer' }],
    });
    expect(await deliver(scim, '7', anna)).toEqual({ fields: [], changed: undefined });

    const other = {
      ...anna,
      title: '',
      emails: [{ value: 'a.peeters@acme.example', type: 'work' }],
      [enterpriseSchema]: { department: 'Risk' },
    };
    const { fields, changed: updated } = await deliver(scim, '7', other);
    expect(fields.map(({ path }) => path)).toEqual(['title', 'emails', `${enterpriseSchema}:department`]);
    expect(updated).toEqual({ outcome: 'done', key: '7', id: 'u-1' });
    expect(service.users().get('u-1')).toMatchObject({
      [enterpriseSchema]: { department: 'Risk' },
      emails: [{ value: 'a.peeters@acme.example', primary: true }],
    });
    expect(service.users().get('u-1')).not.toHaveProperty('title');

    const away: Change[] = [{ kind: 'disable', key: '7', id: 'u-1' }];
    expect(await scim.change(away, signal)).toEqual([{ outcome: 'done', key: '7', id: 'u-1' }]);
    expect(await scim.change(away, signal)).toEqual([{ outcome: 'done', key: '7', id: 'u-1' }]);
    expect(await findOne(scim, '7')).toMatchObject({ isActive: false });
    await deliver(scim, '7', other);
    expect(await findOne(scim, '7')).toMatchObject({ isActive: true });

    const gone: Change[] = [{ kind: 'delete', key: '7', id: 'u-1' }];
    expect(await scim.change(gone, signal)).toEqual([{ outcome: 'done', key: '7', id: undefined }]);
    expect(await scim.change(gone, signal)).toEqual([{ outcome: 'done', key: '7', id: undefined }]);
    expect(service.users().size).toBe(0);
  });

  test('keeps what the map does not name', async () => {
    const service = scimInMemory();
    const scim = scimAt(service.fetch, { update });
    service.addUser({
      userName: 'b',
      externalId: '8',
      nickName: 'Bo',
      phoneNumbers: [{ value: '+32 1' }],
      name: { givenName: 'B', middleName: 'X' },
    });
    await deliver(scim, '8', { userName: 'b', title: 'Head', name: { givenName: 'Bo' } });
    expect(service.users().get('u-1')).toMatchObject({
      title: 'Head',
      nickName: 'Bo',
      phoneNumbers: [{ value: '+32 1' }],
      name: { givenName: 'Bo', middleName: 'X' },
    });
  });
});

test('a userName that the map does not name is the key of who is made, and stays with who was there', async () => {
  const service = scimInMemory();
  const scim = scimAt(service.fetch);
  service.addUser({ userName: 'anna', externalId: '7' });
  expect((await deliver(scim, '7', { title: 'Head' })).fields.map(({ path }) => path)).toEqual(['title']);
  await deliver(scim, '8', { title: 'Head' });
  expect([...service.users().values()].map(({ userName }) => userName)).toEqual(['anna', '8']);
});

describe('a list', () => {
  test.each([
    ['pages that are capped', { page: 7 }],
    ['a total that counts the page', { page: 7, total: 'page' }],
    ['a total that counts too many', { page: 7, total: 'more' }],
    ['an index behind the last that is refused', { page: 5, refusesBehind: true }],
    ['sorting', { page: 7, sort: true }],
    ['cursors', { page: 7, cursor: true }],
    ['nothing shown of itself', { page: 7, isShown: false }],
  ] as const)('of a service with %s gives everybody once', async (_, rules) => {
    const service = scimInMemory(rules);
    for (const userName of people(45)) service.addUser({ userName });
    const listed = await listAll(scimAt(service.fetch));
    expect(listed.map(({ key }) => key).sort()).toEqual(people(45).sort());
    expect(listed.every(({ isActive, document }) => isActive && document?.['userName'] !== undefined)).toBe(true);
  });

  test('that never comes to an end is given up', async () => {
    const service = scimInMemory({ page: 5, total: 'more' });
    for (const userName of people(9)) service.addUser({ userName });
    const same: typeof fetch = (input, init) =>
      service.fetch(String(input).replace(/startIndex=\d+/, 'startIndex=1'), init);
    await expect(listAll(scimAt(same))).rejects.toMatchObject({ code: 'destination-unexpected' });
  });

  test('is read by cursor where the configuration says so, for a service that does not tell', async () => {
    const service = scimInMemory({ page: 7, cursor: true, isShown: false });
    for (const userName of people(20)) service.addUser({ userName });
    expect(await listAll(scimAt(service.fetch, { paging: 'cursor' }))).toHaveLength(20);
    await expect(listAll(scimAt(service.fetch, { paging: 'index' }))).rejects.toMatchObject({
      detail: { status: 400 },
    });
  });

  test('of nobody is one', async () => {
    expect(await listAll(scimAt(scimInMemory().fetch))).toEqual([]);
  });
});

describe('users are found', () => {
  const keys = [...people(30), 'with "quotes" \\ and ünïcode', 'not there'];
  test.each([
    ['together', {}, {}],
    ['one by one, where a service knows no or', { or: false }, {}],
    ['in the list, where a service knows no filter', { filters: [], page: 8 }, {}],
    ['in the list, where it can not be asked for externalId', { filters: ['userName'], page: 8 }, {}],
    ['by userName', { externalId: false }, { match: 'userName' }],
    ['in the list by userName', { filters: [] }, { match: 'userName' }],
  ] as const)('%s', async (_, rules, written) => {
    const service = scimInMemory(rules);
    for (const key of keys.slice(0, -1))
      service.addUser('match' in written ? { userName: key } : { userName: `${key}@acme.example`, externalId: key });
    const found = await scimAt(service.fetch, written).find(keys, signal);
    expect([...found.keys()].sort()).toEqual(keys.slice(0, -1).sort());
    expect([...found.values()].every(({ key }) => found.get(key)?.key === key)).toBe(true);
  });

  test('with few questions', async () => {
    const service = scimInMemory();
    for (const key of people(30)) service.addUser({ userName: key, externalId: key });
    const scim = scimAt(service.fetch);
    await scim.find(people(30), signal);
    expect(service.calls.get('GET /Users')).toBe(2);
    expect([...(await scim.find(['user-7'], signal)).keys()]).toEqual(['user-7']);
    expect(await scim.find(['nobody'], signal)).toEqual(new Map());
  });

  test('by userName, who has no externalId, in any letter case; and not who has another', async () => {
    const service = scimInMemory({ adds: false });
    service.addUser({ userName: 'Anna@Acme.example' });
    service.addUser({ userName: 'bo@acme.example', externalId: 'somebody else' });
    const found = await scimAt(service.fetch).find(['anna@acme.example', 'bo@acme.example'], signal);
    expect([...found]).toMatchObject([['anna@acme.example', { key: 'anna@acme.example', id: 'u-1' }]]);
  });

  test('not by a service that gives everybody, whatever it is asked', async () => {
    const service = scimInMemory();
    service.addUser({ userName: 'a', externalId: 'other' });
    const all: typeof fetch = (input, init) => service.fetch(String(input).replace(/filter=[^&]*&?/, ''), init);
    expect(await scimAt(all).find(['a', 'b'], signal)).toEqual(new Map());
  });
});

describe('before anything was asked', () => {
  test('any number is taken at once, and then as many as the service takes', async () => {
    const bulky = scimAt(scimInMemory({ bulk: { maxOperations: 12, maxPayloadSize: 100_000 } }).fetch);
    expect(bulky.batch).toBeGreaterThan(1);
    await bulky.find([], signal);
    expect(bulky.batch).toBe(12);
    const plain = scimAt(scimInMemory().fetch);
    await plain.find([], signal);
    expect(plain.batch).toBe(1);
    expect(scimAt(scimInMemory().fetch, { bulk: 'never' }).batch).toBe(1);
  });

  test('is asked once what the service can do', async () => {
    const service = scimInMemory();
    const scim = scimAt(service.fetch);
    await Promise.all([scim.find(['1'], signal), scim.find(['2'], signal), listAll(scim)]);
    expect(service.calls.get('GET /ServiceProviderConfig')).toBe(1);
  });
});

describe('what a token says', () => {
  test('is what is sent to make the user', async () => {
    const service = scimInMemory();
    const scim = scimAt(service.fetch);
    await deliver(scim, '7', anna);
    expect(JSON.parse(scim.payload('7', anna))).toEqual(service.sent[0]);
    expect(service.sent[0]).not.toHaveProperty('groups');
  });
});
