import { afterEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../../../lambda/sync/destinations/running-destination.ts';
import type { JsonObject } from '../../../../../lambda/sync/json.ts';
import type { Fault } from '../../../../standins/call-faults.ts';
import { apiWorld, listed, signal, stopApis } from './api-world.ts';

afterEach(stopApis);

const create = (key: string, document: JsonObject = {}): Change => ({ kind: 'create', key, document });
const remove = (key: string, id: string): Change => ({ kind: 'delete', key, id });

/** What is thrown, which says nothing of a user or an answer. */
const thrownBy = async (promise: Promise<unknown>): Promise<Error> => {
  const error = await promise.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  expect(`${error.message} ${JSON.stringify(error.detail)}`).not.toMatch(/canary/i);
  return error;
};

const refusals: readonly (readonly [string, Change, object])[] = [
  ['a member that there is not', create('a', { CANARY: 1 }), { code: 'refused', status: 400 }],
  ['a value of another kind', create('a', { mail: 7 }), { code: 'refused', status: 400 }],
  ['a mail address that is taken', create('a', { mail: 'CANARY' }), { code: 'conflict', status: 409 }],
  ['a key that is taken by another one', create('CANARY', { mail: 'other' }), { code: 'conflict', status: 409 }],
  ['an id that is a dot', remove('a', '..'), { code: 'refused' }],
  ['an id that is half a letter', remove('a', '\ud800'), { code: 'refused' }],
  ['a user who is gone', { kind: 'disable', key: 'a', id: 'u/7' }, { code: 'gone' }],
];

test.each(refusals)('a change with %s fails alone, and nothing is told of it', async (_, change, failure) => {
  const { api, destination } = await apiWorld();
  api.put({ login: 'CANARY', mail: 'CANARY' });
  const changed = await destination.change([create('first'), change, create('last')], signal);
  expect(changed).toEqual([
    expect.objectContaining({ outcome: 'done', key: 'first' }),
    { outcome: 'failed', key: change.key, reason: expect.not.stringMatching(/CANARY|\.\./), ...failure },
    expect.objectContaining({ outcome: 'done', key: 'last' }),
  ]);
  expect(api.logins()).toEqual(expect.arrayContaining(['CANARY', 'first', 'last']));
});

describe('a user who was made by a call that went wrong', () => {
  test('is found there, and not made again', async () => {
    const { api, destination } = await apiWorld();
    api.fail({ call: 1, route: 'POST /users', fault: 'cut-after' });
    const [changed] = await destination.change([create('fry', { mail: 'fry' })], signal);
    expect(changed).toMatchObject({ outcome: 'done', id: api.userAt('fry')!.id });
    expect(await destination.change([create('fry', { mail: 'fry' })], signal)).toMatchObject([{ outcome: 'done' }]);
    expect(api.logins()).toEqual(['fry']);
  });

  test.each<Fault>(['cut-before', { status: 500, body: 'CANARY' }, { status: 408 }])(
    'is not, if it was not made: %j',
    async (fault) => {
      const { api, destination } = await apiWorld();
      api.fail({ call: 1, route: 'POST /users', fault });
      expect(await destination.change([create('fry')], signal)).toMatchObject([{ outcome: 'failed', code: 'failed' }]);
      expect(api.logins()).toEqual([]);
    },
  );
});

const statuses: readonly (readonly [number, object, object])[] = [
  [409, { done: [409] }, { outcome: 'done' }],
  [202, {}, { outcome: 'done' }],
  [202, { conflict: [202] }, { outcome: 'failed', code: 'conflict', status: 202 }],
  [404, {}, { outcome: 'failed', code: 'gone', status: 404 }],
  [410, { gone: [404] }, { outcome: 'failed', code: 'refused', status: 410 }],
  [422, {}, { outcome: 'failed', code: 'refused', status: 422 }],
  [422, { conflict: [409, 422] }, { outcome: 'failed', code: 'conflict', status: 422 }],
  [403, {}, { outcome: 'failed', code: 'refused', status: 403 }],
  [503, {}, { outcome: 'failed', code: 'failed', status: 503 }],
];

test.each(statuses)(
  'an answer with %i, where the settings say %j, means what they say',
  async (status, own, outcome) => {
    const { api, destination } = await apiWorld({ statuses: own });
    api.put({ login: 'fry' });
    const found = (await destination.find(['fry'], signal)).get('fry')!;
    api.fail({ call: 1, route: 'PUT /users/{id}', fault: { status } });
    const change: Change = { kind: 'update', key: 'fry', id: found.id, document: {}, found, fields: [] };
    expect(await destination.change([change], signal)).toEqual([expect.objectContaining(outcome)]);
  },
);

const odd: readonly (readonly [string, object, Fault, string])[] = [
  ['no list', {}, { status: 200, body: { CANARY: 1 } }, 'destination-unexpected'],
  ['a user without an id', {}, { status: 200, body: [{ login: 'CANARY' }] }, 'destination-unexpected'],
  ['a text for a user', {}, { status: 200, body: ['CANARY'] }, 'destination-unexpected'],
  ['a page', {}, { status: 200, body: '<html>CANARY' }, 'destination-unexpected'],
  ['that it is elsewhere', {}, { status: 302, headers: { location: '/CANARY' } }, 'destination-unexpected'],
  ['that it may not', {}, { status: 403, body: 'CANARY' }, 'destination-refused'],
  ['that it can not', {}, { status: 500, body: 'CANARY' }, 'destination-failed'],
  ['that it is asked too often', {}, { status: 429, body: 'CANARY' }, 'destination-throttled'],
  ['that nobody is signed in', {}, { status: 401, body: 'CANARY' }, 'credentials-refused'],
  ['nothing', {}, 'cut-before', 'destination-unreachable'],
  [
    'that another place has the rest',
    { list: { paging: { link: 'header' } } },
    { status: 200, body: [], headers: { link: '<https://other.example/CANARY>; rel="next"' } },
    'destination-unexpected',
  ],
];

test.each(odd)('an API that says %s is none that is understood', async (_, settings, fault, code) => {
  const world = await apiWorld(settings);
  for (let call = 1; call <= 3; call++) world.api.fail({ call, route: 'GET /users', fault });
  expect(await thrownBy(listed(world))).toMatchObject({ code });
  expect(await thrownBy(world.destination.find(['fry'], signal))).toMatchObject({ code });
});

test('a request for one user that goes wrong is no proof that there is none', async () => {
  const { api, destination } = await apiWorld({ find: { query: { login: '${key}' } } });
  api.fail({ call: 1, route: 'GET /users', fault: { status: 400, body: 'CANARY' } });
  expect(await thrownBy(destination.find(['fry'], signal))).toMatchObject({ code: 'destination-unexpected' });
  api.fail({ call: 1, route: 'GET /users', fault: { status: 404, body: 'CANARY' } });
  expect((await destination.find(['fry'], signal)).size).toBe(0);
});

test('whoever can not be asked for is not there', async () => {
  const { api, destination } = await apiWorld({ find: { path: '/users/${key}' } });
  expect((await destination.find(['..', '.', ''], signal)).size).toBe(0);
  expect(api.requests).toEqual([]);
});
