import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../../connectors/item.ts';
import { organisation } from '../../standins/organisation.ts';
import { type ServiceNowRow, servicenowTables } from '../../standins/servicenow/servicenow-tables.ts';
import { type ServiceNow, startServiceNow } from '../../standins/servicenow/start-servicenow.ts';
import { rsaKey } from '../../standins/test-keys.ts';
import { connectorUnderTest } from './support/connector-under-test.ts';

const host = 'acme.service-now.com';
const tables = servicenowTables(organisation({ people: 2_300, groups: 7 }, 5));
const key = rsaKey();
const keyPem = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const clientId = '1e7a1c1f0b2b4c2fa3d1e6a0c9d8b7f6';
const client = { id: 'gate', secret: 'CANARY-client-secret' };
const user = { name: 'sallyport', password: 'CANARY-password' };

/** The second page of users, all of them. */
const byCreation = (rows: readonly ServiceNowRow[]) =>
  rows.toSorted((a, b) => (`${a['sys_created_on']}${a['sys_id']}` < `${b['sys_created_on']}${b['sys_id']}` ? -1 : 1));
const hidden = new Set(byCreation(tables['sys_user']!.rows).slice(1_000, 2_000));

const clock = { now: Date.parse('2026-11-22T12:00:00Z') };
const now = () => clock.now;
let instance: ServiceNow;

beforeAll(async () => {
  instance = await startServiceNow({
    host,
    tables,
    readable: Object.keys(tables),
    hides: (row) => hidden.has(row),
    client,
    keyClient: { id: clientId, key: key.publicKey, user: 'sallyport@acme.example' },
    apiKey: 'CANARY-api-key',
    user,
    now,
  });
});
afterAll(() => instance.stop());

const secrets = {
  key: { private_key: keyPem },
  client: { client_id: client.id, client_secret: client.secret },
  apiKey: { key: 'CANARY-api-key' },
  basic: { user: user.name, password: user.password },
} as const;

const sourceWith = (authentication: keyof typeof secrets = 'client', more: object = {}) =>
  connectorUnderTest({
    source: {
      connector: 'servicenow',
      instance: host,
      authentication,
      ...(authentication === 'key' && { user: 'sallyport@acme.example', clientId }),
      ...more,
    },
    secret: secrets[authentication],
    origins: { [host]: instance.origin },
    platform: { now },
  });

const rowsOf = (name: string) => tables[name]!.rows;
const importing = { serve: ['import'] };
const proxying = { serve: ['proxy'] };

describe('imports from ServiceNow', () => {
  const linksOf = (items: readonly Item[], from: string, to: string) =>
    items.flatMap((item) =>
      item.kind === 'relationship' && item.fromType === from && item.toType === to ? [item] : [],
    );
  const pairs = (name: string, from: string, to: string) => rowsOf(name).map((row) => `${row[from]} ${row[to]}`);
  const idsOf = (items: readonly Item[], type: string) =>
    items.flatMap((item) => (item.kind === 'entity' && item.type === type ? [item.id] : []));

  test('are all that the tables hold, whatever rules of access leave of a page', async () => {
    const { items } = await sourceWith('client', importing).read();
    const users = rowsOf('sys_user').filter((row) => !hidden.has(row));
    expect(users.length).toBeGreaterThan(1_000);
    expect(idsOf(items, 'user')).toEqual(byCreation(users).map(({ sys_id }) => sys_id));
    expect(idsOf(items, 'group').toSorted()).toEqual(
      rowsOf('sys_user_group')
        .map((row) => row['sys_id'])
        .toSorted(),
    );
    expect(idsOf(items, 'role').toSorted()).toEqual(
      rowsOf('sys_user_role')
        .map((row) => row['sys_id'])
        .toSorted(),
    );

    const linked = (from: string, to: string) =>
      linksOf(items, from, to)
        .map(({ fromId, toId }) => `${fromId} ${toId}`)
        .toSorted();
    expect(linked('user', 'group')).toEqual(pairs('sys_user_grmember', 'user', 'group').toSorted());
    expect(linked('user', 'role')).toEqual(pairs('sys_user_has_role', 'user', 'role').toSorted());
    expect(linked('group', 'role')).toEqual(pairs('sys_group_has_role', 'group', 'role'));
    expect(linked('role', 'role')).toEqual(pairs('sys_user_role_contains', 'role', 'contains').toSorted());
    const nested = rowsOf('sys_user_group').filter((row) => row['parent'] !== '');
    expect(nested.length).toBeGreaterThan(2);
    expect(linked('group', 'group')).toEqual(nested.map((row) => `${row['sys_id']} ${row['parent']}`).toSorted());
  });

  test('have attributes of their types, and the names of what is referenced', async () => {
    const { items } = await sourceWith('client', { ...importing, read: ['users'] }).read();
    const row = rowsOf('sys_user').find((each) => each['locked_out'] === 'true' && !hidden.has(each))!;
    const found = items.find((item) => item.kind === 'entity' && item.id === row['sys_id']);
    expect(found).toMatchObject({
      name: row['name'],
      attributes: {
        userName: { type: 'string', value: row['user_name'] },
        mail: { type: 'string', value: row['email'] },
        department: { type: 'string', value: expect.stringMatching(/^[A-Z][a-z]+$/) },
        company: { type: 'string', value: 'Acme' },
        manager: { type: 'string', value: row['manager'] },
        active: { type: 'boolean', value: false },
        lockedOut: { type: 'boolean', value: true },
        createdAt: { type: 'dateTime', value: new Date(`${row['sys_created_on']!.replace(' ', 'T')}Z`) },
      },
    });
    expect(JSON.stringify(items)).not.toContain('CANARY');
  });

  test('go on where they were broken off', async () => {
    const whole = await sourceWith('client', importing).read();
    const { items, pages } = await sourceWith('client', importing).readInPages();
    expect(items).toEqual(whole.items);
    expect(pages).toBeGreaterThan(8);
  });

  test('wait as long as the instance says, and renew the token', async () => {
    const source = sourceWith('client', { ...importing, read: ['roles'] });
    const path = `/${host}/api/now/v2/table/sys_user_role`;
    const before = instance.grants.length;
    instance.answerNext(
      {
        status: 429,
        headers: { 'retry-after': '7', 'x-ratelimit-limit': '10' },
        body: { error: { message: 'Rate limit exceeded' }, status: 'failure' },
      },
      path,
    );
    instance.answerNext({ status: 401, body: { error: { message: 'User Not Authenticated' } } }, path);
    const { items, slept } = await source.read();
    expect(items).toHaveLength(6);
    expect(slept).toEqual([7_000]);
    expect(instance.grants.slice(before)).toEqual(['client_credentials', 'client_credentials']);
    clock.now += 1_800_000;
    await source.read();
    expect(instance.grants.slice(before)).toHaveLength(3);
  });

  test.each(Object.keys(secrets) as (keyof typeof secrets)[])('are let in by %s', async (way) => {
    const { items } = await sourceWith(way, { ...importing, read: ['roles'] }).import();
    expect(items).toHaveLength(6);
  });

  test('end where access is denied', async () => {
    instance.answerNext({ status: 403, body: { error: { message: 'CANARY of the instance' } } });
    const { error, items } = await sourceWith('basic', { ...importing, read: ['groups'] }).import();
    expect(error).toBe('failed_precondition');
    expect(JSON.stringify(items)).not.toContain('CANARY');
  });
});

describe('calls of ServiceNow', () => {
  const endpoints: readonly (readonly [file: string, target: string])[] = [
    ['users', '/table/sys_user?sysparm_limit=2&sysparm_query=ORDERBYsys_created_on'],
    [
      'users-without-links',
      '/table/sys_user?sysparm_limit=2&sysparm_exclude_reference_link=true&sysparm_fields=sys_id,manager,mobile_phone',
    ],
    ['groups', '/table/sys_user_group?sysparm_limit=2'],
    ['group-members', '/table/sys_user_grmember?sysparm_limit=2'],
    ['incidents', '/table/incident?sysparm_limit=2'],
    ['changes', '/table/change_request?sysparm_limit=1'],
    ['requested-items', '/table/sc_req_item?sysparm_limit=1'],
  ];

  test.each(endpoints)('%s: what leaves', async (file, target) => {
    const body = `${JSON.stringify(await sourceWith('key', proxying).json(target), null, 2)}\n`;
    expect(body).not.toMatch(/CANARY|acme\.example/);
    await expect(body).toMatchFileSnapshot(join(import.meta.dirname, 'treated/servicenow', `${file}.json`));
  });

  test('are paged through the gate, to the end', async () => {
    const source = sourceWith('client', proxying);
    const numbers: unknown[] = [];
    let target: string | undefined =
      '/table/incident?sysparm_limit=10&sysparm_query=ORDERBYsys_created_on^ORDERBYsys_id';
    while (target !== undefined) {
      const response = await source.call(target);
      expect(response.headers.get('x-total-count')).toBe('25');
      const { result } = (await response.json()) as { result: { number: string }[] };
      numbers.push(...result.map(({ number }) => number));
      const [, next] =
        /<https:\/\/gate\.example\/source([^>]+)>; ?rel="next"/.exec(response.headers.get('link') ?? '') ?? [];
      target = next;
    }
    expect(numbers).toEqual(byCreation(rowsOf('incident')).map((row) => row['number']));
  });

  test('take the pseudonym of a user for the user', async () => {
    const source = sourceWith('client', proxying);
    const { result } = (await source.json('/table/incident?sysparm_limit=1')) as {
      result: { opened_by: { value: string } }[];
    };
    const { value } = result[0]!.opened_by;
    expect(value).toMatch(/^sp1r\./);
    const found = await source.json(`/table/sys_user/${value}`);
    expect(found).toMatchObject({ result: { sys_id: value, active: expect.stringMatching(/true|false/) } });
  });

  test.each([
    ['another table', '/table/sys_audit'],
    ['a search of texts', '/table/incident?sysparm_query=short_descriptionLIKEsalary'],
    ['a script', '/table/incident?sysparm_query=sys_created_on>=javascript:gs.daysAgo(1)^ORDERBYsys_created_on'],
    ['names in place of ids', '/table/incident?sysparm_display_value=true'],
    ['fields of what is referenced', '/table/incident?sysparm_fields=caller_id.name'],
    ['a filter by a field', '/table/incident?caller_id=x'],
    ['too many at once', '/table/incident?sysparm_limit=100000'],
  ])('are refused: %s', async (_, target) => {
    const before = instance.requests.length;
    const response = await sourceWith('client', proxying).call(target);
    expect({ status: response.status, asked: instance.requests.length - before }).toEqual({ status: 403, asked: 0 });
  });
});
