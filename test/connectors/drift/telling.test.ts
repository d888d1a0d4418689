import { expect, test } from 'vitest';
import { dropboxTypes } from './dropbox-types.ts';
import type { FieldPath, NamedRequest } from './named-requests.ts';
import { type OpenApi, openApiDrift, type Schema } from './openapi-drift.ts';
import { slackTypes } from './slack-types.ts';
import { typeDrift } from './type-drift.ts';

const request = (url: string, query: readonly string[], fields: readonly FieldPath[]): NamedRequest => ({
  place: url.split('/').at(-1)!,
  method: 'GET',
  url,
  query,
  fields: fields.map((path) => ({ path, definedAt: path.join(' ') })),
  sent: [],
});

test('types tell what is gone: requests, parameters, and fields however deep', () => {
  const users = request(
    'https://slack.com/api/users.list',
    ['cursor', 'CANARY'],
    [['members'], ['members', '[]', 'profile', 'email'], ['members', '[]', 'profile', 'CANARY'], ['CANARY']],
  );
  const other = request('https://slack.com/api/users.canary', [], [['ok']]);
  expect(typeDrift([users, other], slackTypes)).toEqual({
    undescribed: ['users.canary'],
    gone: ['users.list: members[].profile.CANARY', 'users.list: CANARY', 'users.list: ?CANARY'],
  });
});

test('types tell what is gone of a body', () => {
  const field = (name: string) => ({ path: [name], definedAt: name });
  const list = {
    ...request('https://api.dropboxapi.com/2/team/members/list_v2', [], [['limit']]),
    sent: [field('limit'), field('CANARY')],
  };
  expect(typeDrift([list], dropboxTypes).gone).toEqual(['list_v2: limit', 'list_v2: body CANARY']);
});

const person = { $ref: '#/components/schemas/person' };
const json = (schema: Schema) => ({ content: { 'application/json': { schema } } });
const paths: OpenApi['paths'] = {
  '/people': {
    get: {
      parameters: [{ in: 'query', name: 'page' }],
      responses: { 200: json({ items: person }), 404: json({ properties: { message: {} } }) },
    },
  },
  '/people/{id}': { get: { responses: { 200: json({ anyOf: [person, { properties: { left: {} } }] }) } } },
};
const document = { components: { schemas: { person: { properties: { name: {}, boss: person } } } }, paths };

test('documents tell the same', () => {
  const list = request(
    'https://api.example.com/people',
    ['page', 'q'],
    [['[]', 'boss', 'boss', 'name'], ['[]', 'boss', 'mail'], ['message']],
  );
  const one = request('https://api.example.com/people/7', [], [['left'], ['name'], ['mail']]);
  const gone = request('https://api.example.com/teams', [], []);
  expect(openApiDrift([list, one, gone], document, 'https://api.example.com')).toEqual({
    undescribed: ['teams'],
    gone: ['people: ?q', 'people: [].boss.mail', 'people: message', '7: mail'],
  });
});

test('what answers share is gone when no answer has it', () => {
  const shared = (path: FieldPath) => ({ path, definedAt: `$defs: person ${path.at(-1)}` });
  const requests = [
    { ...request('https://api.example.com/people', [], []), fields: [shared(['[]', 'left']), shared(['[]', 'mail'])] },
    { ...request('https://api.example.com/people/7', [], []), fields: [shared(['left']), shared(['mail'])] },
  ];
  expect(openApiDrift(requests, document, 'https://api.example.com').gone).toEqual(['people: [].mail']);
});
