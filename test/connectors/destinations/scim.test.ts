import { describe, expect, test } from 'vitest';
import type { ScimDestinationOptions } from '../../../connectors/destinations/scim/options.ts';
import { scimDestination } from '../../../connectors/destinations/scim.ts';
import { connectorNamed } from '../../../connectors/index.ts';

const baseUrl = 'https://app.example.com/scim/v2';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const optionsOf = (written: object = {}) =>
  scimDestination.options.parse({ baseUrl, ...written }) as unknown as ScimDestinationOptions;

test('it is how the connector of its name is written to', () => {
  expect(connectorNamed('scim')?.destination).toBe(scimDestination);
});

test('little must be said', () => {
  expect(optionsOf()).toMatchObject({
    baseUrl,
    match: 'externalId',
    update: 'discover',
    delete: 'delete',
    bulk: 'auto',
    groupPrefix: '',
    removeMembers: 'path',
    paging: 'auto',
    privateAddresses: [],
  });
});

const wrongOptions: readonly (readonly [string, object, string])[] = [
  ['no TLS', { baseUrl: 'http://app.example.com/scim' }, 'https://'],
  ['a query', { baseUrl: `${baseUrl}?a=b` }, 'query'],
  ['a password', { baseUrl: 'https://a:b@app.example.com' }, 'password'],
  ['another machine without TLS', { localServer: 'http://app.example.com/scim' }, 'this machine'],
  ['metadata services', { privateAddresses: ['169.254.169.254/32'] }, 'metadata'],
  ['another word', { update: 'post' }, 'patch'],
  ['two ways to prove who calls', { authentication: { header: 'x-key', query: 'key' } }, 'several ways'],
  ['what it does not know', { password: 'CANARY' }, 'password'],
];

test.each(wrongOptions)('options with %s are refused', (_, written, said) => {
  const { success, error } = scimDestination.options.safeParse({ baseUrl, ...written });
  expect(success).toBe(false);
  expect(error!.message).toContain(said);
});

test('it asks for its host and a token, or for what its authentication needs', () => {
  const bearer = scimDestination.requires(optionsOf({ baseUrl: 'https://app.example.com:8443/scim' }));
  expect(bearer).toMatchObject({ hosts: ['app.example.com:8443'], secret: [{ name: 'token', required: true }] });
  const tokens = { clientCredentials: { tokenUrl: 'https://id.example.com/token' } };
  const { hosts, secret } = scimDestination.requires(optionsOf({ authentication: tokens }));
  expect(hosts).toEqual(['app.example.com', 'id.example.com']);
  expect(secret.filter(({ required }) => required).map(({ name }) => name)).toEqual(['client_id', 'client_secret']);
});

test('its tokens come from where it is, on this machine too', () => {
  const options = optionsOf({
    authentication: { clientCredentials: { tokenUrl: 'https://app.example.com/token' } },
    localServer: 'http://127.0.0.1:8790/scim',
  });
  const tokenAt = (local: boolean) => {
    const { schemes, privateAddresses } = scimDestination.authentication(options, { local });
    const [scheme] = Object.values(schemes);
    return [scheme?.kind === 'token' && scheme.endpoints.token, privateAddresses.length > 0];
  };
  expect(tokenAt(false)).toEqual(['https://app.example.com/token', false]);
  expect(tokenAt(true)).toEqual(['http://127.0.0.1:8790/token', true]);
});

describe('a map', () => {
  test('may name members of a user, of extensions, and groups', () => {
    const whole = {
      userName: '${user.email}',
      name: { givenName: '${user.givenName}', familyName: null },
      title: 'Dr ${user.title}',
      active: true,
      emails: [{ value: '${user.email}', type: 'work', primary: true }, '${user.other}'],
      addresses: [{ country: 'BE', type: 'work' }],
      roles: '${user.roles}',
      entitlements: ['reader'],
      groups: ['Staff', '${user.team}'],
      [enterprise]: { department: '${user.department}', manager: { value: '${user.manager}' } },
      'urn:acme:params:scim:schemas:badge:1.0:User': { level: 3, anything: [{ at: 'all' }] },
    };
    expect(scimDestination.checkMap!(whole, ['groups', 'roles', 'emails', 'urn:acme:badge'])).toEqual([]);
    expect(scimDestination.checkMap!({ groups: '${groups.map(g, g.name)}' }, [])).toEqual([]);
  });

  const wrong: readonly (readonly [object, readonly string[], string, string])[] = [
    [{ usrName: 'x' }, ['usrName'], 'no member', 'did you mean userName?'],
    [{ username: 'x' }, ['username'], 'no member', 'did you mean userName?'],
    [{ shoes: 'x' }, ['shoes'], 'no member', 'userName, name, displayName'],
    [{ id: 'x' }, ['id'], 'given by the service', 'leave it out'],
    [{ meta: {} }, ['meta'], 'given by the service', 'leave it out'],
    [{ externalId: '${user.id}' }, ['externalId'], 'to the key', 'users.key'],
    [{ schemas: [] }, ['schemas'], 'set by the sync', 'leave it out'],
    [{ password: '${user.password}' }, ['password'], 'not set by a sync', 'single sign-on'],
    [{ active: '${user.active}' }, ['active'], 'kept by the sync', 'users.when'],
    [{ groups: [{ value: 'g1' }] }, ['groups'], 'list of names', 'groups: [Staff]'],
    [{ groups: 'Staff' }, ['groups'], 'list of names', 'groups: [Staff]'],
    [{ name: { firstName: 'x' } }, ['name', 'firstName'], 'no member', 'givenName'],
    [{ name: 'Ann' }, ['name'], 'has members', 'familyName'],
    [{ title: { value: 'x' } }, ['title'], 'is one value', 'text'],
    [{ emails: 'a@acme.example' }, ['emails'], 'is a list', 'emails: [{ value'],
    [{ emails: { value: 'x' } }, ['emails'], 'is a list', 'emails: [{ value'],
    [{ emails: [{ valeu: 'x' }] }, ['emails', '0', 'valeu'], 'no member', 'did you mean value?'],
    [{ addresses: [{ city: 'x' }] }, ['addresses', '0', 'city'], 'no member', 'locality'],
    [{ [enterprise]: { departement: 'x' } }, [enterprise, 'departement'], 'no member', 'did you mean department?'],
    [{ [enterprise]: { manager: { displayName: 'x' } } }, [enterprise, 'manager', 'displayName'], 'read-only', 'value'],
    [{ [enterprise]: 'x' }, [enterprise], 'is an extension', 'below it'],
    [{ [enterprise.toLowerCase()]: {} }, [enterprise.toLowerCase()], 'no schema', enterprise],
    [{ 'urn:acme:badge': 7 }, ['urn:acme:badge'], 'is an extension', 'below it'],
  ];

  test.each(wrong)('like %j is told of', (template, path, message, remedy) => {
    expect(scimDestination.checkMap!(template as Record<string, unknown>, [])).toEqual([
      { path, message: expect.stringContaining(message), remedy: expect.stringContaining(remedy) },
    ]);
  });

  test.each([
    ['role', 'did you mean roles?'],
    ['userName', 'groups, emails'],
    ['constructor', 'the lists are'],
  ])('has grants for lists alone, and not for %s', (list, remedy) => {
    expect(scimDestination.checkMap!({}, [list])).toEqual([
      { path: ['$lists', list], message: 'is no list of a user in SCIM', remedy: expect.stringContaining(remedy) },
    ]);
  });
});

test('its guide says what the service must take, and where the token goes', () => {
  const told = (written: object) =>
    scimDestination.guide!(optionsOf(written), { gateway: 'acme', source: 'app-users', vendor: 'Acme' })
      .flatMap(({ title, lines }) => [title, ...lines])
      .join('\n');
  expect(told({})).toContain(baseUrl);
  expect(told({})).toContain('externalId eq');
  expect(told({})).toContain('sallyport secrets set app-users token');
  expect(told({ match: 'userName' })).toContain('userName eq');
});
