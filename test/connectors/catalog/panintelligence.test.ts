import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { organisation } from '../../standins/organisation.ts';
import { type Panintelligence, startPanintelligence } from '../../standins/panintelligence/start-panintelligence.ts';
import { connectorUnderTest } from './support/connector-under-test.ts';

const host = 'bi.acme.example';
const user = { name: 'SALLYPORT', password: 'CANARY:ä' };
const clock = { now: Date.parse('2026-11-22T12:00:00Z') };
const now = () => clock.now;
let dashboard: Panintelligence;

beforeAll(async () => {
  dashboard = await startPanintelligence({ host, organisation: organisation({ people: 120, groups: 3 }), user, now });
});
afterAll(() => dashboard.stop());

const sourceWith = (serve: 'import' | 'proxy', password = user.password) =>
  connectorUnderTest({
    source: { connector: 'panintelligence', serve: [serve], baseUrl: `https://${host}/pi/api/v2` },
    secret: { username: user.name, password },
    origins: { [host]: dashboard.origin },
    platform: { now },
  });

describe('imports from Panintelligence', () => {
  test('are all users, and who is below whom', async () => {
    const { items } = await sourceWith('import').read();
    const entities = items.flatMap((item) => (item.kind === 'entity' ? [item] : []));
    expect(entities.map(({ type, id, name }) => [type, id, name])).toEqual(
      dashboard.users.map(({ id, readableUserCode }) => ['user', String(id), readableUserCode]),
    );
    const links = items.flatMap((item) => (item.kind === 'relationship' ? [`${item.fromId} ${item.toId}`] : []));
    expect(links).toEqual(dashboard.users.map(({ id, parentId }) => `${id} ${parentId}`));
    expect(JSON.stringify(items)).not.toContain('CANARY');
  });

  test('have attributes of their types, and say who may not sign in', async () => {
    const { items } = await sourceWith('import').read();
    const disabled = dashboard.users.find(({ clientEnabled }) => clientEnabled === false)!;
    expect(items.find((item) => item.kind === 'entity' && item.id === String(disabled['id']))).toMatchObject({
      attributes: {
        userName: { type: 'string', value: disabled['usercode'] },
        mail: { type: 'string', value: disabled['email'] },
        kind: { type: 'number', value: disabled['userTypeId'] },
        active: { type: 'boolean', value: false },
        organization: { type: 'string', value: 'Dashboard' },
      },
    });
  });

  test('go on where they were broken off', async () => {
    const whole = await sourceWith('import').read();
    expect((await sourceWith('import').readInPages()).items).toEqual(whole.items);
  });

  test('wait, log in again when the token is refused, and when it has ended', async () => {
    const source = sourceWith('import');
    const path = `/${host}/pi/api/v2/users`;
    const before = dashboard.logins();
    dashboard.answerNext({ status: 429, headers: { 'retry-after': '3' } }, path);
    dashboard.answerNext({ status: 401, body: { message: 'CANARY' } }, path);
    expect((await source.read()).slept).toEqual([3_000]);
    expect(dashboard.logins() - before).toBe(2);
    clock.now += 1_201_000;
    await source.read();
    expect(dashboard.logins() - before).toBe(3);
  });

  test('by the protocol, as the vendor asks for them', async () => {
    const { items, error } = await sourceWith('import').import();
    expect({ count: items.length, error }).toEqual({ count: 2 * dashboard.users.length, error: undefined });
  });

  test('with a password that is not the right one', async () => {
    const source = sourceWith('import', 'CANARY wrong');
    expect(await source.import()).toMatchObject({ items: [], error: 'failed_precondition' });
    expect(JSON.stringify(source.log)).toContain('enter \\"username\\" and \\"password\\" again');
    expect(JSON.stringify(source.log)).not.toContain('CANARY');
  });
});

describe('calls of Panintelligence', () => {
  const treated = async (name: string, answer: unknown): Promise<void> => {
    const body = `${JSON.stringify(answer, null, 2)}\n`;
    expect(body).not.toMatch(/CANARY|acme/i);
    await expect(body).toMatchFileSnapshot(join(import.meta.dirname, 'treated/panintelligence', `${name}.json`));
  };

  test('users: what leaves', async () => {
    const users = (await sourceWith('proxy').json('/users')) as object[];
    expect(users).toHaveLength(dashboard.users.length);
    await treated('users', users.slice(0, 2));
  });

  test('variables: what leaves, of the user whose pseudonym is sent back', async () => {
    const source = sourceWith('proxy');
    const [first] = (await source.json('/users')) as { id: string }[];
    const variables = (await source.json(`/users/${first!.id}/variables`)) as { userId: string }[];
    expect(variables[0]!.userId).toBe(first!.id);
    await treated('variables', variables);
  });

  test('data connections: what leaves', async () => {
    await treated('data-connections', await sourceWith('proxy').json('/dataConnections'));
  });

  test.each([
    ['who one is', 'GET', '/users/2'],
    ['writing', 'POST', '/users/sync'],
    ['the login', 'POST', '/tokens'],
    ['a filter', 'GET', '/users?usercode=A'],
  ])('are refused: %s', async (_, method, target) => {
    const before = dashboard.requests.length;
    const response = await sourceWith('proxy').call(target, { method });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(dashboard.requests.length - before).toBe(0);
  });
});
