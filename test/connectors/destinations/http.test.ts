import { expect, test } from 'vitest';
import type { HttpOptions } from '../../../connectors/destinations/http/options.ts';
import { requestsOf } from '../../../connectors/destinations/http/requests.ts';
import { http } from '../../../connectors/destinations/http.ts';
import { connectorNamed } from '../../../connectors/index.ts';

const plain = { baseUrl: 'https://crm.acme.example/api/v1', key: '/login', active: '/active' };
const optionsOf = (written: object = {}) => http.options.parse({ ...plain, ...written }) as unknown as HttpOptions;

test('it is how a connector of one’s own is written to', () => {
  expect(connectorNamed('custom')!.destination).toBe(http);
});

test('what is resolved is plain data', () => {
  const options = optionsOf({ find: { query: { login: '${key}' } }, disable: 'none' });
  expect(JSON.parse(JSON.stringify(options))).toEqual(options);
  expect(options.active).toEqual({ at: '/active', on: true, off: false });
});

const wrong: readonly (readonly [string, object, string])[] = [
  ['no TLS', { baseUrl: 'http://crm.acme.example' }, 'https://'],
  ['no key', { key: undefined }, 'key'],
  ['a key that is no place', { key: 'login' }, 'JSON Pointer'],
  ['nothing of being active', { active: undefined }, 'does not say how users are disabled'],
  ['a path that leads out', { users: '/users/../admin' }, 'path'],
  ['a path with a query', { create: { path: '/users?a=b' } }, 'without ?'],
  ['a request that leads out', { update: { path: '/users/../admin' } }, 'below baseUrl'],
  ['another host', { create: { path: '//other.example' } }, 'below baseUrl'],
  ['what a path does not know', { create: { path: '/users/${id}' } }, 'knows no id'],
  ['a word that is written wrong', { update: { path: '/users/${di}' } }, 'did you mean ${id}'],
  ['what a body does not know', { create: { body: { a: ['${user.name}'] } } }, 'knows no user'],
  ['an expression without end', { create: { body: '${record' } }, 'without end'],
  ['a member of a text', { update: { body: '${key.first}' } }, 'has none'],
  ['two dots', { update: { body: '${record..name}' } }, 'two dots'],
  ['a header of the gate', { create: { headers: { Authorization: 'CANARY' } } }, 'credentials'],
  ['a header of several lines', { create: { headers: { 'x-a': 'a\nb' } } }, 'one line'],
  ['a method that changes nothing', { disable: { method: 'GET' } }, 'POST'],
  ['a redirect for a success', { statuses: { done: [304] } }, 'redirect'],
  ['what it does not know', { password: 'CANARY' }, 'password'],
];

test.each(wrong)('options with %s are refused', (_, written, said) => {
  const { success, error } = http.options.safeParse({ ...plain, ...written });
  expect(success).toBe(false);
  expect(error!.message).toContain(said);
});

test('requests are those of REST, unless the settings say otherwise', () => {
  const others = { query: {}, headers: {} };
  expect(requestsOf(optionsOf({ users: '/people' }))).toEqual({
    create: { ...others, method: 'POST', path: '/people', body: '${record}' },
    update: { ...others, method: 'PUT', path: '/people/${id}', body: '${whole}' },
    disable: { ...others, method: 'PUT', path: '/people/${id}', body: '${whole}' },
    delete: { ...others, method: 'DELETE', path: '/people/${id}' },
  });
  const own = {
    update: { method: 'PATCH', body: '${record}' },
    disable: { method: 'POST', path: '/off/${id}' },
    delete: 'none',
  };
  expect(requestsOf(optionsOf(own))).toMatchObject({
    update: { method: 'PATCH', path: '/users/${id}', body: '${record}' },
    disable: { ...others, method: 'POST', path: '/off/${id}' },
    delete: undefined,
  });
  expect(requestsOf(optionsOf(own)).disable).not.toHaveProperty('body');
});

test('it asks for its host, that of its tokens, and what proves who calls', () => {
  const clientCredentials = { tokenUrl: 'https://login.acme.example/token', clientId: 'gate' };
  const { hosts, secret, ...others } = http.requires(optionsOf({ authentication: { clientCredentials } }) as never);
  expect(hosts).toEqual(['crm.acme.example', 'login.acme.example']);
  expect(secret.filter(({ required }) => required).map(({ name }) => name)).toEqual(['client_secret']);
  expect(others).toEqual({});
  expect(http.requires(optionsOf() as never).secret.map(({ name }) => name)).toEqual(['token']);
});

test('on this machine it may have a stand-in, and its tokens come from there', () => {
  const options = optionsOf({
    localServer: 'http://127.0.0.1:8790/crm',
    authentication: { login: { tokenUrl: 'https://crm.acme.example/tokens' } },
  });
  const at = (local: boolean) => {
    const { schemes, privateAddresses } = http.authentication(options as never, { local });
    const [scheme] = Object.values(schemes);
    return [scheme?.kind === 'token' && scheme.endpoints.token, privateAddresses];
  };
  expect(at(false)).toEqual(['https://crm.acme.example/tokens', []]);
  expect(at(true)).toEqual(['http://127.0.0.1:8790/tokens', ['127.0.0.0/8', '::1/128']]);
});

test('its guide names the requests that are to be allowed', () => {
  const subject = { gateway: 'acme', source: 'crm-users', vendor: 'Acme CRM' };
  const settings = { find: { path: '/search', query: { login: '${key}' } }, delete: 'none' };
  const told = http.guide!(optionsOf(settings) as never, subject).flatMap(({ title, lines }) => [title, ...lines]);
  expect(told).toEqual(
    expect.arrayContaining(['  GET /users', '  GET /search', '  POST /users', '  PUT /users/${id}']),
  );
  expect(told.join('\n')).not.toContain('DELETE');
  expect(told).toContain('  sallyport secrets set crm-users token');
});
