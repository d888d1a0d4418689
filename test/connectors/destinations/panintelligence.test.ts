import { describe, expect, test } from 'vitest';
import type { PanintelligenceOptions } from '../../../connectors/destinations/panintelligence/options.ts';
import { panintelligence } from '../../../connectors/destinations/panintelligence.ts';
import { connectorNamed } from '../../../connectors/index.ts';

const baseUrl = 'https://bi.acme.example/pi/api/v2';
const optionsOf = (written: object = {}) =>
  panintelligence.options.parse({ baseUrl, ...written }) as PanintelligenceOptions;
const map = { user: { surname: '${user.familyName}' } };

test('it is how the connector of its name is written to, which stays as it was', () => {
  const connector = connectorNamed('panintelligence')!;
  expect(connector.destination).toBe(panintelligence);
  expect(connector.modes).toEqual(['import', 'proxy']);
  expect(connector.title).toBe('Panintelligence');
});

const wrongOptions: readonly (readonly [string, object, string])[] = [
  ['no TLS', { baseUrl: 'http://bi.acme.example/pi/api/v2' }, 'https://'],
  ['a query', { baseUrl: `${baseUrl}?a=b` }, 'query'],
  ['a password', { baseUrl: 'https://a:b@bi.acme.example' }, 'password'],
  ['another machine without TLS', { localServer: 'http://bi.acme.example' }, 'this machine'],
  ['metadata services', { privateAddresses: ['169.254.169.254/32'] }, 'metadata'],
  ['another word', { others: 'merge' }, 'keep'],
  ['what it does not know', { password: 'CANARY' }, 'password'],
];

test.each(wrongOptions)('options with %s are refused', (_, written, said) => {
  const { success, error } = panintelligence.options.safeParse({ baseUrl, ...written });
  expect(success).toBe(false);
  expect(error!.message).toContain(said);
});

test('it asks for its host, a user and a password', () => {
  const { hosts, secret } = panintelligence.requires(optionsOf({ baseUrl: 'https://bi.acme.example:8443/pi/api/v2/' }));
  expect(hosts).toEqual(['bi.acme.example:8443']);
  expect(secret.filter(({ required }) => required).map(({ name }) => name)).toEqual(['username', 'password']);
});

test('its tokens come from where it is, on this machine too', () => {
  const options = optionsOf({ localServer: 'http://127.0.0.1:8790/pi/api/v2', privateAddresses: ['10.20.0.0/16'] });
  const token = (local: boolean) => {
    const { schemes, privateAddresses } = panintelligence.authentication(options, { local });
    const { login } = schemes;
    return { token: login?.kind === 'token' && login.endpoints.token, privateAddresses };
  };
  expect(token(false)).toEqual({ token: `${baseUrl}/tokens`, privateAddresses: ['10.20.0.0/16'] });
  expect(token(true)).toEqual({
    token: 'http://127.0.0.1:8790/pi/api/v2/tokens',
    privateAddresses: ['10.20.0.0/16', '127.0.0.0/8', '::1/128'],
  });
});

describe('a map', () => {
  test('may name members of a user, and lists', () => {
    const whole = {
      user: {
        surname: '${user.familyName}',
        forenames: 'Dr ${user.givenName}',
        userTypeId: 3,
        editUsers: '${user.level > 3}',
        userExpirationDate: '2027-01-31',
        email: null,
      },
      variables: [{ name: 'office', value: '${user.office}' }],
      userRoles: '${user.roles}',
    };
    expect(panintelligence.checkMap!(whole, ['userRoles', 'userCategories', 'restrictions', 'variables'])).toEqual([]);
  });

  const wrong: readonly (readonly [object, readonly string[], string, string])[] = [
    [{ users: {} }, ['users'], 'is not known', 'did you mean user?'],
    [{ shoes: [] }, ['shoes'], 'is not known', 'restrictions, user, userCategories'],
    [{ user: { sirname: 'x' } }, ['user', 'sirname'], 'is not known', 'did you mean surname?'],
    [{ user: 'x' }, ['user'], 'is no map', 'user: {'],
    [{ user: { usercode: '${user.id}' } }, ['user', 'usercode'], 'the key', 'users.key'],
    [{ user: { clientEnabled: false } }, ['user', 'clientEnabled'], 'switched by the sync', 'users.when'],
    [{ user: { editUsers: 'yes' } }, ['user', 'editUsers'], 'is true or false', 'expression'],
    [{ user: { editUsers: 'x${user.a}' } }, ['user', 'editUsers'], 'is true or false', 'alone'],
    [{ user: { editUsers: '${user.a}${user.b}' } }, ['user', 'editUsers'], 'is true or false', 'alone'],
    [{ user: { userTypeId: 1.5 } }, ['user', 'userTypeId'], 'is a whole number', 'number'],
    [{ user: { surname: 7 } }, ['user', 'surname'], 'is a text', 'text'],
    [{ user: { userExpirationDate: 'soon' } }, ['user', 'userExpirationDate'], 'is a date', '2027'],
    [{ variables: { name: 'x' } }, ['variables'], 'is no list', 'variables: ['],
    [{ userRoles: ['Analyst'] }, ['userRoles', '0'], 'is no map', 'name'],
  ];

  test.each(wrong)('like %j is told of', (template, path, message, remedy) => {
    expect(panintelligence.checkMap!({ ...map, ...template } as Record<string, unknown>, [])).toEqual([
      { path, message: expect.stringContaining(message), remedy: expect.stringContaining(remedy) },
    ]);
  });

  test('has grants for its lists alone', () => {
    expect(panintelligence.checkMap!(map, ['userRole', 'user.tags', 'variables'])).toEqual([
      { path: ['$lists/userRole'], message: 'is not known to the destination', remedy: 'did you mean userRoles?' },
      { path: ['$lists/user.tags'], message: 'is not known to the destination', remedy: expect.any(String) },
    ]);
  });
});

test('its guide says what the user of the gate must be, and what becomes of the rest', () => {
  const told = (others: string) =>
    panintelligence.guide!(optionsOf({ others }), { gateway: 'acme', source: 'bi-users', vendor: 'Panintelligence' })
      .flatMap(({ title, lines }) => [title, ...lines])
      .join('\n');
  expect(told('keep')).toContain('super administrator');
  expect(told('keep')).toContain('sallyport secrets set bi-users password');
  expect(told('keep')).toContain('others: keep');
  expect(told('replace')).toContain('is taken away');
});
