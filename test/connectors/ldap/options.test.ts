import { describe, expect, test } from 'vitest';
import { directoryOf } from '../../../connectors/ldap/directory.ts';
import { filterText } from '../../../connectors/ldap/filter/filter-text.ts';
import { directoryKinds } from '../../../connectors/ldap/presets.ts';
import { ldap } from '../../../connectors/ldap.ts';
import { optionsOf, problemsOf } from '../support/read-all.ts';

const minimal = { host: 'dc1.corp.example.com', directory: 'active-directory', base: 'dc=corp,dc=example,dc=com' };
const write = {
  bases: ['ou=staff,dc=corp,dc=example,dc=com'],
  allow: ['create'],
  attributes: ['mail'],
  create: { dn: 'cn={cn},ou=staff,dc=corp,dc=example,dc=com', objectClasses: ['user'] },
};

describe('options', () => {
  test.each(directoryKinds)('of %s need no more than three lines', (directory) => {
    const options = optionsOf(ldap, { ...minimal, directory });
    expect(options).toMatchObject({ tls: 'ldaps', bind: 'simple', pageSize: 1000, memberships: { nested: 'direct' } });
    const { users, groups, memberships } = directoryOf(options);
    expect([users?.bases, groups?.bases]).toEqual([[minimal.base], [minimal.base]]);
    expect(memberships?.members).toContain('member');
  });

  test('that restrict a list are put together with what the directory has for it', () => {
    const options = optionsOf(ldap, { ...minimal, users: { only: '(cn=a\\2a)' } });
    expect(filterText(directoryOf(options).users!.filter)).toBe(
      '(&(&(objectCategory=person)(objectClass=user))(cn=a\\2a))',
    );
  });

  test.each<[object, string]>([
    [{ host: 'ldaps://dc1' }, 'host: write a host name'],
    [{ host: 'dc1:636' }, 'host: write a host name'],
    [{ directory: 'novell' }, 'directory: '],
    [{ base: 'corp.example.com' }, 'base: '],
    [{ base: [] }, 'base: '],
    [{ tls: 'disable' }, 'tls: would send the password over the network'],
    [{ tls: 'disable', host: '127.0.0.1.corp.example' }, 'tls: would send the password'],
    [{ tls: 'disable', bind: 'external' }, 'bind: a client certificate is a part of TLS'],
    [{ tls: 'disable', bind: 'anonymous', ca: './ca.pem' }, 'ca: without TLS no certificate is checked'],
    [{ ca: '/etc/ssl/ca.pem' }, 'ca: write a path below'],
    [{ users: false, groups: false }, 'users: with groups: false nothing is left'],
    [{ password: 'x' }, 'Unrecognized'],
    [{ users: { filter: 'cn=a' } }, 'users'],
    [{ users: { attributes: { pw: 'userPassword' } } }, 'users'],
    [{ users: { attributes: { pw: 'unicodePwd;binary' } } }, 'users'],
    [{ users: { attributes: { all: '*' } } }, 'users'],
    [{ users: { entity: { type: 'user', id: 'c n' } } }, 'users'],
    [{ memberships: { members: ['member;range=0-*'] } }, 'memberships'],
    [{ account: { attribute: 'ntPwdHistory', disabled: 'x' } }, 'account.attribute: ntPwdHistory holds passwords'],
    [{ write: { ...write, create: undefined } }, 'write.create: is needed where allow has create'],
    [{ write: { ...write, bases: [] } }, 'write.bases'],
    [{ write: { ...write, bases: ['staff'] } }, 'write.bases.0: write a distinguished name'],
    [{ write: { ...write, attributes: ['unicodePwd'] } }, 'write.attributes.0: holds passwords'],
    [{ write: { ...write, attributes: ['objectClass'] } }, 'write.attributes.0: is said under create'],
    [
      { write: { ...write, create: { ...write.create, dn: 'cn=a,dc=b' } } },
      'write.create.dn: has no attribute in braces',
    ],
    [
      { write: { ...write, create: { ...write.create, dn: '{cn}=a,dc=b' } } },
      'write.create.dn: has a placeholder in the name',
    ],
    [{ write: { ...write, create: { ...write.create, dn: 'cn={c n},dc=b' } } }, 'write.create.dn: has {c n}'],
    [
      { write: { ...write, create: { ...write.create, dn: 'cn={cn},,dc=b' } } },
      'write.create.dn: is no distinguished name',
    ],
  ])('%j can not work', (more, problem) => {
    expect(problemsOf(ldap, { ...minimal, ...more }).join('\n')).toContain(problem);
  });

  test.each<object>([
    { tls: 'disable', host: '127.0.0.1' },
    { tls: 'disable', host: '::1' },
    { tls: 'disable', host: 'localhost' },
    { tls: 'disable', bind: 'anonymous' },
    { write },
  ])('%j can', (more) => expect(problemsOf(ldap, { ...minimal, ...more })).toEqual([]));
});

describe('requires', () => {
  const requires = (more: object) => ldap.requires(optionsOf(ldap, { ...minimal, ...more }));
  const names = (fields: readonly { readonly name: string }[]) => fields.map(({ name }) => name);

  test.each<[object, string]>([
    [{}, 'dc1.corp.example.com:636'],
    [{ tls: 'starttls' }, 'dc1.corp.example.com:389'],
    [{ port: 3269 }, 'dc1.corp.example.com:3269'],
    [{ host: 'fd00::1' }, '[fd00::1]:636'],
  ])('%j calls %s', (more, host) => expect(requires(more).hosts).toEqual([host]));

  test('what the bind needs, from where it is said to come', () => {
    expect(names(requires({}).secret)).toEqual(['user', 'password']);
    expect(names(requires({ bind: 'external' }).secret)).toEqual(['certificate', 'private_key']);
    expect(requires({ bind: 'anonymous' }).secret).toEqual([]);
    const { secret, fields } = requires({ credentials: 'fields', ca: './ca.pem' });
    expect([secret, names(fields!)]).toEqual([[], ['user', 'password']]);
    expect(requires({ ca: './ca.pem' }).files).toEqual(['./ca.pem']);
  });
});

describe('the guide', () => {
  const lines = (more: object) =>
    ldap.guide!(optionsOf(ldap, { ...minimal, ...more }), { gateway: 'acme', source: 'directory', vendor: 'elimity' })
      .flatMap(({ title, lines: each }) => [title, ...each])
      .join('\n');

  test('says how an account is made, what it may do, and how it is entered', () => {
    expect(lines({})).toMatch(
      /can only read[\s\S]*New-ADUser -Name acme-directory[\s\S]*sallyport secrets set directory password/,
    );
    expect(lines({ directory: 'openldap' })).toContain('limits dn.exact="cn=acme-directory,<…>" size=unlimited');
    expect(lines({ write })).toMatch(/change what is allowed[\s\S]*ou=staff,dc=corp,dc=example,dc=com[\s\S]*mail/);
    expect(lines({ bind: 'anonymous', tls: 'disable' })).not.toContain('account');
    expect(lines({ credentials: 'fields' })).toContain('Enter it at elimity');
  });
});
