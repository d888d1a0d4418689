import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dashboard, startDashboard } from '../../examples/dashboard/server.ts';

const login = { user: 'gate', password: 'canary' };
const basic = (password: string): string => `Basic ${Buffer.from(`gate:${password}`).toString('base64')}`;

let dashboard: Dashboard;
let token: string;
beforeAll(async () => {
  dashboard = await startDashboard({ port: 0, login });
  const headers = { authorization: basic(login.password) };
  const answer = await fetch(`${dashboard.url}/tokens`, { method: 'POST', headers });
  expect(answer.status).toBe(201);
  ({ token } = (await answer.json()) as { token: string });
});
afterAll(() => dashboard.stop());

const call = (target: string, method = 'GET', body?: unknown, authorization = `Bearer ${token}`): Promise<Response> =>
  fetch(dashboard.url + target, {
    method,
    headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
const push = async (...payloads: readonly unknown[]): Promise<number> =>
  (await call('/users/sync', 'POST', payloads)).status;
const payload = async (code: string): Promise<unknown> =>
  (await call(`/users/syncPayload?usercode=${encodeURIComponent(code)}`)).json();
const listed = async () => (await (await call('/users')).json()) as Record<string, unknown>[];

describe('the dashboard of the example', () => {
  test('makes users, and says all that they are: what a payload leaves out is gone', async () => {
    const ada = { usercode: 'ada', surname: 'Abadi' };
    expect(await push({ user: ada, userRoles: [{ name: 'Viewers' }], variables: [{ name: 'a', value: 1 }] })).toBe(204);
    const user = { readableUserCode: 'ada', clientEnabled: true, surname: 'Abadi', usercode: 'ADA' };
    const lists = { restrictions: [], userCategories: [] };
    expect(await payload('Ada')).toEqual([
      { user, ...lists, userRoles: [{ name: 'Viewers' }], variables: [{ name: 'a', value: 1 }] },
    ]);
    const [{ id } = { id: 0 }] = await listed();
    // Known by its code in whatever letters, and so another one of the same number.
    expect(await push({ user: { usercode: 'ADA', email: 'ada@acme.example', clientEnabled: false } })).toBe(204);
    expect(await listed()).toEqual([
      { id, usercode: 'ADA', readableUserCode: 'ADA', email: 'ada@acme.example', clientEnabled: false },
    ]);
    expect(await payload('ada')).toMatchObject([{ userRoles: [], variables: [] }]);
    expect((await call(`/users/${id}`, 'DELETE')).status).toBe(204);
    expect([await listed(), dashboard.users.size]).toEqual([[], 0]);
  });

  test.each([
    ['no list', { user: { usercode: 'x' } }],
    ['no user', [{}]],
    ['no code', [{ user: { surname: 'x' } }]],
    ['a member that it has not', [{ user: { usercode: 'x' }, roles: [] }]],
    ['a role that there is not', [{ user: { usercode: 'x' }, userRoles: [{ name: 'Owners' }] }]],
    ['a category that there is not', [{ user: { usercode: 'x' }, userCategories: ['Company'] }]],
    ['no list of variables', [{ user: { usercode: 'x' }, variables: {} }]],
    ['no JSON', '{'],
  ])('takes nothing of a payload that is refused: %s', async (_, body) => {
    const good = { user: { usercode: 'good' } };
    const whole = Array.isArray(body) ? [good, ...body] : body;
    expect((await call('/users/sync', 'POST', whole)).status).toBe(400);
    expect(await listed()).toEqual([]);
  });

  test.each([
    ['another password', '/tokens', 'POST', basic('other')],
    ['a login and no token', '/users', 'GET', basic(login.password)],
    ['another token', '/users', 'GET', 'Bearer other'],
    ['no token', '/users/sync', 'POST', ''],
  ])('lets nobody in with %s', async (_, target, method, authorization) => {
    expect((await call(target, method, undefined, authorization)).status).toBe(401);
  });

  test.each([
    ['GET', '/users/syncPayload?usercode=nobody'],
    ['DELETE', '/users/99'],
    ['PUT', '/users'],
    ['GET', '/nothing'],
  ])('knows no %s %s', async (method, target) => {
    expect((await call(target, method)).status).toBe(404);
  });
});

test('a token is good after it was started again, and not with another password', async () => {
  const again = await startDashboard({ port: 0, login });
  const other = await startDashboard({ port: 0, login: { ...login, password: 'other' } });
  const statusAt = async ({ url }: Dashboard): Promise<number> =>
    (await fetch(`${url}/users`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect([await statusAt(again), await statusAt(other)]).toEqual([200, 401]);
  await Promise.all([again.stop(), other.stop()]);
});

test('a port that is taken says so', async () => {
  await expect(startDashboard({ port: dashboard.port, login })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
