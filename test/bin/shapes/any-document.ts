import * as fc from 'fast-check';

/** Names that are hard for YAML, for JavaScript, or for who judges by names. */
const names = [
  'id',
  'name',
  'email',
  'user',
  'owner_id',
  'address',
  'kind',
  'description',
  'avatar_url',
  'ip',
  'items',
  'value',
  'metadata',
  'token',
  'constructor',
  'toString',
  '__proto__',
  'a b',
  '# no comment',
  'x: y',
  '- z',
  '200',
  'true',
  'null',
  "it's",
  '"quoted"',
  '{brace}',
  'ключ',
  'line\nbreak',
  '\u202Ehidden',
  '',
] as const;

const components = ['Alpha', 'Beta', 'user', 'simple-user', 'Entity', 'odd name/~', 'address'] as const;

const escaped = (name: string): string => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));

const reference = fc.constantFrom(...components).map((name) => ({ $ref: `#/components/schemas/${escaped(name)}` }));

const words = fc.constantFrom<unknown>(
  'a',
  'b',
  'open',
  'true',
  'no',
  '1',
  '',
  ' ',
  "'",
  1,
  2,
  1.5,
  true,
  null,
  2 ** 60,
);

const scalar = fc.record(
  {
    type: fc.constantFrom<unknown>(
      'string',
      'integer',
      'number',
      'boolean',
      'null',
      ['string', 'null'],
      ['integer', 'string'],
      'file',
    ),
    format: fc.constantFrom('email', 'date-time', 'uri', 'int64', 'binary', 'password', 'ipv4', 'uuid', 'constructor'),
    enum: fc.array(words, { maxLength: 4 }),
    const: words,
    nullable: fc.boolean(),
    minimum: fc.integer({ min: -3, max: 3 }),
    maximum: fc.integer({ min: -3, max: 3 }),
    minLength: fc.integer({ min: -1, max: 4 }),
    maxLength: fc.integer({ min: -1, max: 4 }),
    pattern: fc.constant('^(?=x)'),
    example: fc.constant('canary-example'),
    description: fc.constant('canary-description'),
    readOnly: fc.boolean(),
    writeOnly: fc.boolean(),
  },
  { requiredKeys: [] },
);

const { schema } = fc.letrec((tie) => {
  const some = (maxLength: number) => fc.array(tie('schema'), { maxLength });
  const properties = fc.dictionary(fc.constantFrom(...names), tie('schema'), { maxKeys: 5 });
  const object = fc.record(
    {
      type: fc.constantFrom<unknown>('object', ['object', 'null']),
      properties,
      required: fc.subarray([...names], { maxLength: 3 }),
      additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
      nullable: fc.boolean(),
      title: fc.constantFrom('Simple User', 'Thing', 'x\ny'),
    },
    { requiredKeys: [] },
  );
  const array = fc.record({ type: fc.constant('array'), items: tie('schema') }, { requiredKeys: ['type'] });
  const composed = fc.record(
    {
      allOf: some(3),
      oneOf: some(3),
      anyOf: some(3),
      properties,
      nullable: fc.boolean(),
      discriminator: fc.constant({ propertyName: 'kind', mapping: { a: '#/components/schemas/Alpha', b: 'Beta' } }),
    },
    { requiredKeys: [] },
  );
  return {
    schema: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { arbitrary: scalar, weight: 4 },
      { arbitrary: reference, weight: 2 },
      { arbitrary: object, weight: 3 },
      { arbitrary: array, weight: 1 },
      { arbitrary: composed, weight: 2 },
      { arbitrary: fc.constantFrom<unknown>({}, true, false, null, [], 'text'), weight: 1 },
    ),
  };
});

/** A schema that is another name for itself is refused; of that there is a table. */
const notAlias = (value: unknown): unknown => (Object.hasOwn(Object(value), '$ref') ? { allOf: [value] } : value);

const json = (value: unknown) => ({ content: { 'application/json': { schema: value, example: 'canary-example' } } });

const operation = fc
  .record({
    query: fc.dictionary(fc.constantFrom(...names), schema, { maxKeys: 3 }),
    headers: fc.uniqueArray(fc.constantFrom('X-Trace', 'Cookie', 'Authorization', 'x y', 'X-Api-Key'), {
      maxLength: 2,
    }),
    answers: fc.dictionary(fc.constantFrom('200', '201', '204', '2XX', '404', 'default'), schema, { maxKeys: 3 }),
    body: fc.option(schema, { nil: undefined }),
    variable: schema,
  })
  .map(({ query, headers, answers, body, variable }) => ({
    parameters: [
      ...Object.entries(query).map(([name, each]) => ({ name, in: 'query', schema: each })),
      ...headers.map((name) => ({ name, in: 'header', schema: { type: 'string' } })),
      { name: 'id', in: 'path', required: true, schema: variable },
    ],
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, each]) => [
        status,
        { ...json(each), headers: { 'X-Count': {}, 'Set-Cookie': {} } },
      ]),
    ),
    ...(body !== undefined && { requestBody: json(body) }),
  }));

/** Any OpenAPI document, however strange its schemas are. Every value in it that must not come out says `canary`. */
export const anyDocument = fc
  .record({
    schemas: fc.tuple(...components.map(() => schema)),
    operations: fc.dictionary(
      fc.constantFrom('/users/{id}', '/things', '/things/{id}/owner', '//odd', '/a%20b', '/q?x', '/{id}.json'),
      fc.dictionary(fc.constantFrom('get', 'post', 'delete'), operation, { minKeys: 1, maxKeys: 2 }),
      { minKeys: 1, maxKeys: 3 },
    ),
  })
  .map(({ schemas, operations }) => ({
    openapi: '3.1.0',
    info: { title: 'Any\nthing # at all', version: '1: 2' },
    servers: [{ url: 'https://api.example.com/v1' }],
    paths: operations,
    components: { schemas: Object.fromEntries(components.map((name, index) => [name, notAlias(schemas[index])])) },
  }));
