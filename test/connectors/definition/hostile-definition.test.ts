import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../../config/config-error.ts';
import type { DefinedSource } from '../../../connectors/defined/defined-source.ts';
import { readDefinition } from '../../../connectors/definition/read-definition.ts';
import { connectorUnderTest } from '../catalog/support/connector-under-test.ts';

const definition = `
title: Rosters
about: People and teams.
documentation: [https://rosters.example/docs]
settings:
  tenant: { description: Name of the tenant., example: acme }
  edition: { description: Edition of the API., example: '2', optional: true }
server: https://\${tenant}.rosters.example
headers: { x-edition: '\${edition}' }
authentication: { token: { about: A token., with: bearer } }
rateLimits: { about: None. }
permissions: { people: Who is there., teams: Which teams there are. }
lists:
  people: { about: People., permissions: [people], request: GET /people, items: [{ entity: { type: user, id: id } }] }
  members:
    about: Members.
    for: people
    request: GET /members
    query: { of: '{id}' }
    items: [{ relationship: { from: self, to: parent } }]
    self: { type: user, id: id }
endpoints:
  GET /people/{id}: { permissions: [people], answer: { type: object, properties: { age: { type: integer } } } }
  GET /teams: { permissions: [teams], answer: { type: object, properties: { size: { type: integer } } } }
`;

const problemsOf = (text: string): readonly string[] =>
  readDefinition(text, 'rosters.yaml', 'rosters').problems.map(({ path, what }) => `${path}: ${what}`);

test('the definition that the others differ from is right', () => {
  expect(problemsOf(definition)).toEqual([]);
});

describe('a definition is refused', () => {
  test.each([
    ['credentials in a header', "x-edition: '${edition}'", 'authorization: Bearer x', 'headers.authorization'],
    [
      'a header of the connection',
      "x-edition: '${edition}'",
      'transfer-encoding: chunked',
      'headers.transfer-encoding',
    ],
    ['another host in a header', "x-edition: '${edition}'", 'host: evil.example', 'headers.host'],
    ['a length in a header', "x-edition: '${edition}'", "content-length: '7'", 'headers.content-length'],
    ['a line feed in a header', "x-edition: '${edition}'", 'x-edition: "a\\r\\nx: y"', 'headers.x-edition'],
    ['no name of a header', "x-edition: '${edition}'", "'x edition': a", 'headers."x edition"'],
    [
      'a list without TLS',
      'request: GET /members',
      'request: GET /members\n    server: http://rosters.example',
      'lists.members.server',
    ],
    [
      'a list at an address with a user',
      'request: GET /members',
      'request: GET /members\n    server: https://u:p@rosters.example',
      'lists.members.server',
    ],
    [
      'an endpoint at an address with a query',
      'GET /teams: {',
      "GET /teams: { server: 'https://rosters.example/?x=y',",
      'endpoints."GET /teams".server',
    ],
    [
      'credentials in a header of a list',
      "query: { of: '{id}' }",
      "headers: { cookie: 'a=b' }\n    query: { of: '{id}' }",
      'lists.members.headers.cookie',
    ],
    ['a list by a name that every object has', 'members:', 'constructor:', 'lists.constructor'],
    ['a setting by such a name', 'tenant: {', 'toString: {', 'settings.toString'],
    [
      'a setting by the name of what lists fill in',
      'edition: { d',
      'fields: { description: x, example: x }\n  edition: { d',
      'settings.fields',
    ],
    ['a row’s value beside other text', "of: '{id}'", 'filter: "of eq \'{id}\'"', 'lists.members.query.filter'],
  ])('with %s', (_, before, after, path) => {
    const text = definition.replace(before, after);
    expect(text).not.toBe(definition);
    expect(problemsOf(text).map((problem) => problem.split(': ')[0])).toContain(path);
  });
});

const own = `
endpoints:
  GET /people/{person}: { answer: { type: object, properties: { age: { type: integer } } } }
  GET /elsewhere: { answer: { type: object, properties: { size: { type: integer } } } }
`;

const sourceOf = (settings: Readonly<Record<string, string>>, more: object = {}) => {
  try {
    const { document } = connectorUnderTest({
      source: { connector: 'custom', definition: './rosters.yaml', settings, ...more },
      origins: {},
      files: { './rosters.yaml': definition, './own.yaml': own },
    });
    return { options: document.source.options as unknown as DefinedSource, problems: [] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { problems: error.problems.map(({ path, what }) => `${path}: ${what}`) };
  }
};

describe('a setting is refused', () => {
  test.each([
    ['another host', 'evil.example/#'],
    ['a user', 'me:you@evil.example/x'],
    ['a query', 'evil.example?'],
    ['a backslash', 'evil.example\\'],
    ['an escape', 'evil.example%2f'],
    ['something to be filled in', '{id}'],
    ['another setting', '${edition}'],
    ['a line feed', 'a\nb'],
  ])('that makes of an address %s', (_, tenant) => {
    const { problems } = sourceOf({ tenant });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^sources\.source\.settings: tenant /);
    expect(problems[0]).not.toContain(tenant);
  });

  test.each(['ä', '☃'])('that no header can have: %s', (edition) => {
    expect(sourceOf({ tenant: 'acme', edition }).problems).toEqual([
      'sources.source.settings: edition can not stand in the header x-edition',
    ]);
  });

  test('that is the name of an option', () => {
    expect(sourceOf({ tenant: 'acme', authentication: 'token' }).problems).toEqual([
      'sources.source.settings: has a key that the definition does not know',
    ]);
  });
});

describe('a shapes file of one’s own', () => {
  test('asks for the permissions of the endpoints that the connector knows, whatever their variables are called', () => {
    const { options } = sourceOf({ tenant: 'acme' }, { serve: ['proxy'], shapes: './own.yaml' });
    expect(Object.keys(options!.permissions)).toEqual(['people']);
  });
});
