import { describe, expect, inject, test } from 'vitest';
import { applyChange, type LdapChange } from '../../../connectors/ldap/change.ts';
import { ldap } from '../../../connectors/ldap.ts';
import { importContext } from '../../connectors/support/import-context.ts';
import { optionsOf, readAll } from '../../connectors/support/read-all.ts';
import { accounts } from './directory-entries.ts';

const server = inject('directoryServer');
const below = 'ou=new,dc=written,dc=example';
const context = importContext({ directory: server.folder, secret: async () => accounts.gate });
const write = {
  bases: [below],
  allow: ['create', 'modify', 'disable', 'members'],
  attributes: ['uid', 'cn', 'sn', 'mail', 'title', 'description', 'member', 'displayName', 'userAccountControl'],
  create: { dn: `uid={uid},${below}`, objectClasses: ['inetOrgPerson'] },
};
const server1 = { host: 'localhost', port: server.tlsPort, ca: './ca.pem', base: 'dc=written,dc=example' };
const options = { ...server1, directory: 'openldap', write };

const make = (change: LdapChange | object, more: object = {}) =>
  applyChange(optionsOf(ldap, { ...options, ...more }), change, context);
const twice = async (change: LdapChange, more: object = {}) => [await make(change, more), await make(change, more)];
const created = async (uid: string, more: Readonly<Record<string, readonly string[]>> = {}) => {
  const made = await make({ kind: 'create', attributes: { uid: [uid], cn: [uid], sn: [uid], ...more } });
  expect(made).toMatchObject({ outcome: 'changed', dn: expect.any(String), id: expect.any(String) });
  return made as { readonly dn: string; readonly id: string };
};
/** What an import says of an entry. */
const seen = async (id: string, more: object = {}) =>
  (await readAll(ldap, { ...options, ...more }, context)).find((item) => item.kind === 'entity' && item.id === id);

describe('an entry is made', () => {
  test('once, and found made when it is asked for again', async () => {
    const attributes = { uid: ['new1'], cn: ['New One'], sn: ['One'], mail: ['a@open.example', 'b@open.example'] };
    const [first, second] = await twice({ kind: 'create', attributes });
    expect(first).toEqual({
      outcome: 'changed',
      dn: `uid=new1,${below}`,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(second).toEqual({ ...first, outcome: 'unchanged' });
    expect(await seen((first as { id: string }).id)).toMatchObject({
      name: 'New One',
      attributes: { userName: { value: 'new1' } },
    });
    expect(await make({ kind: 'create', attributes: { ...attributes, cn: ['Another'] } })).toMatchObject({
      outcome: 'conflict',
      code: 'entry-exists',
    });
  });

  test.each([',', '+', 'a+cn=admin', ' "x" ', '#1', '\\', 'ou=x,dc=y', '<;=>', '\u0000', 'é🦊', '  '])(
    'whose name %j is one value of its DN, whatever it holds',
    async (name) => {
      const uid = `odd ${name}`;
      const change: LdapChange = {
        kind: 'create',
        attributes: { uid: [`${name}${uid}${name}`], cn: ['Odd'], sn: ['Odd'] },
      };
      const [first, second] = await twice(change);
      expect(first, JSON.stringify(first)).toMatchObject({
        outcome: 'changed',
        dn: expect.stringMatching(/,ou=new,dc=written,dc=example$/),
      });
      expect(second).toMatchObject({ outcome: 'unchanged' });
    },
  );

  test('with the values that its name is made of', async () => {
    const named = { ...write, create: { dn: `cn={title} {sn},${below}`, objectClasses: ['inetOrgPerson'] } };
    const change: LdapChange = { kind: 'create', attributes: { title: ['Dr'], sn: ['Named'], cn: ['Other'] } };
    const [first, second] = await twice(change, { write: named });
    expect([first, second]).toMatchObject([
      { outcome: 'changed', dn: `cn=Dr Named,${below}` },
      { outcome: 'unchanged' },
    ]);
  });

  test.each<[string, Readonly<Record<string, readonly string[]>>, object]>([
    ['without what its name needs', { cn: ['x'], sn: ['x'] }, { outcome: 'refused', code: 'change-invalid' }],
    [
      'with two of what its name needs',
      { uid: ['a', 'b'], cn: ['x'], sn: ['x'] },
      { outcome: 'refused', code: 'change-invalid' },
    ],
    [
      'without what its class needs',
      { uid: ['incomplete'], cn: ['x'] },
      { outcome: 'conflict', code: 'value-refused' },
    ],
    [
      'with a password',
      { uid: ['pw'], cn: ['x'], sn: ['x'], userPassword: ['x'] },
      { outcome: 'refused', code: 'password-refused' },
    ],
    [
      'with what may not be written',
      { uid: ['pw'], cn: ['x'], sn: ['x'], ou: ['x'] },
      { outcome: 'refused', code: 'attribute-not-allowed' },
    ],
  ])('not %s', async (_, attributes, expected) =>
    expect(await make({ kind: 'create', attributes })).toMatchObject(expected),
  );

  test('not where nothing may be written', async () => {
    const elsewhere = {
      ...write,
      create: { dn: 'uid={uid},ou=people,dc=written,dc=example', objectClasses: ['inetOrgPerson'] },
    };
    const change = { kind: 'create', attributes: { uid: ['x'], cn: ['x'], sn: ['x'] } };
    expect(await make(change, { write: elsewhere })).toMatchObject({ outcome: 'refused', code: 'outside-bases' });
  });
});

describe('an entry is changed', () => {
  test('as far as it differs', async () => {
    const { id, dn } = await created('mod1', { mail: ['a@open.example', 'b@open.example'] });
    const change: LdapChange = {
      kind: 'modify',
      entry: { id },
      replace: { cn: ['Changed'], title: [] },
      add: { mail: ['c@open.example', 'a@open.example'] },
      remove: { mail: ['b@open.example', 'z@open.example'] },
    };
    expect(await twice(change)).toEqual([
      { outcome: 'changed', dn, id },
      { outcome: 'unchanged', dn, id },
    ]);
    const users = { attributes: { mail: 'mail' } };
    expect(await seen(id, { users })).toMatchObject({ name: 'Changed' });
    expect(
      await make({ kind: 'modify', entry: { dn }, replace: { mail: ['c@open.example', 'a@open.example'] } }),
    ).toEqual({
      outcome: 'unchanged',
      dn,
      id,
    });
  });

  test('not where the server takes a value for one that is there', async () => {
    const { id } = await created('mod2', { mail: ['a@open.example'] });
    expect(await make({ kind: 'modify', entry: { id }, add: { mail: ['A@OPEN.example'] } })).toMatchObject({
      outcome: 'unchanged',
    });
    const both = { mail: ['A@OPEN.example', 'd@open.example'] };
    expect(await twice({ kind: 'modify', entry: { id }, add: both })).toMatchObject([
      { outcome: 'changed' },
      { outcome: 'unchanged' },
    ]);
  });

  test.each<[string, object, object]>([
    [
      'outside of the bases, by DN',
      { entry: { dn: 'uid=ada,ou=people,dc=written,dc=example' }, replace: { cn: ['x'] } },
      { outcome: 'refused', code: 'outside-bases' },
    ],
    [
      'outside of the bases, by id',
      { entry: { id: '30000000-0000-4000-8000-000000000001' }, replace: { cn: ['x'] } },
      { outcome: 'conflict', code: 'entry-missing' },
    ],
    [
      'the base itself',
      { entry: { dn: below }, replace: { cn: ['x'] } },
      { outcome: 'refused', code: 'outside-bases' },
    ],
    [
      'by a name that is like the base',
      { entry: { dn: `uid=x\\,${below}` }, replace: { cn: ['x'] } },
      { outcome: 'refused', code: 'outside-bases' },
    ],
    [
      'one that is not there',
      { entry: { dn: `uid=none,${below}` }, replace: { cn: ['x'] } },
      { outcome: 'conflict', code: 'entry-missing' },
    ],
    [
      'by an id that would be a filter',
      { entry: { id: '*)(uid=*' }, replace: { cn: ['x'] } },
      { outcome: 'conflict', code: 'entry-missing' },
    ],
    [
      'its password',
      { entry: { dn: `uid=mod1,${below}` }, replace: { 'userPassword;x-y': ['x'] } },
      { outcome: 'refused', code: 'password-refused' },
    ],
    [
      'its classes',
      { entry: { dn: `uid=mod1,${below}` }, add: { objectClass: ['posixAccount'] } },
      { outcome: 'refused', code: 'attribute-not-allowed' },
    ],
    [
      'what its name is made of',
      { entry: { dn: `uid=mod1,${below}` }, replace: { uid: ['x'] } },
      { outcome: 'conflict', code: 'value-refused' },
    ],
    [
      'what its class needs',
      { entry: { dn: `uid=mod1,${below}` }, replace: { sn: [] } },
      { outcome: 'conflict', code: 'value-refused' },
    ],
    [
      'with words of its own',
      { entry: { dn: `uid=mod1,${below}` }, rename: 'x' },
      { outcome: 'refused', code: 'change-invalid' },
    ],
    ['by no DN', { entry: { dn: 'mod1' }, replace: { cn: ['x'] } }, { outcome: 'refused', code: 'change-invalid' }],
  ])('not %s', async (_, change, expected) => {
    const made = await make({ kind: 'modify', ...change });
    expect(made).toMatchObject({ ...expected, message: expect.any(String) });
    expect(JSON.stringify(made)).not.toMatch(/uid=|ou=new/);
  });
});

describe('an account is disabled and enabled', () => {
  test('in OpenLDAP', async () => {
    const { id, dn } = await created('switch1');
    expect(await twice({ kind: 'disable', entry: { id } })).toEqual([
      { outcome: 'changed', dn, id },
      { outcome: 'unchanged', dn, id },
    ]);
    expect(await seen(id)).toMatchObject({ attributes: { active: { value: false } } });
    expect(await twice({ kind: 'enable', entry: { dn } })).toMatchObject([
      { outcome: 'changed' },
      { outcome: 'unchanged' },
    ]);
    expect(await seen(id)).toMatchObject({ attributes: { active: { value: true } } });
  });

  test('in Active Directory, by a bit, and the others stay', async () => {
    const corp = {
      ...server1,
      directory: 'active-directory',
      users: { attributes: { flags: 'userAccountControl' } },
    };
    const dn = 'cn=windows,ou=new,dc=written,dc=example';
    const id = '00bfbbef-2211-4433-8899-aabbccddee02';
    expect(await twice({ kind: 'enable', entry: { id } }, corp)).toEqual([
      { outcome: 'changed', dn, id },
      { outcome: 'unchanged', dn, id },
    ]);
    expect(await seen(id, corp)).toMatchObject({ attributes: { active: { value: true }, flags: { value: '66048' } } });
    expect(await twice({ kind: 'disable', entry: { id } }, corp)).toMatchObject([
      { outcome: 'changed' },
      { outcome: 'unchanged' },
    ]);
    expect(await seen(id, corp)).toMatchObject({ attributes: { active: { value: false }, flags: { value: '66050' } } });
  });

  test('by the attribute that the options name, and not where none is known', async () => {
    const { id } = await created('switch2');
    const account = { attribute: 'employeeType', disabled: 'LEFT', enabled: 'STAFF' };
    expect(await twice({ kind: 'disable', entry: { id } }, { account })).toMatchObject([
      { outcome: 'changed' },
      { outcome: 'unchanged' },
    ]);
    expect(await make({ kind: 'enable', entry: { id } }, { account })).toMatchObject({ outcome: 'changed' });
    expect(await make({ kind: 'enable', entry: { id } }, { directory: 'other' })).toMatchObject({
      outcome: 'refused',
      code: 'account-state-unknown',
    });
  });
});

describe('who is in a group is changed', () => {
  const groupOptions = (objectClasses: readonly string[], dn: string) => ({
    users: false,
    write: { ...write, attributes: [...write.attributes, 'uniqueMember', 'gidNumber'], create: { dn, objectClasses } },
  });
  const made = async (objectClass: string, cn: string, attributes: Readonly<Record<string, readonly string[]>>) => {
    const change: LdapChange = { kind: 'create', attributes: { cn: [cn], ...attributes } };
    expect(await make(change, groupOptions([objectClass], `cn={cn},${below}`))).toMatchObject({ outcome: 'changed' });
    return { dn: `cn=${cn},${below}` };
  };

  test.each([
    ['groupOfNames', { member: ['uid=bo,ou=people,dc=written,dc=example'] }],
    ['groupOfUniqueNames', { uniqueMember: ['uid=bo,ou=people,dc=written,dc=example'] }],
    ['posixGroup', { gidNumber: ['77'] }],
  ])('%s', async (objectClass, attributes) => {
    const group = await made(objectClass, `members of ${objectClass}`, attributes);
    const change = { kind: 'add-member', group, member: { id: '30000000-0000-4000-8000-000000000001' } } as const;
    expect(await twice(change)).toMatchObject([{ outcome: 'changed', dn: group.dn }, { outcome: 'unchanged' }]);
    const byDn = { kind: 'remove-member', group, member: { dn: 'UID=ada, ou=people, dc=written,dc=example' } } as const;
    expect(await twice(byDn)).toMatchObject([{ outcome: 'changed' }, { outcome: 'unchanged' }]);
  });

  test('but not the last member, nobody, and no group elsewhere', async () => {
    const group = await made('groupOfNames', 'lonely', { member: ['uid=bo,ou=people,dc=written,dc=example'] });
    const bo = { dn: 'uid=bo,ou=people,dc=written,dc=example' };
    expect(await make({ kind: 'remove-member', group, member: bo })).toMatchObject({
      outcome: 'conflict',
      code: 'last-member',
    });
    const nobody = { dn: 'uid=nobody,ou=people,dc=written,dc=example' };
    expect(await make({ kind: 'add-member', group, member: nobody })).toMatchObject({
      outcome: 'conflict',
      code: 'member-missing',
    });
    const team = { dn: 'cn=team,dc=written,dc=example' };
    expect(await make({ kind: 'add-member', group: team, member: bo })).toMatchObject({
      outcome: 'refused',
      code: 'outside-bases',
    });
  });
});

describe('nothing is changed', () => {
  const change: LdapChange = { kind: 'disable', entry: { dn: `uid=mod1,${below}` } };

  test('that is not allowed', async () => {
    expect(await make(change, { write: undefined })).toMatchObject({ outcome: 'refused', code: 'change-not-allowed' });
    const modifyOnly = { ...write, allow: ['modify'] };
    expect(await make(change, { write: modifyOnly })).toMatchObject({ outcome: 'refused', code: 'change-not-allowed' });
  });

  test('by an account that may not, which is an error of the source', async () => {
    const reader = importContext({ directory: server.folder, secret: async () => accounts.limited });
    const modify = { kind: 'modify', entry: { dn: `uid=mod1,${below}` }, replace: { cn: ['By a reader'] } };
    await expect(applyChange(optionsOf(ldap, options), modify, reader)).rejects.toMatchObject({
      code: 'access-denied',
    });
  });
});
