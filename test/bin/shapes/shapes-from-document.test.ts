import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { draftOf, type Selection } from '../../../bin/shapes/draft-of.ts';
import { shapesFromDocument } from '../../../bin/shapes/shapes-from-document.ts';
import { parseShapes } from '../../../config/shapes/read-shapes.ts';
import { OpenApiError } from '../../../connectors/openapi/openapi-error.ts';
import { readOpenApi } from '../../../connectors/openapi/read-document.ts';
import { root } from '../sallyport.ts';

type Json = Readonly<Record<string, unknown>>;

const answering = (schema: unknown) => ({ responses: { 200: { content: { 'application/json': { schema } } } } });

const documentOf = (paths: Json, schemas: Json = {}, more: Json = {}) =>
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Desk', version: '1' },
    servers: [{ url: 'https://desk.example.com/api/' }],
    paths,
    components: { schemas },
    ...more,
  });

/** The text, which passes the check, and what it says. */
const written = (text: string, selection: Selection = {}) => {
  const yaml = shapesFromDocument(text, { ...selection, documentName: 'desk.json' });
  parseShapes(yaml, 'desk.shapes.yaml');
  return { yaml, ...(parse(yaml) as { endpoints: Record<string, Json>; $defs?: Json; server?: string }) };
};

/** The shape of one answer, and the definitions that it needs. */
const shaped = (schema: unknown, schemas: Json = {}, path = '/things') => {
  const { endpoints, $defs } = written(documentOf({ [path]: { get: answering(schema) } }, schemas));
  return { shape: endpoints[`GET ${path}`]!['answer'], $defs };
};

const text = { type: 'string' };
const object = (properties: Json, more: Json = {}) => ({ type: 'object', properties, ...more });

describe('a schema', () => {
  test.each<[string, unknown, unknown]>([
    ['nullable of 3.0', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    ['types of 3.1', { type: ['integer', 'null'] }, { type: ['integer', 'null'] }],
    ['several scalars', { oneOf: [text, { type: 'integer' }] }, { type: ['string', 'integer'] }],
    ['an integer among numbers', { anyOf: [{ type: 'integer' }, { type: 'number' }] }, { type: 'number' }],
    ['an enumeration', { type: 'string', enum: ['open', 'closed'] }, { enum: ['open', 'closed'] }],
    ['one of one', { type: 'string', enum: ['open'] }, { const: 'open' }],
    ['an enumeration with null', { type: 'string', nullable: true, enum: ['a', null] }, { enum: ['a', null] }],
    ['values of another type', { type: 'integer', enum: ['a', 2] }, { const: 2 }],
    ['no value of the type', { type: 'integer', enum: ['a'] }, { type: 'integer' }],
    ['enumerations side by side', { anyOf: [{ enum: ['a'] }, { enum: ['b'] }] }, { enum: ['a', 'b'] }],
    ['an enumeration beside any text', { anyOf: [{ enum: ['a'] }, text] }, { type: 'string' }],
    ['a value that loses digits', { type: 'integer', enum: [2 ** 60] }, { type: 'integer' }],
    ['a format of ours', { type: 'string', format: 'date-time' }, { type: 'string', format: 'date-time' }],
    ['another format', { type: 'integer', format: 'int64' }, { type: 'integer' }],
    ['limits of an answer', { type: 'integer', minimum: 1, maximum: 5 }, { type: 'integer' }],
    ['no type, but a format', { format: 'uuid' }, { type: 'string', format: 'uuid' }],
    ['no type, but properties', { properties: { a: text } }, object({ a: text })],
    ['a list', { type: 'array', items: text }, { type: 'array', items: text }],
    [
      'null beside an object',
      { oneOf: [object({ a: text }), { type: 'null' }] },
      object({ a: text }, { type: ['object', 'null'] }),
    ],
    ['allOf', { allOf: [object({ a: text }), object({ b: text })] }, object({ a: text, b: text })],
    [
      'allOf with properties beside',
      { allOf: [object({ a: text })], properties: { b: text } },
      object({ a: text, b: text }),
    ],
    [
      'a choice that all share something with',
      { anyOf: [{ required: ['a'] }, { required: ['b'] }], ...object({ a: text, b: text }) },
      object({ a: text, b: text }),
    ],
    ['bytes', object({ a: text, file: { type: 'string', format: 'binary' } }), object({ a: text })],
    ['what is only sent', object({ a: text, b: { ...text, writeOnly: true } }), object({ a: text })],
    ['what is only answered', object({ a: { ...text, readOnly: true } }), object({ a: text })],
    ['a free object', object({ a: text, b: { type: 'object' }, c: {}, d: true }), object({ a: text })],
    ['properties that nobody names', object({ a: text }, { additionalProperties: true }), object({ a: text })],
  ])('%s', (_, schema, expected) => {
    expect(shaped(schema).shape).toEqual(expected);
  });

  test('objects that a property tells apart stay apart', () => {
    const cat = object({ kind: { const: 'cat' }, lives: { type: 'integer' } });
    const dog = object({ kind: { enum: ['dog', 'wolf'] } });
    expect(shaped({ oneOf: [cat, dog] }).shape).toEqual({
      anyOf: [
        object({ kind: { const: 'cat' }, lives: { type: 'integer' } }),
        object({ kind: { enum: ['dog', 'wolf'] } }),
      ],
    });
  });

  test('a discriminator says what tells them apart', () => {
    const schemas = { Cat: object({ kind: text, lives: { type: 'integer' } }), Dog: object({ kind: text }) };
    const choice = {
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }],
      discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat', lion: 'Cat' } },
    };
    const { shape, $defs } = shaped(choice, schemas);
    expect(shape).toEqual({ anyOf: [{ $ref: '#/$defs/Cat' }, { $ref: '#/$defs/Dog' }] });
    expect($defs).toMatchObject({
      Cat: object({ kind: { enum: ['cat', 'lion'] } }),
      Dog: object({ kind: { const: 'Dog' } }),
    });
  });

  test('objects are told apart by what one of them always has', () => {
    const schemas = {
      A: object({ id: text, a: text }, { required: ['id', 'a'] }),
      B: object({ id: text }, { required: ['id'] }),
    };
    const { shape, $defs } = shaped(
      { anyOf: [{ $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/A' }] },
      schemas,
    );
    // The one that asks for more comes first.
    expect(shape).toEqual({ anyOf: [{ $ref: '#/$defs/A' }, { $ref: '#/$defs/B' }] });
    expect($defs).toMatchObject({ A: { required: ['a'] } });
    expect($defs!['B']).not.toHaveProperty('required');
  });

  test('objects that nothing tells apart become one, with the stricter treatment', () => {
    const user = object({ id: text, name: text });
    const team = object({ id: text, name: text, size: { type: 'integer' } });
    const choice = object({ holder: { oneOf: [object({ user }), object({ user: { ...team, title: 'x' } })] } });
    expect(shaped(choice).shape).toEqual(
      object({
        holder: object({
          user: object({
            id: { type: 'string', treatment: 'pseudonym' },
            name: { type: 'string', treatment: 'pseudonym' },
            size: { type: 'integer' },
          }),
        }),
      }),
    );
  });

  test('definitions that nothing tells apart become a third', () => {
    const schemas = {
      A: object({ a: text, next: { $ref: '#/components/schemas/A' } }),
      B: object({ b: text, next: { $ref: '#/components/schemas/B' } }),
    };
    const { shape, $defs } = shaped(
      { anyOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] },
      schemas,
    );
    expect(shape).toEqual({ $ref: '#/$defs/A-or-B' });
    expect($defs).toEqual({ 'A-or-B': object({ a: text, next: { $ref: '#/$defs/A-or-B' }, b: text }) });
  });

  test('recursion is kept', () => {
    const tree = object({ value: text, children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } });
    expect(shaped({ $ref: '#/components/schemas/Tree' }, { Tree: tree })).toEqual({
      shape: { $ref: '#/$defs/Tree' },
      $defs: { Tree: object({ value: text, children: { type: 'array', items: { $ref: '#/$defs/Tree' } } }) },
    });
  });

  test('what comes back to itself through allOf gets a name', () => {
    const node = object({ a: text, next: { allOf: [{ $ref: '#/components/schemas/Node' }], properties: { b: text } } });
    const { $defs } = shaped({ $ref: '#/components/schemas/Node' }, { Node: node });
    expect($defs).toEqual({
      Node: object({ a: text, next: { $ref: '#/$defs/next' } }),
      next: object({ a: text, next: { $ref: '#/$defs/next' }, b: text }),
    });
  });

  test('a scalar with a name is marked where it is used', () => {
    const schemas = { Text: text };
    const schema = object({
      email: { $ref: '#/components/schemas/Text' },
      color: { $ref: '#/components/schemas/Text' },
    });
    expect(shaped(schema, schemas)).toEqual({
      shape: object({ email: { type: 'string', treatment: 'pseudonym' }, color: text }),
      $defs: undefined,
    });
  });

  test('maps keep their keys, unless these are people', () => {
    const map = { type: 'object', additionalProperties: { type: 'integer' } };
    expect(shaped(object({ languages: map, users: map })).shape).toEqual(
      object({
        languages: {
          type: 'object',
          propertyNames: { type: 'string', treatment: 'keep' },
          additionalProperties: { type: 'integer' },
        },
        users: {
          type: 'object',
          propertyNames: { type: 'string', treatment: 'pseudonym' },
          additionalProperties: { type: 'integer', treatment: 'pseudonym' },
        },
      }),
    );
  });

  test('objects that are alike are written once', () => {
    const twin = { ...object({ a: text, b: text, c: text }), title: 'Small Thing' };
    const { shape, $defs } = shaped(object({ one: twin, two: { type: 'array', items: twin } }));
    expect(shape).toEqual(
      object({ one: { $ref: '#/$defs/small-thing' }, two: { type: 'array', items: { $ref: '#/$defs/small-thing' } } }),
    );
    expect($defs).toEqual({ 'small-thing': object({ a: text, b: text, c: text }) });
  });

  test('an address, a place and credentials stay here as a whole', () => {
    const schema = object({
      home_address: object({ city: text }),
      geo: object({ a: text }),
      credentials: object({ b: text }),
      name: text,
    });
    const dropped = { type: 'object', treatment: 'drop' };
    expect(shaped(schema).shape).toEqual(
      object({ home_address: dropped, geo: dropped, credentials: dropped, name: text }),
    );
  });

  test('what a nameless object is about is told by who refers to it', () => {
    const schemas = { Entity: object({ id: text, name: text }) };
    const pseudonym = { type: 'string', treatment: 'pseudonym' };
    const entity = { $ref: '#/components/schemas/Entity' };
    expect(shaped(object({ owner: entity }), schemas).$defs).toEqual({
      Entity: object({ id: pseudonym, name: pseudonym }),
    });
    expect(shaped(object({ project: entity }), schemas).$defs).toEqual({ Entity: object({ id: text, name: text }) });
    expect(shaped({ type: 'array', items: entity }, schemas, '/users').$defs).toEqual({
      Entity: object({ id: pseudonym, name: pseudonym }),
    });
  });
});

describe('an endpoint', () => {
  const operation = (more: Json) =>
    written(documentOf({ '/things/{id}': { get: more } })).endpoints['GET /things/{id}']!;
  const query = (schema: unknown, more: Json = {}) =>
    (operation({ parameters: [{ name: 'q', in: 'query', schema, ...more }] })['query'] as Json | undefined)?.['q'];

  test.each<[string, unknown, Json, unknown]>([
    ['limits', { type: 'integer', minimum: 1, maximum: 100 }, {}, { type: 'integer', minimum: 1, maximum: 100 }],
    ['limits that contradict each other', { type: 'integer', minimum: 9, maximum: 1 }, {}, { type: 'integer' }],
    ['a list', { type: 'array', items: { type: 'integer' } }, {}, { type: 'array', items: { type: 'integer' } }],
    ['a list with commas', { type: 'array', items: text }, { explode: false }, text],
    ['a list with bars', { type: 'array', items: text }, { style: 'pipeDelimited' }, text],
    [
      'one or many',
      { oneOf: [{ type: 'integer' }, { type: 'array', items: text }] },
      {},
      { type: 'array', items: { type: ['string', 'integer'] } },
    ],
    ['an object', object({ a: text }), {}, undefined],
    ['nothing said', {}, {}, undefined],
    ['no treatment', { type: 'string', format: 'email' }, {}, { type: 'string', format: 'email' }],
  ])('takes in a query: %s', (_, schema, more, expected) => {
    expect(query(schema, more)).toEqual(expected);
  });

  test('takes no credentials, and no headers that the gate sets', () => {
    const parameters = [
      { name: 'api_key', in: 'query', schema: text },
      { name: 'page_token', in: 'query', schema: text },
      ...['Accept-Language', 'X-Auth-Token', 'If-None-Match', 'Cookie', 'Host'].map((name) => ({
        name,
        in: 'header',
        schema: text,
      })),
      { name: 'session', in: 'cookie', schema: text },
    ];
    expect(operation({ parameters })).toEqual({ query: { page_token: text }, requestHeaders: ['accept-language'] });
  });

  test('takes the parameters of its path, or its own in their place', () => {
    const path = {
      parameters: [
        { name: 'id', in: 'path', schema: { type: 'integer' } },
        { name: 'a', in: 'query', schema: { type: 'integer' } },
        { $ref: '#/components/parameters/b' },
      ],
      get: { parameters: [{ name: 'a', in: 'query', schema: text }] },
    };
    const components = { parameters: { b: { name: 'b', in: 'query', schema: { type: 'boolean' } } } };
    expect(written(documentOf({ '/things/{id}': path }, {}, { components })).endpoints['GET /things/{id}']).toEqual({
      variables: { id: { type: 'integer' } },
      query: { a: text, b: { type: 'boolean' } },
    });
  });

  test.each<[string, Json, Json]>([
    ['one status', { 200: text, 404: object({ error: text }) }, { answer: text }],
    ['several', { 200: text, 202: { type: 'integer' } }, { answers: { 200: text, 202: { type: 'integer' } } }],
    ['none but the default', { default: text }, { answer: text }],
    ['errors only', { 400: text }, {}],
    ['nothing', { 204: undefined }, {}],
    ['not said', { 200: {} }, {}],
  ])('answers with %s', (_, answers, expected) => {
    const responses = Object.fromEntries(
      Object.entries(answers).map(([status, schema]) => [
        status,
        schema === undefined ? {} : { content: { 'application/json': { schema } } },
      ]),
    );
    expect(operation({ responses })).toEqual(expected);
  });

  test.each([
    ['application/vnd.desk+json; charset=utf-8', true],
    ['application/x-ndjson', true],
    ['*/*', true],
    ['text/csv', false],
    ['application/pdf', false],
  ])('answers of type %s are shaped: %s', (type, isShaped) => {
    const { yaml, endpoints } = written(
      documentOf({ '/a': { get: { responses: { 200: { content: { [type]: { schema: text } } } } } } }),
    );
    expect(endpoints['GET /a']).toEqual(isShaped ? { answer: text } : {});
    if (!isShaped) expect(yaml).toContain(`# left out: answer 200: ${type} is not shaped`);
  });

  test('lets out the headers that are documented, but for those that carry something', () => {
    const headers = {
      'X-Total-Count': {},
      'Set-Cookie': {},
      ETag: {},
      Link: {},
      'X-RateLimit-Limit': {},
      'X-User-Email': {},
    };
    expect(operation({ responses: { 200: { headers } } })).toEqual({ responseHeaders: ['x-total-count'] });
  });

  test('takes a body that is held to what is named', () => {
    const schema = object({
      id: { ...text, readOnly: true },
      email: { ...text, maxLength: 9 },
      password: { ...text, writeOnly: true },
    });
    const post = { requestBody: { content: { 'application/json': { schema } } }, ...answering(schema) };
    const { endpoints } = written(documentOf({ '/users': { post } }), { methods: ['POST'] });
    expect(endpoints['POST /users']).toEqual({
      body: { type: 'application/json', shape: object({ email: { type: 'string', maxLength: 9 }, password: text }) },
      answer: object({
        id: { type: 'string', treatment: 'pseudonym' },
        email: { type: 'string', treatment: 'pseudonym' },
      }),
    });
  });
});

describe('which endpoints', () => {
  const paths = {
    '/a': { get: { tags: ['x'] }, post: {} },
    '/b/{id}': { get: {}, delete: { tags: ['x', 'y'] } },
    '/c//d': { get: {} },
    '/e': { get: { servers: [{ url: 'https://other.example.com' }] } },
  };
  const named = (selection: Selection) => Object.keys(written(documentOf(paths), selection).endpoints);

  test.each<[Selection, readonly string[]]>([
    [{}, ['GET /a', 'GET /b/{id}']],
    [{ methods: ['POST', 'DELETE'] }, ['POST /a', 'DELETE /b/{id}']],
    [{ tags: ['x'] }, ['GET /a']],
    [{ tags: ['x'], methods: ['GET', 'DELETE'] }, ['GET /a', 'DELETE /b/{id}']],
    [{ endpoints: ['POST /a'] }, ['POST /a']],
  ])('%j', (selection, expected) => {
    expect(named(selection)).toEqual(expected);
  });

  test('comments say which can not be, and which were not wanted', () => {
    const { yaml } = written(documentOf(paths));
    expect(yaml).toContain('#   GET /c//d: has an empty segment (//)');
    expect(yaml).toContain('#   GET /e: it is at another server, https://other.example.com');
    expect(yaml).not.toContain('Left out on purpose');
    const one = written(documentOf(paths), { endpoints: ['GET /a'] });
    expect(one.yaml).toMatch(/# Left out on purpose\..*\n# {3}GET \/b\/\{id\}\n# {3}GET \/c\/\/d\n# {3}GET \/e\n$/);
  });

  test('ids of people are put back where endpoints ask by them', () => {
    const user = object({ id: { type: 'integer' }, login: text, team_id: { type: 'integer' }, html_url: text });
    const get = answering(object({ owner_id: { type: 'integer' }, assignee: user }));
    const treatmentsFor = (path: string) => {
      const { yaml } = written(documentOf({ '/issues': { get }, [path]: { get: {} } }));
      return [...yaml.matchAll(/^ +(\w+): \{.*treatment: ([\w-]+) \}/gm)].map(
        ([, name, treatment]) => `${name} ${treatment}`,
      );
    };
    expect(treatmentsFor('/users/{id}')).toEqual([
      'owner_id pseudonym-reversible',
      'id pseudonym-reversible',
      'login pseudonym',
      'html_url drop',
    ]);
    expect(treatmentsFor('/users/{username}')).toContain('login pseudonym-reversible');
    expect(treatmentsFor('/teams/{id}')).toContain('id pseudonym');
  });

  test('of OpenAPI 3.2 is shaped by line, by reference, and without a query that is one document', () => {
    const lines = { 'application/jsonl': { itemSchema: object({ id: text }) } };
    const { endpoints, yaml } = written(
      documentOf(
        {
          '/lines': {
            get: {
              parameters: [
                { name: 'filter', in: 'querystring', content: { 'application/json': { schema: object({}) } } },
              ],
              responses: { 200: { content: lines } },
            },
          },
          '/shared': {
            get: { responses: { 200: { content: { 'application/json': { $ref: '#/components/mediaTypes/one' } } } } },
          },
        },
        {},
        { openapi: '3.2.0', components: { mediaTypes: { one: { schema: object({ id: text }) } } } },
      ),
    );
    const id = object({ id: { type: 'string' } });
    expect(endpoints).toEqual({ 'GET /lines': { answer: id }, 'GET /shared': { answer: id } });
    expect(yaml).toMatch(/query filter.*a query that is one document is not shaped/s);
  });

  test('a broken reference is told', () => {
    const broken = documentOf({ '/a': { get: answering({ $ref: '#/components/schemas/Nothing' }) } });
    expect(() => shapesFromDocument(broken)).toThrow(OpenApiError);
    const outside = documentOf({ '/a': { get: answering({ $ref: 'other.yaml#/x' }) } });
    expect(() => shapesFromDocument(outside)).toThrow(/npx @redocly\/cli bundle/);
  });
});

test('the head of a file says what it is, and counts', () => {
  const schema = object({ email: text, id: text, body: text, free: {} });
  const { yaml, server } = written(
    documentOf({ '/a': { get: answering(schema) } }, {}, { info: { title: 'A\n# b', version: '1\u202E' } }),
  );
  expect(server).toBe('https://desk.example.com/api');
  expect(yaml).toContain('# What may leave A # b, version 1: a first draft, from desk.json.\n');
  expect(yaml).toMatch(
    /# 1 endpoint\. Fields of answers:\n# {3}1 {2}keep .*\n# {3}1 {2}pseudonym .*\n# {3}1 {2}length/,
  );
  expect(yaml).toContain('email: { type: string, treatment: pseudonym } # an e-mail address\n');
  expect(yaml).toContain('# left out: free: the document does not say what is in it\n');
});

test('without an address that can be used, the file asks for one', () => {
  const { yaml, server } = written(documentOf({ '/a': { get: {} } }, {}, { servers: [{ url: '/api' }] }));
  expect(server).toBeUndefined();
  expect(yaml).toContain('# server: the address of the API');
});

describe('whole documents', () => {
  test('of the help desk', () => {
    const { endpoints, $defs } = written(readFileSync(join(root, 'examples/helpdesk/helpdesk.openapi.yaml'), 'utf8'), {
      methods: ['GET', 'POST'],
    });
    expect(Object.keys(endpoints)).toContain('POST /tickets/{number}/comments');
    expect($defs).toMatchObject({
      Person: object({
        id: { treatment: 'pseudonym-reversible' },
        name: { treatment: 'pseudonym' },
        email: { treatment: 'pseudonym' },
        phone: { treatment: 'drop' },
        birth_date: { treatment: 'drop' },
        manager_id: { treatment: 'pseudonym-reversible' },
        team_id: text,
        last_login: { properties: { ip: { treatment: 'hash-ip' } } },
      }),
      Team: object({ id: text, name: text, members: { type: 'integer' } }),
      Comment: object({ text: { treatment: 'length' }, author: { $ref: '#/$defs/NamedPerson' } }),
      Page: object({ next: { type: ['string', 'null'], format: 'uri' } }),
    });
  });

  const github = readFileSync(join(root, 'node_modules/@octokit/openapi/generated/api.github.com.json'), 'utf8');

  test('of GitHub: every operation, and it passes the check', () => {
    const document = readOpenApi(github);
    expect(document.operations.length).toBeGreaterThan(1_200);
    const before = process.threadCpuUsage();
    const yaml = shapesFromDocument(github, { methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] });
    const { user, system } = process.threadCpuUsage(before);
    // Of one core, however busy the machine is.
    expect((user + system) / 1e6).toBeLessThan(5);
    const { endpoints, $defs } = parseShapes(yaml, 'github.shapes.yaml');
    // One is at another server.
    expect(endpoints).toHaveLength(document.operations.length - 1);
    expect($defs['simple-user']).toMatchObject(
      object({
        login: { treatment: 'pseudonym-reversible' },
        id: { treatment: 'pseudonym-reversible' },
        email: { treatment: 'pseudonym' },
        avatar_url: { treatment: 'drop' },
        site_admin: { type: 'boolean' },
      }),
    );
    expect($defs['team']).toMatchObject(object({ name: text, slug: text, description: { treatment: 'length' } }));
  });

  test('of GitHub: one endpoint brings what it needs, and nothing else', () => {
    const draft = draftOf(readOpenApi(github), { endpoints: ['GET /users/{username}'] });
    expect([...draft.definitions.keys()]).toEqual(['private-user', 'public-user', 'plan']);
  });
});
