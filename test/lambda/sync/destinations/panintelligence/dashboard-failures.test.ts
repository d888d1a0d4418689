import { afterEach, describe, expect, test } from 'vitest';
import { DestinationError } from '../../../../../lambda/sync/destinations/destination-error.ts';
import type { Change } from '../../../../../lambda/sync/destinations/running-destination.ts';
import type { JsonObject } from '../../../../../lambda/sync/json.ts';
import type { Fault } from '../../../../standins/call-faults.ts';
import { dashboardWorld, signal, stopDashboards } from './dashboard-world.ts';

afterEach(stopDashboards);

const create = (key: string, document: JsonObject = {}): Change => ({ kind: 'create', key, document });
const many = (count: number): readonly Change[] => Array.from({ length: count }, (_, at) => create(`user-${at}`));

/** What is thrown, which says nothing of a user or an answer. */
const thrownBy = async (promise: Promise<unknown>): Promise<Error> => {
  const error = await promise.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  expect(`${error.message} ${JSON.stringify(error.detail)}`).not.toMatch(/canary|user-\d/i);
  return error;
};

const wrong: readonly (readonly [string, JsonObject, object])[] = [
  ['a member that there is not', { user: { CANARY: 1 } }, { code: 'refused', status: 400 }],
  ['a value of another kind', { user: { editUsers: 'CANARY' } }, { code: 'refused', status: 400 }],
  ['an organization that there is not', { user: { orgIdentifier: 'CANARY' } }, { code: 'refused', status: 400 }],
  ['a parent who is not there', { user: { parentIdentifier: 'CANARY' } }, { code: 'refused', status: 400 }],
  ['a role that is no object', { userRoles: ['CANARY'] }, { code: 'refused', status: 400 }],
  ['the mail address of somebody else', { user: { email: 'CANARY' } }, { code: 'conflict', status: 409 }],
];

describe('a user whom the dashboard does not take', () => {
  test.each(wrong)('because of %s is told of alone', async (_, document, failure) => {
    const { dashboard, destination } = await dashboardWorld();
    dashboard.sync([{ user: { usercode: 'there', email: 'CANARY' } }]);
    const changes = [...many(7), create('wrong', document), ...many(9).slice(7)];
    const changed = await destination.change(changes, signal);
    expect(changed.map(({ key }) => key)).toEqual(changes.map(({ key }) => key));
    expect(changed.filter(({ outcome }) => outcome === 'failed')).toEqual([
      { outcome: 'failed', key: 'wrong', reason: expect.any(String), ...failure },
    ]);
    expect(JSON.stringify(changed.filter(({ outcome }) => outcome === 'failed'))).not.toMatch(/CANARY/);
    expect(dashboard.usercodes()).toHaveLength(10);
  });

  test('is found too where the dashboard takes those before', async () => {
    const { dashboard, destination } = await dashboardWorld({ keepsPart: true });
    const changes = [...many(5), create('wrong', { user: { CANARY: 1 } }), create('last')];
    const changed = await destination.change(changes, signal);
    expect(changed.filter(({ outcome }) => outcome === 'failed').map(({ key }) => key)).toEqual(['wrong']);
    expect(dashboard.usercodes()).toHaveLength(6);
  });

  test('may be one whom the user of the gate may not make', async () => {
    const { dashboard, destination } = await dashboardWorld({ isSuperAdmin: false });
    const changed = await destination.change(many(2), signal);
    expect(changed).toMatchObject([
      { code: 'refused', status: 403, reason: expect.stringContaining('super administrator') },
      { code: 'refused', status: 403 },
    ]);
    expect(dashboard.usercodes()).toEqual([]);
  });
});

const passing: readonly (readonly [string, Fault])[] = [
  ['cut off before', 'cut-before'],
  ['cut off after', 'cut-after'],
  ['answered with 500', { status: 500, body: 'CANARY' }],
  ['answered with 408', { status: 408 }],
];

describe('a call that goes wrong', () => {
  test.each(passing)('%s its work is made again in halves', async (_, fault) => {
    const { dashboard, destination } = await dashboardWorld();
    dashboard.fail({ call: 1, route: 'POST /users/sync', fault });
    const changed = await destination.change(many(8), signal);
    expect(changed.every(({ outcome }) => outcome === 'done')).toBe(true);
    expect(dashboard.calls.get('POST /users/sync')).toBe(3);
    expect(dashboard.usercodes()).toHaveLength(8);
  });

  test.each(passing)('%s its work for one user alone is a failure of that user', async (_, fault) => {
    const { dashboard, destination } = await dashboardWorld();
    dashboard.fail({ call: 1, route: 'POST /users/sync', fault });
    expect(await destination.change(many(1), signal)).toMatchObject([{ outcome: 'failed', code: 'failed' }]);
  });

  test('over and over is the end of the run', async () => {
    const { dashboard, destination } = await dashboardWorld();
    for (let call = 1; call <= 60; call++) dashboard.fail({ call, fault: { status: 503 }, route: 'POST /users/sync' });
    expect(await thrownBy(destination.change(many(50), signal))).toMatchObject({ code: 'destination-failed' });
    expect(dashboard.calls.get('POST /users/sync')).toBe(12);
  });

  test('to nowhere is too', async () => {
    const { dashboard, destination } = await dashboardWorld();
    await destination.change(many(1), signal);
    await dashboard.stop();
    const calls = [
      () => destination.find(['user-1'], signal),
      () => destination.list(signal).next(),
      () => destination.change(many(50), signal),
    ];
    for (const call of calls) expect(await thrownBy(call())).toMatchObject({ code: 'destination-unreachable' });
  });

  test('because there are too many is too', async () => {
    const { dashboard, destination } = await dashboardWorld();
    dashboard.fail({ call: 1, route: 'POST /users/sync', fault: { status: 429, headers: { 'retry-after': '3' } } });
    expect(await thrownBy(destination.change(many(2), signal))).toMatchObject({ code: 'destination-throttled' });
  });

  test('with a password that is not accepted any more says which credentials', async () => {
    const { dashboard, destination } = await dashboardWorld();
    dashboard.fail({ call: 1, route: 'POST /tokens', fault: { status: 401, body: { message: 'CANARY' } } });
    expect(await thrownBy(destination.list(signal).next())).toMatchObject({ code: 'credentials-refused' });
  });

  test('that was broken off by us says why', async () => {
    const { destination } = await dashboardWorld();
    const reason = new Error('over');
    await expect(destination.change(many(2), AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

const odd: readonly (readonly [string, string, Fault, string])[] = [
  ['no list', 'GET /users', { status: 200, body: { users: 'CANARY' } }, 'destination-unexpected'],
  ['a user without a number', 'GET /users', { status: 200, body: [{ usercode: 'CANARY' }] }, 'destination-unexpected'],
  ['a page', 'GET /users', { status: 200, body: '<html>CANARY' }, 'destination-unexpected'],
  ['another address', 'GET /users', { status: 302, headers: { location: '/CANARY' } }, 'destination-unexpected'],
  ['that it is not there', 'GET /users', { status: 404, body: 'CANARY' }, 'destination-unexpected'],
  ['that it may not', 'GET /users', { status: 403, body: 'CANARY' }, 'destination-refused'],
  ['that it can not', 'GET /users', { status: 500, body: 'CANARY' }, 'destination-failed'],
  ['no parameter of that name', 'GET /users/syncPayload', { status: 400, body: 'CANARY' }, 'destination-unexpected'],
  ['no payload', 'GET /users/syncPayload', { status: 200, body: [{ CANARY: 1 }] }, 'destination-unexpected'],
  [
    'the payload of somebody else',
    'GET /users/syncPayload',
    { status: 200, body: [{ user: { usercode: 'CANARY' } }] },
    'destination-unexpected',
  ],
];

test.each(odd)('a dashboard that says %s is none that is understood', async (_, route, fault, code) => {
  const { dashboard, destination } = await dashboardWorld();
  dashboard.sync([{ user: { usercode: 'user-1' } }]);
  dashboard.fail({ call: 1, route, fault });
  const error = await thrownBy(destination.find(['user-1'], signal));
  expect(error).toBeInstanceOf(DestinationError);
  expect(error).toMatchObject({ code });
});

test('who is gone between the list and its payload is not there', async () => {
  const { dashboard, destination } = await dashboardWorld();
  dashboard.sync([{ user: { usercode: 'user-1' } }]);
  dashboard.fail({ call: 1, route: 'GET /users/syncPayload', fault: { status: 404, body: 'CANARY' } });
  expect((await destination.find(['user-1'], signal)).size).toBe(0);
});
