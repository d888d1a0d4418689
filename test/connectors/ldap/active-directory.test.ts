import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Item } from '../../../connectors/item.ts';
import { guidBytes } from '../../../connectors/ldap/read/values.ts';
import { ldap } from '../../../connectors/ldap.ts';
import { importContext } from '../support/import-context.ts';
import { batchesOf, errorOf, readAll, readInPages } from '../support/read-all.ts';
import { credentials, type LdapStandInOptions, ldapStandIn, result, type StandInEntry } from './ldap-stand-in.ts';

const base = 'DC=corp,DC=example';
const context = importContext({ secret: async () => credentials });
const source = (port: number, more: object = {}) => ({
  host: '127.0.0.1',
  port,
  tls: 'disable',
  directory: 'active-directory',
  base,
  ...more,
});

const guid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const user = (number: number): readonly [string, StandInEntry] => [
  `CN=user ${number},OU=Staff,${base}`,
  {
    objectClass: ['top', 'person', 'user'],
    objectCategory: ['person'],
    cn: [`user ${number}`],
    objectGUID: [guidBytes(guid(number))!],
    userAccountControl: [number % 2 === 0 ? '512' : '514'],
    // Never asked for.
    unicodePwd: ['a password'],
    homePhone: ['a telephone'],
  },
];
const group = (number: number, members: readonly string[]): readonly [string, StandInEntry] => [
  `CN=group ${number},${base}`,
  { objectClass: ['top', 'group'], cn: [`group ${number}`], objectGUID: [guidBytes(guid(number))!], member: members },
];
const users = Array.from({ length: 25 }, (_, index) => user(100 + index));
const entries = Object.fromEntries([
  [base, { objectClass: ['top', 'domain'] }] as const,
  ...users,
  group(
    1,
    users.map(([dn]) => dn.toLowerCase()),
  ),
  group(2, [`CN=group 1,${base}`, 'CN=someone,DC=other,DC=example', '<GUID=00>']),
]);

const linksOf = (items: readonly Item[]): readonly string[] =>
  items.flatMap((item) => (item.kind === 'relationship' ? [`${item.fromId} ${item.toId}`] : []));
const logsOf = (items: readonly Item[]): readonly string[] =>
  items.flatMap((item) => (item.kind === 'log' ? [item.message] : []));
const ofOne = (number: number, members: readonly number[]): readonly string[] =>
  members.map((member) => `${guid(member)} ${guid(number)}`);

describe('Active Directory', () => {
  test.each([
    ['in ranges', 4],
    ['in ranges that end with the last member', 5],
    ['at once', 100],
  ])('gives the members of a group %s', async (_, range) => {
    await using server = await ldapStandIn({ entries, range });
    const items = await readAll(ldap, source(server.port), context);
    const expected = ofOne(
      1,
      users.map((__, index) => 100 + index),
    );
    expect(linksOf(items).toSorted()).toEqual([...expected, ...ofOne(2, [1])].toSorted());
    expect(logsOf(items)).toContainEqual(expect.stringContaining('memberships: 2 members left out'));
  });

  test('has pages without entries that are not the last, and small ones', async () => {
    await using server = await ldapStandIn({ entries, mostAtOnce: 3, range: 7 });
    const whole = await readAll(ldap, source(server.port), context);
    expect(whole.filter(({ kind }) => kind === 'entity')).toHaveLength(27);
    expect(logsOf(whole)).toContain('users: 1 referral to other servers not followed.');
    const { items } = await readInPages(ldap, source(server.port, { pageSize: 5 }), context, () => true);
    expect(items).toEqual(whole);
  });

  test('is asked for what is mapped, and for nothing else', async () => {
    await using server = await ldapStandIn({ entries });
    const entity = { type: 'user', id: 'objectGUID', name: 'cn', attributes: { active: 'account.enabled' } };
    await readAll(ldap, source(server.port, { users: { entity }, memberships: false }), context);
    const asked = new Set(server.searches.flatMap(({ attributes }) => attributes));
    // Of bases: nothing.
    asked.delete('1.1');
    const groups = ['objectGUID', 'cn', 'sAMAccountName', 'description', 'mail', 'whenCreated', 'whenChanged'];
    expect([...asked].toSorted()).toEqual([...groups, 'userAccountControl'].toSorted());
    await readAll(ldap, source(server.port), context);
    const all = server.searches.flatMap(({ attributes }) => attributes);
    for (const never of ['unicodePwd', 'homePhone', '*', '+', 'memberOf']) expect(all).not.toContain(never);
  });

  test('has entries that move, and that go, while they are read', async () => {
    const moving = { ...entries };
    const [[moved, entry], [gone]] = [users[3]!, users[4]!];
    let isMoved = false;
    const instead: LdapStandInOptions['instead'] = (seen) => {
      if (seen.scope !== 0 || seen.base === base || isMoved) return false;
      isMoved = true;
      delete moving[moved];
      delete moving[gone];
      moving[`CN=moved,OU=Other,${base}`] = entry;
      return false;
    };
    await using server = await ldapStandIn({ entries: moving, instead });
    const items = await readAll(ldap, source(server.port, { groups: false }), context);
    const ids = items.flatMap((item) => (item.kind === 'entity' ? [item.id] : []));
    expect(ids).toEqual(users.map((_, index) => guid(100 + index)).filter((_, index) => index !== 4));
  });
});

describe('a bind that Active Directory refuses', () => {
  test.each([
    ['52e', 'the password is wrong'],
    ['525', 'there is no such user'],
    ['530', 'may not sign in at this time'],
    ['531', 'may not sign in from here'],
    ['532', 'the password has expired'],
    ['533', 'the account is disabled'],
    ['701', 'the account has expired'],
    ['773', 'the password must be changed'],
    ['775', 'the account is locked'],
    ['999', 'refuses the user or the password'],
  ])('with %s says what to do', async (data, sentence) => {
    const bindDiagnostic = `80090308: LdapErr: DSID-0C09042A, comment: AcceptSecurityContext error, data ${data}, v3839`;
    await using server = await ldapStandIn({ entries, bindDiagnostic });
    const wrong = { ...context, secret: async () => ({ ...credentials, password: 'wrong horse' }) };
    const error = await errorOf(ldap, source(server.port), wrong);
    expect(error).toMatchObject({ code: 'credentials-refused', detail: { resultCode: 49, data } });
    expect(String(error)).toContain(sentence);
    expect(String(error)).not.toMatch(/horse|gate@|DSID/);
  });

  test('that was left out is told', async () => {
    await using server = await ldapStandIn({ entries });
    const error = await errorOf(ldap, source(server.port, { bind: 'anonymous' }), context);
    expect(error).toMatchObject({ code: 'access-denied', detail: { resultCode: 1 } });
  });
});

describe('a server that', () => {
  const asked = async (instead: LdapStandInOptions['instead'], more: object = {}): Promise<unknown> => {
    await using server = await ldapStandIn({ entries, ...(instead && { instead }) });
    const error = await errorOf(ldap, source(server.port, more), context);
    expect(server.connections).toBe(1);
    return error;
  };

  test.each<[string, number, string]>([
    ['is busy', 51, 'source-throttled'],
    ['is shutting down', 52, 'source-unreachable'],
    ['has reached its time limit', 3, 'source-timeout'],
    ['has reached its size limit', 4, 'configuration-invalid'],
    ['does not let the account read', 50, 'access-denied'],
    ['has an answer of its own', 80, 'source-failed'],
  ])('%s', async (_, code, expected) => {
    const error = await asked((__, search, socket, messageId) => {
      if (search < 3) return false;
      return socket.write(result(messageId, 0x65, code, 'cn=a secret name'));
    });
    expect(error).toMatchObject({ name: 'SourceError', code: expected, detail: { resultCode: code } });
    expect(`${error}`).not.toContain('a secret name');
  });

  test.each<[string, (messageId: number) => Buffer]>([
    ['closes the connection', () => Buffer.alloc(0)],
    ['takes its leave', () => result(0, 0x78, 52)],
    ['answers what was not asked', () => result(4711, 0x65, 0)],
    ['speaks another protocol', () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['has a message without an end', () => Buffer.from([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff])],
    ['has a message of no length', () => Buffer.from([0x30, 0x80, 0x00, 0x00])],
    ['sends half a message and is gone', (messageId) => result(messageId, 0x65, 0).subarray(0, 5)],
    ['sends what is no message', () => Buffer.from([0x30, 0x03, 0x04, 0x01, 0x61])],
  ])('%s in the middle is left, and not asked again without a bind', async (_, bytes) => {
    const error = await asked((__, search, socket, messageId) => {
      if (search < 10) return false;
      socket.end(bytes(messageId));
      return true;
    });
    expect(error).toMatchObject({ name: 'SourceError', code: 'source-unreachable' });
  });

  test('goes away between two batches is told', async () => {
    const server = await ldapStandIn({ entries });
    const batches = batchesOf(ldap, source(server.port), context);
    await batches.next();
    await server[Symbol.asyncDispose]();
    await setTimeout(20);
    await expect(batches.next()).rejects.toMatchObject({ code: 'source-unreachable' });
  });

  test('says nothing is waited for no longer than the options say', async () => {
    const error = await asked(() => true, { timeout: 1 });
    expect(error).toMatchObject({ code: 'source-timeout' });
    expect(String(error)).toContain('said nothing for 1 seconds');
  });

  test('says nothing is left when nobody wants its answer any more', async () => {
    await using server = await ldapStandIn({ entries, instead: (_, search) => search > 2 });
    const batches = batchesOf(ldap, source(server.port), context);
    await batches.next();
    const next = batches.next();
    await setTimeout(20);
    await batches.return();
    expect(await next).toMatchObject({ done: true });
  });

  test('gives another range than it was asked for is not believed', async () => {
    await using server = await ldapStandIn({ entries, range: 4, repeatsRange: true });
    const error = await errorOf(ldap, source(server.port), context);
    expect(error).toMatchObject({ code: 'source-failed' });
    expect(String(error)).toContain('another range of members');
  });
});
