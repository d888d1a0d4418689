import { describe, expect, inject, test } from 'vitest';
import type { ImportContext } from '../../../connectors/connector.ts';
import type { Batch, Item } from '../../../connectors/item.ts';
import { ldap } from '../../../connectors/ldap.ts';
import { importContext } from '../../connectors/support/import-context.ts';
import { batchesOf, errorOf, readAll, readInPages } from '../../connectors/support/read-all.ts';
import { accounts } from './directory-entries.ts';
import { textOf } from './directory-server.ts';

const server = inject('directoryServer');
const contextOf = (secret: Readonly<Record<string, string>>): ImportContext =>
  importContext({ directory: server.folder, secret: async () => secret });
const gate = contextOf(accounts.gate);
const base = 'dc=open,dc=example';
const open = { host: 'localhost', port: server.tlsPort, ca: './ca.pem', directory: 'openldap', base };
const corp = { ...open, directory: 'active-directory', base: 'dc=corp,dc=example' };

const ids = (items: readonly Item[], type: string): readonly string[] =>
  items.flatMap((item) => (item.kind === 'entity' && item.type === type ? [item.name] : []));
const logs = (items: readonly Item[]): readonly string[] =>
  items.flatMap((item) => (item.kind === 'log' ? [item.message] : []));

/** Links as `member > group`, by names; inherited ones with a star. */
const links = (items: readonly Item[]): readonly string[] => {
  const names = new Map(items.flatMap((item) => (item.kind === 'entity' ? [[item.id, item.name]] : [])));
  return items.flatMap((item) => {
    if (item.kind !== 'relationship') return [];
    expect(item.attributes?.['as']).toEqual({ type: 'string', value: 'member' });
    const star = item.attributes?.['inherited'] ? '*' : '';
    return [`${names.get(item.fromId)} > ${names.get(item.toId)}${star}`];
  });
};

describe('a minimal configuration', () => {
  test('of OpenLDAP gives users, groups and memberships', async () => {
    const items = await readAll(ldap, open, gate);
    expect(ids(items, 'user')).toEqual(['Chloé , Ünal', 'Bo, "the +1"', 'Ada Lee', 'Public Person']);
    expect(items.find((item) => item.kind === 'entity' && item.name === 'Ada Lee')).toEqual({
      kind: 'entity',
      id: '30000000-0000-4000-8000-000000000001',
      name: 'Ada Lee',
      type: 'user',
      attributes: {
        userName: { type: 'string', value: 'ada' },
        mail: { type: 'string', value: 'ada@open.example' },
        givenName: { type: 'string', value: 'Ada' },
        familyName: { type: 'string', value: 'Lee' },
        title: { type: 'string', value: 'Head' },
        department: { type: 'string', value: 'D1' },
        employeeId: { type: 'string', value: '7' },
        active: { type: 'boolean', value: true },
        createdAt: { type: 'dateTime', value: expect.any(Date) },
        updatedAt: { type: 'dateTime', value: expect.any(Date) },
      },
    });
    const bo = items.find((item) => item.kind === 'entity' && item.name.startsWith('Bo'));
    expect(bo).toMatchObject({ attributes: { active: { type: 'boolean', value: false } } });
    expect(ids(items, 'group')).toEqual(['team', 'inner', 'deep', 'posix']);
    expect(links(items).toSorted()).toEqual(
      [
        'Ada Lee > team',
        'inner > team',
        'Chloé , Ünal > team',
        'Bo, "the +1" > inner',
        'deep > inner',
        'team > deep',
        'Public Person > deep',
        'Chloé , Ünal > posix',
      ].toSorted(),
    );
    expect(logs(items)).toEqual([
      'users: 1 referral to other servers not followed.',
      'groups: 1 referral to other servers not followed.',
      expect.stringContaining('memberships: 2 members left out'),
      'memberships: 1 referral to other servers not followed.',
    ]);
  });

  test('of Active Directory gives its ids, states, moments, and primary groups', async () => {
    const items = await readAll(ldap, corp, gate);
    const [chloe, bo, ada] = items as readonly (Item & { kind: 'entity' })[];
    expect([chloe?.name, bo?.name, ada?.name]).toEqual(['chloe', 'bo', 'ada']);
    expect(ada?.id).toBe('00bfbbef-2211-4433-8899-aabbccddee03');
    expect(ada?.attributes).toEqual({
      userName: { type: 'string', value: 'ada@corp.example' },
      samAccountName: { type: 'string', value: 'ada' },
      familyName: { type: 'string', value: 'ada' },
      department: { type: 'string', value: 'D1' },
      active: { type: 'boolean', value: true },
      createdAt: { type: 'dateTime', value: new Date('2024-02-29T12:30:00Z') },
      updatedAt: { type: 'dateTime', value: new Date('2025-01-01T00:00:00Z') },
      lastSignInAt: { type: 'dateTime', value: new Date('2024-02-29T12:30:00Z') },
      expiresAt: { type: 'dateTime', value: new Date('2024-02-29T12:30:00Z') },
    });
    expect(bo?.attributes).toMatchObject({ active: { value: false } });
    expect([chloe, bo].map((user) => user?.attributes?.['expiresAt'])).toEqual([undefined, undefined]);
    expect(links(items).toSorted()).toEqual(
      ['ada > domain users', 'bo > domain users', 'chloe > admins', 'ada > admins', 'domain users > admins'].toSorted(),
    );
  });
});

describe('memberships', () => {
  test('are followed through groups in groups, in a circle too', async () => {
    const items = await readAll(ldap, { ...open, memberships: { nested: 'resolve' } }, gate);
    const inherited = links(items).filter((link) => link.endsWith('*'));
    expect(inherited.toSorted()).toEqual(
      [
        'Bo, "the +1" > team*',
        'deep > team*',
        'Public Person > team*',
        'team > inner*',
        'Ada Lee > inner*',
        'Chloé , Ünal > inner*',
        'Public Person > inner*',
        'inner > deep*',
        'Ada Lee > deep*',
        'Bo, "the +1" > deep*',
        'Chloé , Ünal > deep*',
      ].toSorted(),
    );
    expect(links(await readAll(ldap, { ...corp, memberships: { nested: 'resolve' } }, gate))).toContain('bo > admins*');
  });

  test('whose members lie outside of what is read are counted', async () => {
    const items = await readAll(ldap, { ...open, users: { base: 'ou=public,dc=open,dc=example' } }, gate);
    expect(links(items)).toEqual(expect.arrayContaining(['Public Person > deep', 'inner > team']));
    expect(logs(items)).toContainEqual(expect.stringContaining('memberships: 6 members left out'));
  });

  test('are left out where they are not wanted', async () => {
    expect(links(await readAll(ldap, { ...open, memberships: false }, gate))).toEqual([]);
    expect(ids(await readAll(ldap, { ...open, groups: false }, gate), 'group')).toEqual([]);
  });
});

describe('what is read', () => {
  test('is what filters, scopes and bases say, each entry once', async () => {
    const users = { base: [base, 'ou=people,dc=open,dc=example'], only: '(!(uid=b*))' };
    const names = ids(await readAll(ldap, { ...open, users, groups: false }, gate), 'user');
    expect(names.toSorted()).toEqual(['Ada Lee', 'Chloé , Ünal', 'Public Person']);
    const one = {
      base: 'ou=people,dc=open,dc=example',
      scope: 'one',
      filter: '(cn:caseIgnoreMatch:=chlo\\c3\\a9 \\2c ünal)',
    };
    expect(ids(await readAll(ldap, { ...open, users: one, groups: false }, gate), 'user')).toEqual(['Chloé , Ünal']);
    const byDn = { filter: '(ou:dn:=public)', only: '(objectClass=person)' };
    expect(ids(await readAll(ldap, { ...open, users: byDn, groups: false }, gate), 'user')).toEqual(['Public Person']);
  });

  test('is what the mapping says', async () => {
    const entity = { type: { column: 'employeeType' }, id: 'entry.dn', attributes: { state: 'account.enabled' } };
    const users = { entity, attributes: { day: { column: 'createTimestamp', type: 'date' } }, only: '(uid=ada)' };
    const error = await errorOf(ldap, { ...open, users, groups: false }, gate);
    expect(error).toMatchObject({ code: 'data-invalid', detail: { place: 'users', row: 1, column: 'employeeType' } });
    const good = { ...users, entity: { ...entity, type: 'person' } };
    expect(await readAll(ldap, { ...open, users: good, groups: false, onInvalidRow: 'skip' }, gate)).toContainEqual({
      kind: 'entity',
      id: 'uid=ada,ou=people,dc=open,dc=example',
      name: 'uid=ada,ou=people,dc=open,dc=example',
      type: 'person',
      attributes: { state: { type: 'string', value: 'true' }, day: { type: 'date', value: expect.any(Date) } },
    });
  });

  test('is the same in pages of any size, and when it is gone on with after any batch', async () => {
    const whole = await readAll(ldap, open, gate);
    for (const pageSize of [1, 2, 3]) {
      const { items, pages } = await readInPages(ldap, { ...open, pageSize }, gate, () => true);
      expect(items).toEqual(whole);
      expect(pages).toBeGreaterThan(4);
    }
  });

  test('needs a cursor of its own configuration', async () => {
    const batches: Batch[] = [];
    for await (const batch of batchesOf(ldap, open, gate)) batches.push(batch);
    const cursor = batches.find(({ resume }) => resume !== undefined)?.resume;
    expect(await errorOf(ldap, { ...open, pageSize: 5 }, { ...gate, cursor })).toMatchObject({
      code: 'cursor-invalid',
    });
    const wrong = { ...(cursor as object), position: { stage: 'teams', row: 0, skipped: 0, outside: 0 } };
    expect(await errorOf(ldap, open, { ...gate, cursor: wrong })).toMatchObject({ code: 'cursor-invalid' });
  });

  test('begins with an empty batch, as soon as the account is known and the bases are there', async () => {
    const batches = batchesOf(ldap, open, gate);
    expect(await batches.next()).toEqual({ done: false, value: { items: [] } });
    await batches.return();
    const wrong = batchesOf(ldap, { ...open, groups: { base: 'ou=none,dc=open,dc=example' } }, gate);
    await expect(wrong.next()).rejects.toMatchObject({ code: 'configuration-invalid', detail: { resultCode: 32 } });
  });

  test('is told where nothing is found', async () => {
    const items = await readAll(ldap, open, contextOf(accounts.blind)).catch((error: unknown) => error);
    expect(items).toMatchObject({ code: 'configuration-invalid', detail: { resultCode: 32 } });
    const none = await readAll(ldap, { ...open, users: { only: '(uid=zoe)' }, groups: false }, gate);
    expect(logs(none)).toContain(
      'users: no entry was found. Check base, filter, and what the account of the gate may see.',
    );
  });
});

describe('the way to the server', () => {
  const certificate = { certificate: textOf(server, 'client.pem'), private_key: textOf(server, 'client.key') };
  const publicOnly = { base: 'ou=public,dc=open,dc=example', groups: false };

  test.each<[string, object, Readonly<Record<string, string>>, number]>([
    ['by StartTLS', { tls: 'starttls', port: server.port }, accounts.gate, 4],
    [
      'without TLS, on this machine',
      { tls: 'disable', host: '127.0.0.1', port: server.port, ca: undefined },
      accounts.gate,
      4,
    ],
    ['by a client certificate', { bind: 'external' }, certificate, 4],
    ['by a client certificate and StartTLS', { bind: 'external', tls: 'starttls', port: server.port }, certificate, 4],
    ['as nobody', { bind: 'anonymous', ...publicOnly }, {}, 1],
  ])('%s', async (_, more, secret, users) => {
    expect(ids(await readAll(ldap, { ...open, ...more }, contextOf(secret)), 'user')).toHaveLength(users);
  });

  test.each<[string, object, Readonly<Record<string, string>>, string, object]>([
    ['a wrong password', {}, { ...accounts.gate, password: 'wrong horse' }, 'credentials-refused', { resultCode: 49 }],
    [
      'an unknown user',
      {},
      { user: 'cn=x,dc=open,dc=example', password: 'wrong horse' },
      'credentials-refused',
      { resultCode: 49 },
    ],
    [
      'a user that is no DN',
      {},
      { user: 'nobody', password: 'wrong horse' },
      'configuration-invalid',
      { resultCode: 34 },
    ],
    ['no password', {}, { ...accounts.gate, password: '' }, 'credentials-missing', { field: 'password' }],
    ['a certificate of an unknown authority', { ca: undefined }, accounts.gate, 'source-unreachable', {}],
    [
      'the same by StartTLS',
      { ca: undefined, tls: 'starttls', port: server.port },
      accounts.gate,
      'source-unreachable',
      {},
    ],
    [
      'a certificate of another host',
      { host: '127.0.0.1' },
      accounts.gate,
      'source-unreachable',
      { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    ],
    [
      'the same by StartTLS',
      { host: '127.0.0.1', tls: 'starttls', port: server.port },
      accounts.gate,
      'source-unreachable',
      { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    ],
    ['authorities that are not there', { ca: './none.pem' }, accounts.gate, 'configuration-invalid', {}],
    ['a host that does not exist', { host: 'nowhere.invalid' }, accounts.gate, 'source-unreachable', {}],
    ['a port where nobody listens', { port: 1 }, accounts.gate, 'source-unreachable', { code: 'ECONNREFUSED' }],
    ['TLS where none is spoken', { port: server.port }, accounts.gate, 'source-unreachable', {}],
    ['no TLS where it is spoken', { tls: 'starttls', ca: './ca.pem' }, accounts.gate, 'source-unreachable', {}],
    [
      'a base that is not there',
      { base: 'dc=none,dc=open,dc=example' },
      accounts.gate,
      'configuration-invalid',
      { resultCode: 32 },
    ],
    [
      'a base at another server',
      { base: 'ou=elsewhere,dc=open,dc=example' },
      accounts.gate,
      'configuration-invalid',
      { resultCode: 10 },
    ],
    ['a size limit', { pageSize: 2 }, accounts.limited, 'configuration-invalid', { resultCode: 4 }],
    ['a size limit without pages', {}, accounts.limited, 'configuration-invalid', { resultCode: 4 }],
  ])('%s', async (_, more, secret, code, detail) => {
    const error = await errorOf(ldap, { ...open, ...more }, contextOf(secret));
    expect(error).toMatchObject({ name: 'SourceError', code, detail });
    const told = `${error} ${JSON.stringify((error as { detail: unknown }).detail)}`;
    for (const hidden of [accounts.gate.password, 'wrong horse', accounts.gate.user])
      expect(told).not.toContain(hidden);
  });
});
