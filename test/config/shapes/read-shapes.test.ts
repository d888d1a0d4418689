import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseShapes } from '../../../config/shapes/read-shapes.ts';
import { problemsOf } from './problems-of.ts';

const text = `# yaml-language-server: $schema=./sallyport-shapes.schema.json
server: https://tickets.example.com/api/
endpoints:
  GET /tickets:
    query:
      state: { enum: [open, closed] }
      id: { type: array, items: { type: integer } }
    requestHeaders: [Accept-Language]
    responseHeaders: [X-Total-Count]
    answer: { type: array, items: { $ref: '#/$defs/ticket' } }
  GET /tickets/{number}/files/{name}:
    variables: { number: { type: integer } }
    answers: { 200: { $ref: '#/$defs/ticket' } }
  POST /tickets:
    body: { type: application/json, shape: { $ref: '#/$defs/ticket' } }
  PUT /avatar:
    body: { type: [image/png, image/gif], maximumBytes: 65536 }
$defs:
  ticket:
    type: object
    properties:
      number: { type: integer }
`;

describe('a shapes file that is right', () => {
  test('comes out with its defaults', () => {
    const ticket = { $ref: '#/$defs/ticket' };
    expect(parseShapes(text, 'f')).toEqual({
      server: 'https://tickets.example.com/api',
      endpoints: [
        {
          name: 'GET /tickets',
          method: 'GET',
          path: '/tickets',
          variables: {},
          query: { state: { enum: ['open', 'closed'] }, id: { type: 'array', items: { type: 'integer' } } },
          requestHeaders: ['accept-language'],
          responseHeaders: ['x-total-count'],
          answers: { '2XX': { type: 'array', items: ticket } },
        },
        {
          name: 'GET /tickets/{number}/files/{name}',
          method: 'GET',
          path: '/tickets/{number}/files/{name}',
          variables: { number: { type: 'integer' }, name: { type: 'string', minLength: 1 } },
          query: {},
          requestHeaders: [],
          responseHeaders: [],
          answers: { '200': ticket },
        },
        {
          name: 'POST /tickets',
          method: 'POST',
          path: '/tickets',
          variables: {},
          query: {},
          requestHeaders: [],
          responseHeaders: [],
          body: { types: ['application/json'], shape: ticket, maximumBytes: 1_048_576 },
          answers: {},
        },
        {
          name: 'PUT /avatar',
          method: 'PUT',
          path: '/avatar',
          variables: {},
          query: {},
          requestHeaders: [],
          responseHeaders: [],
          body: { types: ['image/png', 'image/gif'], maximumBytes: 65_536 },
          answers: {},
        },
      ],
      $defs: { ticket: { type: 'object', properties: { number: { type: 'integer' } } } },
    });
  });

  test('may name another server and a subject for an endpoint', () => {
    const who = '{ type: string, treatment: pseudonym-reversible }';
    const text = `endpoints: { GET /a: { server: 'https://mail.example/v1/', subject: ${who} }, GET /b: {} }`;
    const [a, b] = parseShapes(text, 'f').endpoints;
    expect(a).toMatchObject({
      server: 'https://mail.example/v1',
      subject: { type: 'string', treatment: 'pseudonym-reversible' },
    });
    expect(Object.keys(b!)).not.toEqual(expect.arrayContaining(['server']));
    expect(Object.keys(b!)).not.toEqual(expect.arrayContaining(['subject']));
  });

  test('may be JSON', () => {
    const json = '{"endpoints":{"GET /a":{"answer":{"type":"string"}}}}';
    expect(parseShapes(json, 'f')).toMatchObject({ endpoints: [{ name: 'GET /a' }], $defs: {} });
    expect(parseShapes(json, 'f')).not.toHaveProperty('server');
  });

  test('may have line ends of Windows', () => {
    expect(parseShapes(text.replaceAll('\n', '\r\n'), 'f')).toEqual(parseShapes(text, 'f'));
  });

  test('survives JSON, in which it is deployed', () => {
    const shapes = parseShapes(text, 'f');
    expect(JSON.parse(JSON.stringify(shapes))).toEqual(shapes);
  });

  test('is that of the example', () => {
    const example = new URL('../../../examples/helpdesk/helpdesk.shapes.yaml', import.meta.url);
    expect(parseShapes(readFileSync(example, 'utf8'), 'f').endpoints.length).toBeGreaterThan(5);
  });
});

describe('a shapes file that is wrong', () => {
  test('is told all its problems at once, where they stand and in their order', () => {
    const wrong = `server: http://tickets.example.com
endpoints:
  GET /tickets:
    query: { page: { type: integer, minimum: 2, maximum: 1 } }
    answer: { type: array, items: { $ref: '#/$defs/tickt' } }
  get /users: {}
$defs:
  ticket:
    type: object
    properties:
      email: { type: string, treatmnt: drop }
      name: { type: object, treatment: pseudonym, properties: { first: { type: string } } }
`;
    expect(problemsOf(wrong).map(({ line, column, path }) => [line, column, path])).toEqual([
      [1, 9, 'server'],
      [4, 46, 'endpoints."GET /tickets".query.page.minimum'],
      [5, 43, 'endpoints."GET /tickets".answer.items.$ref'],
      [6, 3, 'endpoints."get /users"'],
      [11, 30, '$defs.ticket.properties.email.treatmnt'],
      [12, 40, '$defs.ticket.properties.name.treatment'],
    ]);
  });

  test('is told them in a text to print', () => {
    const wrong = text.replace('type: integer } }\n    answers', 'type: intger } }\n    answers');
    expect(() => parseShapes(wrong, 'tickets.shapes.yaml')).toThrow(
      expect.objectContaining({
        name: 'ConfigError',
        code: 'config-invalid',
        message: `tickets.shapes.yaml has 1 problem:

tickets.shapes.yaml:12:34: endpoints."GET /tickets/{number}/files/{name}".variables.number.type: is none of the values that may stand here.
  Did you mean integer? Write one of: object, array, string, number, integer, boolean, null.`,
      }),
    );
  });

  test.each([
    ['empty', '', '1:1 : the file is empty | It begins, for example: endpoints:'],
    [
      'a list',
      '- a',
      '1:1 : the file must be a map at its top (key: value, one a line) | It begins, for example: endpoints:',
    ],
    ['without endpoints', '$defs: {}', '1:1 endpoints: is missing | '],
    ['with no endpoint', 'endpoints: {}', '1:12 endpoints: has no endpoint: nothing could be called | '],
    [
      'with an anchor',
      'endpoints: { GET /a: &a {} }',
      '1:25 : anchors (&) are not used in this file | Write the settings',
    ],
    [
      'with an endpoint twice',
      'endpoints:\n  GET /a: {}\n  GET /a: {}',
      '3:3 : the key "GET /a" stands here for the second',
    ],
    [
      'with a definition of an odd name',
      'endpoints: { GET /a: {} }\n$defs: { a/b: { type: string } }',
      '2:10 $defs."a/b": is no',
    ],
    ['with definitions that are a list', 'endpoints: { GET /a: {} }\n$defs: [a]', '2:8 $defs: must be a map'],
  ])('may be %s', (_, wrong, problem) => {
    const problems = problemsOf(wrong).map((p) => `${p.line}:${p.column} ${p.path}: ${p.what} | ${p.remedy}`);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  test('may be too large', () => {
    const [problem] = problemsOf(`# ${'x'.repeat(16 * 1024 * 1024)}`);
    expect(problem?.what).toBe('the file is larger than 16 MiB');
  });
});
