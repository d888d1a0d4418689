import { afterEach, describe, expect, test } from 'vitest';
import type { Change, Found } from '../../../../../lambda/sync/destinations/running-destination.ts';
import type { JsonObject } from '../../../../../lambda/sync/json.ts';
import type { JsonUsersOptions } from '../../../../standins/json-users/start-json-users.ts';
import { type ApiWorld, apiWorld, listed, signal, stopApis } from './api-world.ts';

afterEach(stopApis);

const document: JsonObject = { mail: 'fry@acme.example', profile: { office: 'Ghent' }, tags: [{ name: 'a' }] };
const create = (key: string, own: JsonObject = {}): Change => ({ kind: 'create', key, document: own });

const found = async ({ destination }: ApiWorld, key: string): Promise<Found> =>
  (await destination.find([key], signal)).get(key)!;
const update = async (world: ApiWorld, key: string, own: JsonObject): Promise<Change> => {
  const there = await found(world, key);
  return {
    kind: 'update',
    key,
    id: there.id,
    document: own,
    found: there,
    fields: world.destination.compare(there, own),
  };
};
const away = async (world: ApiWorld, kind: 'disable' | 'delete', key: string): Promise<Change> => {
  const { id } = await found(world, key);
  return { kind, key, id };
};

/** What an API may be told of in its settings, and how it then is. */
const ways: readonly (readonly [string, object, Partial<JsonUsersOptions>])[] = [
  ['five lines', {}, {}],
  ['pages by links', { list: { paging: { link: 'header' } } }, { pageSize: 2 }],
  [
    'pages by cursors',
    { list: { rows: '/items', paging: { token: 'next', parameter: 'after' } } },
    { pageSize: 2, paging: 'cursor' },
  ],
  [
    'pages by numbers',
    { list: { rows: '/items', paging: { offset: 'offset', total: 'total' } } },
    { pageSize: 2, paging: 'offset' },
  ],
  ['a request for one user', { find: { query: { login: '${key}' } } }, {}],
  ['answers within answers', { list: { rows: '/data' }, create: { user: '/data' } }, { isWrapped: true }],
  [
    'a request for one within another',
    { list: { rows: '/data' }, find: { query: { login: '${key}' }, user: '/data' }, create: { user: '/data' } },
    { isWrapped: true },
  ],
  ['ids that are told in Location', {}, { created: 'location' }],
  ['ids that are not told', {}, { created: 'nothing' }],
  [
    'suspending by a request of its own',
    { active: undefined, disable: { method: 'POST', path: '/users/${id}/suspend' } },
    {},
  ],
  [
    'changes alone',
    { update: { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' }, body: '${record}' } },
    {},
  ],
];

describe.each(ways)('users of an API with %s', (_, settings, options) => {
  test('are made, found, changed, disabled and deleted', async () => {
    const world = await apiWorld(settings, options);
    const { api, destination } = world;
    const made = await destination.change(
      ['a', 'b', 'p/fry', 'c', 'd'].map((key) => create(key, key === 'p/fry' ? document : {})),
      signal,
    );
    expect(made).toEqual(
      ['a', 'b', 'p/fry', 'c', 'd'].map((key) => ({
        outcome: 'done',
        key,
        id: api.userAt(key)!.id,
        payload: destination.payload(key, key === 'p/fry' ? document : {}),
      })),
    );
    expect(api.userAt('p/fry')).toMatchObject({ login: 'p/fry', active: true, ...document });
    expect((await listed(world)).map(({ key, isActive }) => [key, isActive])).toEqual(
      api.logins().map((key) => [key, true]),
    );

    const there = await destination.find(['p/fry', 'p', 'nobody'], signal);
    expect([...there.keys()]).toEqual(['p/fry']);
    expect(destination.compare(there.get('p/fry')!, document)).toEqual([]);

    api.put({ login: 'p/fry', profile: { office: 'Ghent', phone: '7' }, tags: [{ name: 'a', since: '2026' }] });
    const own = { mail: null, profile: { office: 'Paris', phone: '7' }, tags: [{ name: 'a', since: '2026' }] };
    const change = await update(world, 'p/fry', own);
    expect(change.kind === 'update' && change.fields).toEqual([
      { path: 'mail', before: 'fry@acme.example', after: null },
      { path: 'profile.office', before: 'Ghent', after: 'Paris' },
    ]);
    expect(await destination.change([change], signal)).toMatchObject([
      { outcome: 'done', payload: destination.payload('p/fry', own) },
    ]);
    expect(api.userAt('p/fry')).toMatchObject(own);

    expect(await destination.change([await away(world, 'disable', 'p/fry')], signal)).toMatchObject([
      { outcome: 'done' },
    ]);
    expect(api.userAt('p/fry')).toMatchObject({ active: false, ...own });
    const gone = await away(world, 'delete', 'p/fry');
    for (let time = 0; time < 2; time++)
      expect(await destination.change([gone], signal)).toEqual([{ outcome: 'done', key: 'p/fry', id: undefined }]);
    expect(api.logins()).toEqual(['a', 'b', 'c', 'd']);
  });
});

test('what the map does not name stays, also where the API replaces', async () => {
  const world = await apiWorld();
  const { api, destination } = world;
  api.put({ login: 'fry', mail: 'fry@acme.example', tags: [{ name: 'own' }], profile: { phone: '7' } });
  await destination.change([await update(world, 'fry', { profile: { office: 'Ghent' } })], signal);
  expect(api.userAt('fry')).toMatchObject({
    mail: 'fry@acme.example',
    tags: [{ name: 'own' }],
    profile: { phone: '7', office: 'Ghent' },
  });
});

test('who is disabled is active again by an update, and is left alone by another one', async () => {
  const world = await apiWorld();
  const { api, destination } = world;
  await destination.change([create('fry')], signal);
  await destination.change([await away(world, 'disable', 'fry')], signal);
  expect(await found(world, 'fry')).toMatchObject({ isActive: false });
  const writes = api.calls.get('PUT /users/{id}');
  await destination.change([await away(world, 'disable', 'fry')], signal);
  expect(api.calls.get('PUT /users/{id}')).toBe(writes);
  await destination.change([await update(world, 'fry', {})], signal);
  expect(await found(world, 'fry')).toMatchObject({ isActive: true });
});

test('being active may have other words, and keys another case', async () => {
  const active = { at: '/profile/status', on: 'IN', off: 'OUT' };
  const world = await apiWorld({ active, ignoreCase: true });
  const { api, destination } = world;
  await destination.change([create('Fry', { profile: { office: 'Ghent' } })], signal);
  expect(api.userAt('Fry')!.profile).toEqual({ office: 'Ghent', status: 'IN' });
  expect(await found(world, 'FRY')).toMatchObject({ key: 'FRY', isActive: true });
  expect(destination.sameKey!('FRY')).toBe(destination.sameKey!('fry'));
  await destination.change([await update(world, 'FRY', { profile: { office: 'Paris' } })], signal);
  expect(api.logins()).toEqual(['Fry']);
  await destination.change([await away(world, 'disable', 'fry')], signal);
  expect(api.userAt('Fry')!.profile).toEqual({ office: 'Paris', status: 'OUT' });
  expect(await found(world, 'fry')).toMatchObject({ isActive: false });
});

test('an API that can not disable or delete is not asked to', async () => {
  const world = await apiWorld({ active: undefined, disable: 'none', delete: 'none' });
  const { api, destination } = world;
  await destination.change([create('fry')], signal);
  const changes = [await away(world, 'disable', 'fry'), await away(world, 'delete', 'fry')];
  expect(await destination.change(changes, signal)).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }]);
  expect(api.userAt('fry')).toMatchObject({ active: true });
});

test('who has no key is nobody, and a list is read once for changes that are made together', async () => {
  const world = await apiWorld({ key: '/mail', ignoreCase: true });
  const { api, destination } = world;
  for (const login of ['a', 'b', 'c']) api.put({ login, mail: login === 'b' ? null : `${login}@acme.example` });
  expect((await listed(world)).map(({ key }) => key)).toEqual(['a@acme.example', 'c@acme.example']);
  const changes = [await away(world, 'disable', 'a@acme.example'), await away(world, 'disable', 'c@acme.example')];
  const lists = api.calls.get('GET /users')!;
  await destination.change(changes, signal);
  expect(api.calls.get('GET /users')! - lists).toBe(1);
  expect(api.userAt('c')).toMatchObject({ active: false });
});
