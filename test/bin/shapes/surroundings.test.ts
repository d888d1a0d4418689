import { describe, expect, test } from 'vitest';
import { askedBy } from '../../../bin/shapes/asked-by.ts';
import { type About, aboutOf, tellingWords } from '../../../bin/shapes/surroundings.ts';
import { wordsOf } from '../../../bin/shapes/words-of.ts';

test.each([
  ['workEmailAddresses', 'work email address'],
  ['WORK_EMAIL', 'work email'],
  ['IPAddress', 'ip address'],
  ['userIDs', 'user id'],
  ['x-total-count', 'x total count'],
  ['username', 'user name'],
  ['dateOfBirth', 'date of birth'],
  ['phone1', 'phone'],
  ['address_line_2', 'address line'],
  ['people', 'person'],
  ['companies', 'company'],
  ['status', 'status'],
  ['address', 'address'],
  ['Straßen', 'straßen'],
  ['constructor_valueOf', 'constructor value of'],
  ['', ''],
])('the words of %j are %j', (name, expected) => {
  expect(wordsOf(name).join(' ')).toBe(expected);
});

test.each([
  ['UserResponseDto', 'user'],
  ['simple-user', 'simple user'],
  ['ItemList', ''],
  ['user-search-result-item', 'user'],
  ['users me', 'user'],
])('of %s it says: %j', (name, expected) => {
  expect(tellingWords(name).join(' ')).toBe(expected);
});

describe('what an object is about', () => {
  test.each<[string, readonly string[], readonly string[], About]>([
    ['simple-user', [], [], 'person'],
    ['nullable-simple-user', [], [], 'person'],
    ['UserDto', [], [], 'person'],
    ['team-member', [], [], 'person'],
    ['assignees', [], [], 'person'],
    ['repository', [], ['name'], 'thing'],
    ['organization', [], ['login', 'email', 'name'], 'thing'],
    ['user-role-assignment', [], ['login', 'id'], 'person'],
    ['user-settings', [], ['theme'], 'thing'],
    ['membership', [], ['first_name', 'role'], 'person'],
    ['Entity', ['owner'], ['id', 'name'], 'person'],
    ['Entity', ['project'], ['id', 'name'], 'thing'],
    ['Entity', ['project', 'owner'], ['id', 'name'], 'person'],
    ['Entity', [], ['id', 'name'], 'unknown'],
    ['account', ['assignee'], ['id', 'name'], 'person'],
    ['account', [], ['id', 'login'], 'person'],
    ['account', ['payments'], ['id', 'balance'], 'unknown'],
    ['issue', ['assignee'], ['id', 'name'], 'thing'],
    ['billing_address', [], [], 'address'],
    ['ip_address', [], [], 'thing'],
    ['coordinates', [], [], 'place'],
    ['clientCredentials', [], [], 'credential'],
    ['user_agent', [], ['name'], 'thing'],
  ])('%s, referred to by %j, with %j: %s', (name, referrers, properties, expected) => {
    expect(aboutOf(name, referrers, properties)).toBe(expected);
  });
});

describe('who is asked for', () => {
  const ask = (name: string, after?: string, isOpaque = false) =>
    askedBy([{ name, after, isOpaque, endpoint: 'GET /x' }]);
  const [id, login, readable] = [{ id: 'GET /x' }, { login: 'GET /x' }, { readable: 'GET /x' }];

  test.each([
    ['id', 'users', false, id],
    ['id', 'tickets', false, {}],
    ['user_id', 'tickets', true, id],
    ['userId', undefined, false, id],
    ['account_id', 'user', true, id],
    ['account_id', 'accounts', true, {}],
    ['username', 'users', false, { ...login, ...readable }],
    ['username', undefined, false, login],
    ['slug', 'users', false, { ...login, ...readable }],
    ['slug', 'teams', false, {}],
    ['owner', 'repos', false, { ...id, ...login, ...readable }],
    ['owner', 'repos', true, id],
    ['assignee', undefined, false, { ...id, ...login }],
    ['email', 'users', false, { ...login, ...readable }],
    ['page', undefined, true, {}],
    ['repo', 'repos', false, {}],
  ] as const)('by %s after %s', (name, after, isOpaque, expected) => {
    expect(ask(name, after, isOpaque)).toEqual({ id: undefined, login: undefined, readable: undefined, ...expected });
  });

  test('the plainest endpoint is the example', () => {
    const endpoints = ['GET /users/{id}/teams', 'GET /users/{id}', 'GET /users/{id}/roles'];
    expect(askedBy(endpoints.map((endpoint) => ({ name: 'id', after: 'users', isOpaque: false, endpoint }))).id).toBe(
      'GET /users/{id}',
    );
  });
});
