import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { shapesFromDocument } from '../../../bin/shapes/shapes-from-document.ts';
import { updateReport } from '../../../bin/shapes/update-report.ts';
import { ConfigError } from '../../../config/config-error.ts';
import { readOpenApi } from '../../../connectors/openapi/read-document.ts';

const before = `
openapi: 3.1.0
info: { title: Desk, version: 1.0.0 }
servers: [{ url: https://desk.example.com }]
paths:
  /tickets:
    get:
      parameters:
        - { name: page, in: query, schema: { type: integer } }
      responses:
        200: { content: { application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Ticket' } } } } }
  /tickets/{number}:
    get:
      responses: { 200: { content: { application/json: { schema: { $ref: '#/components/schemas/Ticket' } } } } }
  /people/{id}:
    get:
      responses: { 200: { content: { application/json: { schema: { $ref: '#/components/schemas/Person' } } } } }
components:
  schemas:
    Ticket:
      type: object
      properties:
        number: { type: integer }
        state: { type: string, enum: [open, closed] }
        assignee: { $ref: '#/components/schemas/Person' }
        labels: { type: array, items: { type: object, properties: { text: { type: string } } } }
    Person:
      type: object
      properties: { id: { type: string }, name: { type: string } }
`;

const after = before
  .replace('1.0.0', '2.0.0')
  .replace('{ name: page,', '{ name: sort, in: query, schema: { type: string } }\n        - { name: page,')
  .replace('  /people/{id}:', '  /teams/{team}:')
  .replace("'#/components/schemas/Person' } } } } }", "'#/components/schemas/Team' } } } } }")
  .replace('number: { type: integer }', 'number: { type: [integer, string] }\n        severity: { type: integer }')
  .replace('[open, closed]', '[open, closed, waiting]')
  .replace('{ text: { type: string } }', '{ text: { type: string }, color: { type: string } }')
  .replace(
    '{ id: { type: string }, name: { type: string } }',
    '{ id: { type: string }, email: { type: string } }\n    Team: { type: object, properties: { title: { type: string }, lead: { $ref: "#/components/schemas/Member" } } }\n    Member: { type: object, properties: { login: { type: string } } }',
  );

const file = shapesFromDocument(before);

const report = (written: string, document = after, selection = {}) =>
  updateReport(readOpenApi(document), selection, written, 'desk.shapes.yaml');

describe('a later document', () => {
  test('is told with what is new, gone and changed', () => {
    const { text, hasNews } = report(file);
    expect(hasNews).toBe(true);
    expect(text).toBe(`# New in Desk 2.0.0. Nothing of it leaves until desk.shapes.yaml names it:
# paste what is needed where the headings say. Of the rest, say that it was seen, and it is not told again: a property by
# "treatment: drop", an endpoint (# GET /teams) or a parameter (# GET /tickets?sort) in a comment of the file.

# endpoints."GET /tickets".query:
      sort: { type: string }

# $defs.Ticket.properties:
      severity: { type: integer }

# $defs.Person.properties:
      email: { type: string, treatment: pseudonym } # an e-mail address

# $defs.Ticket.properties.labels.items.properties:
            color: { type: string }

# endpoints:

  GET /teams/{team}:
    answer: { $ref: '#/$defs/Team' }

# $defs:

  Team:
    type: object
    properties:
      title: { type: string, treatment: length } # free text
      lead: { $ref: '#/$defs/Member' }

  Member:
    type: object
    properties:
      login: { type: string, treatment: pseudonym } # what someone signs in with

# Gone. The file may name it, but nothing comes of it:
#   endpoints."GET /people/{id}": is not in the document
#   $defs.Person.properties.name: is not in the document

# Changed. What does not fit the file does not leave, and is not let in:
#   $defs.Ticket.properties.number: can be string in the document; the file allows integer
#   $defs.Ticket.properties.state: has more values in the document: waiting
`);
  });

  test('has nothing new in its own draft', () => {
    for (const document of [before, after]) {
      expect(report(shapesFromDocument(document), document)).toEqual({
        text: expect.stringMatching(/^# Nothing is new in Desk \d\.0\.0: desk\.shapes\.yaml names it all\.\n$/),
        hasNews: false,
      });
    }
  });

  test('may bring what was said to be seen', () => {
    const seen = `# - GET /teams/{id}:\n#   GET /tickets?sort\n${file}`
      .replace(
        'properties:\n      number:',
        'properties:\n      severity: { type: integer, treatment: drop }\n      number:',
      )
      .replace('properties:\n      id:', 'properties:\n      email: { type: string, treatment: drop }\n      id:');
    const { text } = report(seen);
    expect(text).toContain('color:');
    expect(text).not.toMatch(/severity:|email:|teams\/|sort:/);
    const rest = seen.replace(/( +)labels:[\s\S]*?(?=\n\n)/, '$1labels: { type: array, treatment: drop }');
    expect(report(rest).hasNews).toBe(false);
  });

  test('is pasted, and is not new any more', () => {
    const { text } = report(file);
    const part = (heading: string) => text.split(`# ${heading}:\n`)[1]!.split(/\n# [^\n]*:\n/)[0]!;
    const pasted = file
      .replace('page: {', `sort: { type: string }, page: {`)
      .replace(/(\n {6}number:)/, `\n${part('$defs.Ticket.properties').trimEnd()}$1`)
      .replace(/(\n {6}id:)/, `\n${part('$defs.Person.properties').trimEnd()}$1`)
      .replace('{ text:', '{ color: { type: string }, text:')
      .replace(
        /\n {12}text:/,
        (line) => `\n${part('$defs.Ticket.properties.labels.items.properties').trimEnd()}${line}`,
      )
      .replace('endpoints:\n', `endpoints:\n${part('endpoints')}\n`)
      .replace('$defs:\n', `$defs:\n${part('$defs').split('\n\n# ')[0]}\n`);
    expect(() => parse(pasted)).not.toThrow();
    expect(report(pasted).hasNews).toBe(false);
  });

  test('is compared with a file that is built in another way', () => {
    const own = `
server: https://desk.example.com
endpoints:
  GET /tickets:
    query: { page: { type: integer }, sort: { type: string } }
    answer: { type: array, items: { anyOf: [{ $ref: '#/$defs/mine' }, { type: 'null' }] } }
$defs:
  mine: { type: object, properties: { number: { type: [integer, string] }, assignee: { type: object, treatment: drop } } }
`;
    const { text } = report(own, after, { endpoints: [] });
    expect(text).toMatch(/# \$defs\.mine\.properties:\n {6}severity:.*\n {6}state:.*\n {6}labels:/);
    expect(text).not.toMatch(/assignee|Gone|Changed|teams\//);
  });

  test('with a map in the file, which takes whatever comes', () => {
    const map = file.replace(
      /labels:[\s\S]*?(?=\n\n)/,
      'labels: { type: array, items: { type: object, additionalProperties: { type: string } } }',
    );
    expect(report(map).text).not.toContain('color');
  });

  test('is told where it has another choice, or keys of any name', () => {
    const pet = (kinds: readonly string[], more = '') =>
      `${before.split('paths:')[0]}paths:
  /pets:
    get: { responses: { 200: { content: { application/json: { schema: { oneOf: [${kinds
      .map((kind) => `{ type: object, properties: { kind: { const: ${kind} } }${more} }`)
      .join(', ')}] } } } } } }`;
    const cats = shapesFromDocument(pet(['cat', 'dog']));
    expect(report(cats, pet(['cat', 'dog', 'bird'])).text).toMatch(
      /Changed.*\n#.*"GET \/pets"\.answer.*: has another choice in the document/,
    );
    const map = ', additionalProperties: { type: object, properties: { a: { type: string } } }';
    expect(report(cats, pet(['cat', 'dog'], map)).text).toContain('has properties of any name in the document');
    const more = map.replace('a:', 'b: { type: string }, a:');
    expect(report(shapesFromDocument(pet(['cat'], map)), pet(['cat'], more)).text).toMatch(
      /"GET \/pets"\.answer\.additionalProperties\.properties:\n +b: \{ type: string \}/,
    );
  });

  test('looks at methods that the file has, and at others when asked', () => {
    const more = before.replace(
      '    get:\n      parameters',
      '    post: {}\n    delete: {}\n    get:\n      parameters',
    );
    expect(report(file, more).hasNews).toBe(false);
    expect(report(file, more, { methods: ['DELETE'] }).text).toMatch(/# endpoints:\n\n {2}DELETE \/tickets: \{\}/);
    const own = `${file}`.replace('endpoints:\n', 'endpoints:\n\n  POST /tickets: {}\n');
    expect(report(own, more).text).not.toContain('Gone');
  });
});

test('a file with problems is refused with all of them', () => {
  expect(() => report('endpoints: { GET /tickets: { answer: {} } }')).toThrow(ConfigError);
});
