import { afterEach, describe, expect, test } from 'vitest';
import type { Change, Found } from '../../../../../lambda/sync/destinations/running-destination.ts';
import type { JsonObject } from '../../../../../lambda/sync/json.ts';
import { organisation } from '../../../../standins/organisation.ts';
import { type DashboardWorld, dashboardWorld, signal, stopDashboards } from './dashboard-world.ts';

afterEach(stopDashboards);

const document: JsonObject = {
  user: { email: 'p.fry@acme.example', forenames: 'Philip', surname: 'Fry', userTypeId: 3, exportToCsv: true },
  userRoles: [{ name: 'Analysts' }, { name: 'Everybody' }],
  variables: [{ name: 'office', value: 'Ghent' }],
};
const create = (key: string, own: JsonObject = {}): Change => ({ kind: 'create', key, document: own });
const disable = (key: string): Change => ({ kind: 'disable', key, id: key.toUpperCase() });
const remove = (key: string): Change => ({ kind: 'delete', key, id: key.toUpperCase() });

const found = async ({ destination }: DashboardWorld, key: string): Promise<Found> =>
  (await destination.find([key], signal)).get(key)!;

const update = async (world: DashboardWorld, key: string, own: JsonObject): Promise<Change> => {
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

describe('users of a dashboard', () => {
  test('are made as the map says, with what is delivered to be told at sign-in letter for letter', async () => {
    const { dashboard, destination } = await dashboardWorld();
    const changed = await destination.change(
      [create('p.fry', document), create('t.leela', { user: { lite: true } })],
      signal,
    );
    const texts = [destination.payload('p.fry', document), destination.payload('t.leela', { user: { lite: true } })];
    expect(changed).toEqual([
      { outcome: 'done', key: 'p.fry', id: 'P.FRY', payload: texts[0] },
      { outcome: 'done', key: 't.leela', id: 'T.LEELA', payload: texts[1] },
    ]);
    const sent = dashboard.requests.filter(({ path }) => path.endsWith('/users/sync')).map(({ body }) => body);
    expect(sent).toEqual([`[${texts.map((text) => text.slice(1, -1)).join(',')}]`]);
    expect(texts[0]).toBe(
      '[{"restrictions":[],"user":{"clientEnabled":true,"email":"p.fry@acme.example","exportToCsv":true,"forenames":"Philip",' +
        '"readableUserCode":"p.fry","surname":"Fry","userTypeId":3,"usercode":"p.fry"},"userCategories":[],' +
        '"userRoles":[{"name":"Analysts"},{"name":"Everybody"}],"variables":[{"name":"office","value":"Ghent"}]}]',
    );
    expect(dashboard.userAt('p.fry')).toMatchObject({
      user: { usercode: 'P.FRY', readableUserCode: 'p.fry', surname: 'Fry', clientEnabled: true, exportToCsv: true },
      userRoles: [{ name: 'Analysts' }, { name: 'Everybody' }],
    });
  });

  test('are found however their codes are written, with all that they are', async () => {
    const world = await dashboardWorld();
    await world.destination.change([create('P.Fry', document)], signal);
    const all = await world.destination.find(['p.fry', 'nobody'], signal);
    expect([...all.keys()]).toEqual(['p.fry']);
    expect(all.get('p.fry')).toMatchObject({ key: 'p.fry', id: 'P.FRY', isActive: true, document });
    expect(world.destination.sameKey!('p.fry')).toBe(world.destination.sameKey!('P.Fry'));
    expect(world.destination.compare(all.get('p.fry')!, document)).toEqual([]);
  });

  test('are found by their numbers, where the version asks for those', async () => {
    const world = await dashboardWorld({ payloadParameter: 'userId' }, { payloadParameter: 'userId' });
    await world.destination.change([create('p.fry', document)], signal);
    expect(await found(world, 'p.fry')).toMatchObject({ id: 'P.FRY', document });
  });

  test('are listed, whoever made them', async () => {
    const people = organisation({ people: 40, groups: 2 });
    const { dashboard, destination } = await dashboardWorld({ organisation: people });
    const listed: Found[] = [];
    for await (const page of destination.list(signal)) listed.push(...page);
    expect(listed).toEqual(
      dashboard.users.map(({ usercode, readableUserCode, clientEnabled }) => ({
        key: readableUserCode,
        id: usercode,
        isActive: clientEnabled,
      })),
    );
    expect(listed.some(({ isActive }) => !isActive)).toBe(true);
  });

  test('keep what the map does not name, which the token at sign-in says too', async () => {
    const world = await dashboardWorld();
    const { dashboard, destination } = world;
    dashboard.sync([
      {
        user: { usercode: 'p.fry', surname: 'Old', editUsers: true, orgIdentifier: 'Sales' },
        restrictions: [{ columnId: 7, value: 'EU' }],
        variables: [{ name: 'office', value: 'Ghent' }],
      },
    ]);
    const own = { user: { surname: 'Fry' }, variables: [] };
    const change = await update(world, 'p.fry', own);
    expect(change.kind === 'update' && change.fields).toEqual([
      { path: 'user.surname', before: 'Old', after: 'Fry' },
      { path: 'variables', before: [{ name: 'office', value: 'Ghent' }], after: [] },
    ]);
    const [changed] = await destination.change([change], signal);
    expect(dashboard.userAt('p.fry')).toMatchObject({
      user: { surname: 'Fry', editUsers: true, orgIdentifier: 'Sales', orgId: 2 },
      restrictions: [{ columnId: 7, value: 'EU' }],
      variables: [],
    });
    const there = await found(world, 'p.fry');
    expect(changed).toMatchObject({ outcome: 'done', payload: destination.payload('p.fry', own, there) });
    expect(destination.compare(there, own)).toEqual([]);
  });

  test('lose what the map does not name, where they are to', async () => {
    const world = await dashboardWorld({}, { others: 'replace' });
    const { dashboard, destination } = world;
    dashboard.sync([
      { user: { usercode: 'p.fry', surname: 'Fry', editUsers: true }, restrictions: [{ columnId: 7, value: 'EU' }] },
    ]);
    const own = { user: { surname: 'Fry' } };
    const change = await update(world, 'p.fry', own);
    expect(change.kind === 'update' && change.fields).toEqual([
      { path: 'user.editUsers', before: true, after: undefined },
      { path: 'restrictions', before: [{ columnId: 7, value: 'EU' }], after: undefined },
    ]);
    await destination.change([change], signal);
    expect(dashboard.userAt('p.fry')).toMatchObject({ user: { editUsers: false }, restrictions: [] });
    expect(destination.compare(await found(world, 'p.fry'), own)).toEqual([]);
  });

  test('go to another organization or parent by its name, whatever number they have', async () => {
    const world = await dashboardWorld();
    const { dashboard, destination } = world;
    await destination.change([create('boss'), create('p.fry', { user: { parentId: 1, orgId: 2 } })], signal);
    const own = { user: { parentIdentifier: 'BOSS', orgIdentifier: 'Service' } };
    await destination.change([await update(world, 'p.fry', own)], signal);
    expect(dashboard.userAt('p.fry')).toMatchObject({ user: { ...own.user, orgId: 3 } });
  });

  test('come after those whom they are below', async () => {
    const { dashboard, destination } = await dashboardWorld();
    const below = (key: string, parent: string) => create(key, { user: { parentIdentifier: parent } });
    const changed = await destination.change([below('c', 'b'), below('b', 'A'), create('a')], signal);
    expect(changed.map(({ key, outcome }) => [key, outcome])).toEqual([
      ['c', 'done'],
      ['b', 'done'],
      ['a', 'done'],
    ]);
    expect(dashboard.usercodes()).toEqual(['A', 'B', 'C']);
  });

  test('are disabled with all that they are, and active again by an update', async () => {
    const world = await dashboardWorld();
    const { dashboard, destination } = world;
    await destination.change([create('p.fry', document)], signal);
    expect(await destination.change([disable('p.fry'), disable('nobody')], signal)).toEqual([
      { outcome: 'done', key: 'p.fry', id: 'P.FRY' },
      { outcome: 'failed', key: 'nobody', code: 'gone', reason: expect.any(String) },
    ]);
    expect(dashboard.userAt('p.fry')).toMatchObject({
      user: { clientEnabled: false, surname: 'Fry' },
      ...lists(document),
    });
    const before = dashboard.calls.get('POST /users/sync');
    expect(await destination.change([disable('p.fry')], signal)).toMatchObject([{ outcome: 'done' }]);
    expect(dashboard.calls.get('POST /users/sync')).toBe(before);
    expect(await found(world, 'p.fry')).toMatchObject({ isActive: false });
    await destination.change([await update(world, 'p.fry', document)], signal);
    expect(await found(world, 'p.fry')).toMatchObject({ isActive: true });
  });

  test('are deleted by the number that they have now, and once more without harm', async () => {
    const { dashboard, destination } = await dashboardWorld();
    await destination.change([create('p.fry'), create('t.leela')], signal);
    await destination.find(['p.fry'], signal);
    dashboard.remove('p.fry');
    dashboard.sync([{ user: { usercode: 'other' } }, { user: { usercode: 'p.fry' } }]);
    const gone = [{ outcome: 'done', key: 'p.fry', id: undefined }];
    expect(await destination.change([remove('p.fry')], signal)).toEqual(gone);
    expect(dashboard.usercodes()).toEqual(['T.LEELA', 'OTHER']);
    expect(await destination.change([remove('p.fry')], signal)).toEqual(gone);
    expect(dashboard.calls.get('DELETE /users/{id}')).toBe(1);
  });

  test('are asked for by name if they were seen, and looked for in the list together if they were not', async () => {
    const { dashboard, destination } = await dashboardWorld();
    const calls = () => [dashboard.calls.get('GET /users'), dashboard.calls.get('GET /users/syncPayload')];
    await destination.change([create('p.fry'), create('t.leela')], signal);
    expect((await destination.find(['p.fry', 't.leela', 'nobody'], signal)).size).toBe(2);
    expect(calls()).toEqual([1, 2]);
    await destination.find(['p.fry'], signal);
    expect(calls()).toEqual([1, 3]);
    dashboard.remove('p.fry');
    dashboard.sync([{ user: { usercode: 'new' } }]);
    expect([...(await destination.find(['p.fry', 't.leela', 'new'], signal)).keys()]).toEqual(['t.leela', 'new']);
    expect(calls()).toEqual([2, 6]);
  });

  test('another login is made when the token has ended', async () => {
    const { dashboard, destination, clock } = await dashboardWorld();
    await destination.change([create('p.fry')], signal);
    clock.now += 1_300_000;
    await destination.change([create('t.leela')], signal);
    expect([dashboard.logins(), dashboard.usercodes()]).toEqual([2, ['P.FRY', 'T.LEELA']]);
  });
});

const lists = ({ userRoles, variables }: JsonObject) => ({ userRoles, variables });
