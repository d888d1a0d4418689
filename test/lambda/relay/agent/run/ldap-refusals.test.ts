import { describe, expect, it } from 'vitest';
import type { RelayedChange, RelayedImport } from '../../../../../lambda/relay/relayed-request.ts';
import { tryRequest } from './refusals.ts';

const people = 'ou=people,dc=acme,dc=example';

const rules = `
allow:
  - ldap:
      host: 127.0.0.1
      port: 1
      bases: ["${people}", "ou=groups,dc=acme,dc=example"]
      attributes: [cn, mail, entryUUID, member, title]
      write:
        bases: ["${people}", "ou=groups,dc=acme,dc=example"]
        allow: [create, modify, members]
        attributes: [uid, cn, sn, mail]
        objectClasses: [inetOrgPerson]
`;

const entity = { type: 'user', id: 'entryUUID', name: 'cn', attributes: { mail: 'mail' } };
const users = { scope: 'sub', filter: '(objectClass=inetOrgPerson)', entity, attributes: {} };
const groups = { ...users, base: 'ou=groups,dc=acme,dc=example', filter: '(objectClass=groupOfNames)' };

const write = { bases: [people], allow: ['modify'], attributes: ['mail'] };

const options = {
  host: '127.0.0.1',
  port: 1,
  tls: 'ldaps',
  bind: 'simple',
  credentials: 'secret',
  timeout: 300,
  directory: 'other',
  base: people,
  users,
  groups,
  memberships: { nested: 'direct', members: ['member'] },
  pageSize: 1000,
  onInvalidRow: 'skip',
  write,
};

const importOf = (changed: object): RelayedImport => ({
  kind: 'import',
  source: 'people',
  connector: 'ldap',
  options: { ...options, ...changed },
  fields: {},
  secret: { user: 'cn=reader', password: 'x' },
});

const changeOf = (changed: object, change: object = modify): RelayedChange => ({
  kind: 'change',
  source: 'people',
  connector: 'ldap',
  options: { ...options, write: { ...write, ...changed } },
  secret: { user: 'cn=writer', password: 'x' },
  change: change as never,
});

const modify = { kind: 'modify', entry: { dn: `uid=ada,${people}` }, replace: { mail: ['ada@acme.example'] } };
const create = { dn: `uid={uid},${people}`, objectClasses: ['inetOrgPerson'] };
const withUsers = (changed: object) => importOf({ users: { ...users, ...changed } });

/** Nothing listens at the port: whoever is let through says so. */
const through = { code: expect.stringMatching(/^the directory: /), log: [] };
const refused = { code: 'agent-refused', sent: false, log: [{ event: 'agent.refused' }] };

describe('a rule about directories allows', () => {
  it.each([
    ['what it names', importOf({})],
    ['an entry below a base', importOf({ base: `ou=it,${people}` })],
    ['a base in other case and with other spaces', importOf({ base: 'OU=People, DC=acme , dc=EXAMPLE' })],
    ['a base that is escaped in another way', importOf({ base: 'ou=\\70eople,dc=acme,dc=example' })],
    ['a filter of its attributes', withUsers({ filter: '(&(objectClass=person)(!(MAIL=*test*)))' })],
    ['an attribute with an option', withUsers({ attributes: { title: 'title;lang-de' } })],
  ])('%s', async (_, request) => {
    expect(await tryRequest(rules, request)).toMatchObject(through);
  });

  it.each([
    ['a change that it names', changeOf({})],
    ['a new entry', changeOf({ allow: ['create'], create }, { kind: 'create', attributes: { uid: ['ada'] } })],
    [
      'a member that may be read',
      changeOf({ allow: ['members'] }, { kind: 'add-member', group: { id: '1' }, member: { id: '2' } }),
    ],
  ])('%s', async (_, request) => {
    expect(await tryRequest(rules, request)).toMatchObject(through);
  });
});

describe('before anything is connected, an agent refuses to read', () => {
  it.each([
    ['another host', importOf({ host: '127.0.0.2' })],
    ['another port', importOf({ port: 2 })],
    ['the usual port', importOf({ port: undefined })],
    ['without TLS', importOf({ tls: 'disable', bind: 'anonymous' })],
    ['with TLS that begins later', importOf({ tls: 'starttls' })],
    ['with an authority of the gate', importOf({ ca: './evil.pem' })],
    ['above its base', importOf({ base: 'dc=acme,dc=example' })],
    ['the root', importOf({ base: '' })],
    ['beside its base', importOf({ base: 'ou=admins,dc=acme,dc=example' })],
    ['a base that ends alike', importOf({ base: 'ou=xpeople,dc=acme,dc=example' })],
    ['a base whose comma is escaped', importOf({ base: 'cn=x\\,ou=people,dc=acme,dc=example' })],
    ['a base within quotes', importOf({ base: `"${people}"` })],
    ['a base in hexadecimal', importOf({ base: 'ou=#040670656f706c65,dc=acme,dc=example' })],
    ['one base of two that is none', importOf({ base: [people, 'cn=config'] })],
    ['the base of a list that is none', withUsers({ base: 'cn=config' })],
    ['another attribute', withUsers({ attributes: { phone: 'telephoneNumber' } })],
    ['all attributes', withUsers({ attributes: { all: '*' } })],
    ['operational attributes', withUsers({ attributes: { all: '+' } })],
    ['an attribute by its number', withUsers({ attributes: { password: '2.5.4.35' } })],
    ['a password', withUsers({ attributes: { password: 'userPassword' } })],
    ['a password with an option', withUsers({ attributes: { password: 'userPassword;binary' } })],
    ['the id of another attribute', withUsers({ entity: { ...entity, id: 'employeeNumber' } })],
    ['an attribute of members', importOf({ memberships: { nested: 'direct', members: ['owner'] } })],
    [
      'the state of accounts from another attribute',
      importOf({
        users: { ...users, attributes: { on: 'account.enabled' } },
        account: { attribute: 'pwdHistory', disabled: 'x' },
      }),
    ],
    ['by a filter that compares a password', withUsers({ filter: '(userPassword=a*)' })],
    ['by a further filter that does', withUsers({ only: '(userPassword=a*)' })],
    ['by a filter deep within another', withUsers({ filter: '(&(cn=*)(|(mail=*)(!(userPassword>=a))))' })],
    ['by a filter with a matching rule', withUsers({ filter: '(userPassword:2.5.13.18:=a)' })],
    ['by a filter of a number', withUsers({ filter: '(2.5.4.35=a)' })],
    ['by a filter of an attribute with an option', withUsers({ filter: '(userPassword;x-y=a)' })],
    ['by a filter of all attributes', withUsers({ filter: '(:caseIgnoreMatch:=a)' })],
    ['by a filter that is none', withUsers({ filter: '(cn=*)(userPassword=*)' })],
    ['with an option that is none', importOf({ scope: 'sub' })],
    ['as something else', { ...importOf({}), connector: 'LDAP' }],
  ])('%s', async (_, request) => {
    expect(await tryRequest(rules, request)).toMatchObject(refused);
  });

  it('further down than its rule', async () => {
    const flat = rules.replace('attributes: [cn', 'scopes: [one]\n      attributes: [cn');
    const one = { users: { ...users, scope: 'one' }, groups: { ...groups, scope: 'one' } };
    expect(await tryRequest(flat, importOf({}))).toMatchObject(refused);
    expect(await tryRequest(flat, importOf(one))).toMatchObject(through);
  });
});

describe('before anything is connected, an agent refuses to write', () => {
  const member = { kind: 'add-member', group: { id: '1' } };

  it.each([
    ['above its base', changeOf({ bases: ['dc=acme,dc=example'] })],
    ['beside its base', changeOf({ bases: [people, 'cn=config'] })],
    ['in another way', changeOf({ allow: ['disable'] })],
    ['another attribute', changeOf({ attributes: ['mail', 'memberOf'] })],
    ['another attribute with an option', changeOf({ attributes: ['memberOf;x-y'] })],
    ['a password', changeOf({ attributes: ['userPassword'] })],
    ['entries of other classes', changeOf({ allow: ['create'], create: { ...create, objectClasses: ['olcConfig'] } })],
    [
      'an attribute within a name',
      changeOf({ allow: ['create'], create: { ...create, dn: `uid={uid}+description=x,${people}` } }),
    ],
    [
      'a member that may not be read',
      changeOf({ allow: ['members'] }, { ...member, member: { dn: 'cn=admin,dc=acme,dc=example' } }),
    ],
    ['a change that is none', changeOf({}, { kind: 'delete', entry: { id: '1' } })],
    ['a change with more in it', changeOf({}, { ...modify, controls: [] })],
    [
      'members into another attribute',
      {
        ...changeOf({ allow: ['members'] }, { ...member, member: { id: '2' } }),
        options: {
          ...options,
          memberships: { nested: 'direct', members: ['mail', 'title'] },
          write: { ...write, allow: ['members'] },
        },
      },
    ],
    ['what the source itself does not say', { ...changeOf({}), options: { ...options, write: undefined } }],
    ['to something else', { ...changeOf({}), connector: 'sql' }],
  ])('%s', async (_, request) => {
    expect(await tryRequest(rules, request as RelayedChange)).toMatchObject(refused);
  });

  it.each([
    ['at all, by default', rules.slice(0, rules.indexOf('      write:'))],
    ['the state of an account in an attribute of the gate', rules.replace('modify, members', 'disable')],
  ])('%s', async (_, others) => {
    const request = changeOf({ allow: ['disable'], attributes: [] }, { kind: 'disable', entry: { id: '1' } });
    const account = { attribute: 'title', disabled: 'x' };
    expect(await tryRequest(others, { ...request, options: { ...request.options, account } })).toMatchObject(refused);
  });
});
