import { describe, expect, test } from 'vitest';
import { OpenApiError, type OpenApiErrorCode } from '../../../connectors/openapi/openapi-error.ts';
import { readOpenApi } from '../../../connectors/openapi/read-document.ts';

const yaml = `
openapi: 3.1.0
info: { title: Tickets, version: 2.0 }
servers:
  - url: https://{region}.example.com/{base}/
    variables: { region: { default: eu }, base: { default: api } }
  - url: /relative/{unknown}
paths:
  x-note: not a path
  /tickets:
    parameters: []
    get: { operationId: list }
    post: {}
    head: {}
    trace: {}
  /tickets/{number}:
    servers: [{ url: https://other.example.com }]
    delete: { servers: [{ url: https://third.example.com }] }
    put: {}
  /again: { $ref: '#/components/pathItems/again' }
components:
  pathItems:
    again: { $ref: '#/components/pathItems/a~1gain%20' }
    'a/gain ': { patch: {} }
`;

const listed = (text: string) => readOpenApi(text).operations.map(({ method, path }) => `${method} ${path}`);

const refused = (text: string): OpenApiError => {
  try {
    readOpenApi(text);
  } catch (error) {
    if (error instanceof OpenApiError) return error;
    throw error;
  }
  throw new Error('it was not refused');
};

describe('a document', () => {
  test('is read with its operations in their order', () => {
    const document = readOpenApi(yaml);
    expect(document).toMatchObject({
      openapi: '3.1.0',
      title: 'Tickets',
      version: '2',
      servers: ['https://eu.example.com/api', '/relative/{unknown}'],
    });
    expect(document.operations.map(({ method, path, servers }) => [method, path, servers])).toEqual([
      ['GET', '/tickets', []],
      ['POST', '/tickets', []],
      ['DELETE', '/tickets/{number}', ['https://third.example.com']],
      ['PUT', '/tickets/{number}', ['https://other.example.com']],
      ['PATCH', '/again', []],
    ]);
    expect(document.operations[0]!.operation).toEqual({ operationId: 'list' });
  });

  test.each([
    ['JSON', JSON.stringify({ openapi: '3.0.3', paths: { '/a': { get: {} } } })],
    ['JSON with a byte order mark', `\uFEFF${JSON.stringify({ openapi: '3.0.3', paths: { '/a': { get: {} } } })}`],
    ['a flow map of YAML', '{ openapi: 3.0.3, paths: { /a: { get: {} } } }'],
    ['YAML with anchors', 'openapi: 3.0.3\nx: &x { get: {} }\npaths: { /a: *x }\n'],
    ['YAML with merge keys', 'openapi: 3.0.3\nx: &x { get: {} }\npaths: { /a: { <<: *x } }\n'],
    ['a build of a version', 'openapi: 3.1.0-rc1\npaths: { /a: { get: {} } }\n'],
  ])('may be %s', (_, text) => {
    expect(listed(text)).toEqual(['GET /a']);
  });

  test('may be of 3.2: it is read as 3.1 is, its name moves no server, and methods that are new are left out', () => {
    const document = readOpenApi(`
openapi: 3.2.0
$self: https://descriptions.example.com/desk
servers: [{ url: https://desk.example.com/api, name: production }]
paths:
  /a: { query: {}, get: {}, additionalOperations: { LINK: {} } }
  /b: { $ref: 'https://descriptions.example.com/desk#/components/pathItems/b' }
components: { pathItems: { b: { put: {} } } }
`);
    expect(document.servers).toEqual(['https://desk.example.com/api']);
    expect(document.operations.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /a', 'PUT /b']);
    expect(
      refused('openapi: 3.2.0\n$self: https://a.example\npaths: { /a: { $ref: "https://a.example.com#/x" } }').code,
    ).toBe('openapi-reference-external');
  });

  test('may leave everything out', () => {
    expect(readOpenApi('openapi: 3.0.0')).toMatchObject({ title: '', version: '', servers: [], operations: [] });
    expect(listed('openapi: 3.0.0\npaths: { /a: null, /b: [], /c: { get: null } }')).toEqual(['GET /c']);
  });

  test('is not taken for more than it says', () => {
    const strange = '{"openapi":"3.0.0","paths":{"/a":{"__proto__":{"get":{}},"constructor":{}}}}';
    expect(listed(strange)).toEqual([]);
    expect(refused('openapi: 3.0.0\npaths: { /a: { $ref: "#/constructor" } }').code).toBe('openapi-reference');
  });
});

describe('refused, with what to do', () => {
  test.each<[string, string, OpenApiErrorCode, RegExp]>([
    ['nothing', '', 'openapi-not', /no "openapi: 3\.0\.x"/],
    ['a list', '[]', 'openapi-not', /no OpenAPI document/],
    ['other JSON', '{"a":1}', 'openapi-not', /no OpenAPI document/],
    ['Swagger 2.0', 'swagger: "2.0"', 'openapi-version', /Convert it: npx swagger2openapi/],
    ['a later version', 'openapi: 4.0.0', 'openapi-version', /OpenAPI 4\.0\.0; 3\.0, 3\.1 and 3\.2 are read/],
    ['a version that is a number', 'openapi: 3.0', 'openapi-not', /no OpenAPI document/],
    ['broken JSON', '{\n"openapi": "3.0.0",\n"paths": {{}\n}', 'openapi-syntax', /^Line \d/],
    ['broken YAML', 'openapi: 3.0.0\npaths:\n  - a\n b: c', 'openapi-syntax', /^Line 4/],
    ['aliases that grow', `openapi: 3.0.0\n${growing(12)}`, 'openapi-syntax', /aliases/],
    ['an unknown alias', 'openapi: 3.0.0\npaths: *nothing', 'openapi-syntax', /Line 2|aliases/],
    ['another file', at('./other.yaml#/paths/a'), 'openapi-reference-external', /npx @redocly\/cli bundle/],
    ['another server', at('https://example.com/a'), 'openapi-reference-external', /bundle/],
    ['nothing there', at('#/components/pathItems/b'), 'openapi-reference', /is not in the document/],
    ['a circle', `${at('#/x')}\nx: { $ref: "#/y" }\ny: { $ref: "#/x" }`, 'openapi-reference', /to itself/],
    ['a broken escape', at('#/a%zz'), 'openapi-reference', /broken % escape/],
  ])('%s', (_, text, code, message) => {
    const error = refused(text);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  test('the line is told to programs', () => {
    expect(refused('openapi: 3.0.0\npaths:\n  - a\n b: c').line).toBe(4);
  });
});

function at(reference: string): string {
  return `openapi: 3.0.0\npaths: { /a: { $ref: "${reference}" } }`;
}

function growing(levels: number): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < levels; level++) {
    lines.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  return lines.join('\n');
}
