import { describe, expect, test } from 'vitest';
import { printed, problemsOf } from '../problems-of.ts';

const fileWith = (endpoints: string): string => `endpoints:
  ${endpoints}
$defs:
  person: { properties: { email: { type: string, treatment: pseudonym } } }
  personId: { type: string, treatment: pseudonym-reversible }
`;

describe('an endpoint is refused that has', () => {
  test.each<[title: string, endpoints: string, operations: readonly string[], ...problems: string[]]>([
    [
      'a method in lower case',
      'get /a: {}',
      [],
      'endpoints."get /a": is not a method that is known here | Did you mean GET?',
    ],
    [
      'a misspelt method',
      'PACTH /a: {}',
      [],
      'endpoints."PACTH /a": is not a method that is known here | Did you mean PATCH?',
    ],
    ['HEAD', 'HEAD /a: {}', [], 'endpoints."HEAD /a": can not be HEAD | It is allowed wherever GET is: name that.'],
    [
      'a path alone',
      '/a: {}',
      [],
      'endpoints."/a": is not an endpoint | Write a method and a path: GET /tickets/{number}',
    ],
    [
      'a method alone',
      'GET: {}',
      [],
      'endpoints.GET: is not an endpoint | Write a method and a path: GET /tickets/{number}',
    ],
    [
      'a path without a slash',
      'GET a: {}',
      [],
      'endpoints."GET a": is not an endpoint | Write a method and a path: GET /tickets/{number}',
    ],
    [
      'a blank in the path',
      '"GET /a b": {}',
      [],
      'endpoints."GET /a b": is not an endpoint | Write a method and a path: GET /tickets/{number}',
    ],
    [
      'nothing in it',
      'GET /a:',
      [],
      'endpoints."GET /a": has no value | Write, for example: "GET /a": { answer: { $ref: "#/$defs/ticket" } }',
    ],
    [
      'an unknown key',
      'GET /a: { anwser: { type: string } }',
      [],
      'endpoints."GET /a".anwser: is not a key that is known here | Did you mean answer?',
    ],
    [
      'a query in the path',
      'GET /a?b=c: {}',
      [],
      'endpoints."GET /a?b=c": has a query or fragment | Name the parameters of the query under query.',
    ],
    [
      'an escape in the path',
      'GET /a%2Fb: {}',
      [],
      'endpoints."GET /a%2Fb": has an escape (%) | Write the character itself; the gate escapes it.',
    ],
    [
      'path parameters',
      'GET /a;b: {}',
      [],
      'endpoints."GET /a;b": has a character that can not stand in a path | Letters, digits and -._~!$&\'()*+,=:@ can.',
    ],
    ['an empty segment', 'GET /a//b: {}', [], 'endpoints."GET /a//b": has an empty segment (//) | Write one slash.'],
    [
      'dots',
      'GET /a/../b: {}',
      [],
      'endpoints."GET /a/../b": has a segment that leads elsewhere (. or ..) | Write the path that it leads to.',
    ],
    [
      'a brace that is not closed',
      '"GET /a/{b": {}',
      [],
      'endpoints."GET /a/{b": has a brace that is not closed or not opened | Write variables as {name}.',
    ],
    [
      'a brace that is not opened',
      '"GET /a/b}": {}',
      [],
      'endpoints."GET /a/b}": has a brace that is not closed or not opened | Write variables as {name}.',
    ],
    [
      'an empty variable',
      '"GET /a/{}": {}',
      [],
      'endpoints."GET /a/{}": has a variable without a proper name | Write letters, digits and _ between the braces: {number}.',
    ],
    [
      'an operator of later levels',
      '"GET /a{?b}": {}',
      [],
      'endpoints."GET /a{?b}": has a variable without a proper name | Write letters, digits and _ between the braces: {number}.',
    ],
    [
      'a list of variables',
      '"GET /a/{b,c}": {}',
      [],
      'endpoints."GET /a/{b,c}": has a variable without a proper name | Write letters, digits and _ between the braces: {number}.',
    ],
    [
      'a variable twice',
      '"GET /a/{b}/{b}": {}',
      [],
      'endpoints."GET /a/{b}/{b}": has a variable twice | Give each a name of its own.',
    ],
    [
      'variables that touch',
      '"GET /a/{b}{c}": {}',
      [],
      'endpoints."GET /a/{b}{c}": has two variables with nothing in between | Write the text that parts them.',
    ],
    [
      'the same endpoint under other names',
      '"GET /a/{b}": {}\n  "GET /a/{c}": {}',
      [],
      'endpoints."GET /a/{c}": is the same as GET /a/{b}: the names of variables tell nothing apart | Keep one of the two.',
    ],
    [
      'a shape for a variable that is not there',
      '"GET /a/{id}": { variables: { ID: { type: string }, other: { type: string } } }',
      [],
      'endpoints."GET /a/{id}".variables.ID: is no variable of the path | Did you mean id?',
      'endpoints."GET /a/{id}".variables.other: is no variable of the path | The path has: id.',
    ],
    [
      'a variable that is not there escaped twice',
      '"GET /a/{id}": { escapedTwice: [id, ID] }',
      [],
      'endpoints."GET /a/{id}".escapedTwice[1]: is no variable of the path | Did you mean id?',
    ],
    [
      'a shape for a variable where there is none',
      'GET /a: { variables: { id: { type: string } } }',
      [],
      'endpoints."GET /a".variables.id: is no variable of the path | The path has no variables: remove it.',
    ],
    [
      'a variable that is an object',
      '"GET /a/{id}": { variables: { id: { properties: {} } } }',
      [],
      'endpoints."GET /a/{id}".variables.id: is not scalar: a variable of a path is one text, number or truth value | Write its type, such as type: integer',
    ],
    [
      'a variable that is a list',
      '"GET /a/{id}": { variables: { id: { type: array, items: { type: string } } } }',
      [],
      'endpoints."GET /a/{id}".variables.id: is not scalar: a variable of a path is one text, number or truth value | Write its type, such as type: integer',
    ],
    [
      'a subject that is an object',
      'GET /a: { subject: { properties: {} } }',
      [],
      'endpoints."GET /a".subject: is not scalar: whom a call is made as is one text or number | Write its type, such as type: string',
    ],
    [
      'a subject that would be changed',
      'GET /a: { subject: { type: string, treatment: pseudonym } }',
      [],
      'endpoints."GET /a".subject.treatment: can not be pseudonym in what the vendor sends, and GET /a takes it | Remove it, or write pseudonym-reversible; or give the request a shape of its own.',
    ],
    [
      'a server that is not https',
      'GET /a: { server: "http://mail.example" }',
      [],
      'endpoints."GET /a".server: must begin with https:// | Write, for example: server: https://reports.example.com',
    ],
    [
      'a parameter that is an object',
      'GET /a: { query: { b: { properties: {} } } }',
      [],
      'endpoints."GET /a".query.b: is neither scalar nor an array of scalars, as parameters are | Write its type, such as type: integer',
    ],
    [
      'a parameter that is a list of objects',
      "GET /a: { query: { b: { items: { $ref: '#/$defs/person' } } } }",
      [],
      'endpoints."GET /a".query.b: is neither scalar nor an array of scalars, as parameters are | Write its type, such as type: integer',
      '$defs.person.properties.email.treatment: can not be pseudonym in what the vendor sends, and GET /a takes it | Remove it, or write pseudonym-reversible; or give the request a shape of its own.',
    ],
    [
      'a parameter that is a list of lists',
      'GET /a: { query: { b: { items: { items: { type: string } } } } }',
      [],
      'endpoints."GET /a".query.b: is neither scalar nor an array of scalars, as parameters are | Write its type, such as type: integer',
    ],
    [
      'a parameter that is a tuple',
      'GET /a: { query: { b: { prefixItems: [{ type: string }] } } }',
      [],
      'endpoints."GET /a".query.b: is neither scalar nor an array of scalars, as parameters are | Write its type, such as type: integer',
    ],
    [
      'a treated parameter',
      'GET /a: { query: { b: { type: string, treatment: length } } }',
      [],
      'endpoints."GET /a".query.b.treatment: can not be length in what the vendor sends, and GET /a takes it | Remove it, or write pseudonym-reversible; or give the request a shape of its own.',
    ],
    [
      'a treated variable',
      '"GET /a/{b}": { variables: { b: { type: string, treatment: pseudonym } } }',
      [],
      'endpoints."GET /a/{b}".variables.b.treatment: can not be pseudonym in what the vendor sends, and GET /a/{b} takes it | Remove it, or write pseudonym-reversible; or give the request a shape of its own.',
    ],
    [
      'a treated body, by reference',
      "POST /a: { body: { type: application/json, shape: { $ref: '#/$defs/person' } } }",
      [],
      '$defs.person.properties.email.treatment: can not be pseudonym in what the vendor sends, and POST /a takes it | Remove it, or write pseudonym-reversible; or give the request a shape of its own.',
    ],
    [
      'the same body twice',
      "POST /a: { body: { type: application/json, shape: { $ref: '#/$defs/person' } } }\n  PUT /a: { body: { type: application/json, shape: { $ref: '#/$defs/person' } } }",
      [],
      '$defs.person.properties.email.treatment: can not be pseudonym in what the vendor sends, and POST /a takes it | Remove it, or write pseudonym-reversible; or give the request a shape of its own.',
    ],
    [
      'something dropped in a body',
      'POST /a: { body: { type: application/json, shape: { properties: { b: { type: string, treatment: drop } } } } }',
      [],
      'endpoints."POST /a".body.shape.properties.b.treatment: can not be drop in what the vendor sends, and POST /a takes it | Remove it, or write pseudonym-reversible; or give the request a shape of its own.',
    ],
    [
      'a body with GET',
      'GET /a: { body: { type: text/csv } }',
      [],
      'endpoints."GET /a".body: has no use: the body of a GET request has no meaning | Remove it.',
    ],
    [
      'a body with DELETE',
      'DELETE /a: { body: { type: text/csv } }',
      [],
      'endpoints."DELETE /a".body: has no use: the body of a DELETE request has no meaning | Remove it.',
    ],
    [
      'a body without a type',
      'POST /a: { body: { maximumBytes: 1 } }',
      [],
      'endpoints."POST /a".body.type: is missing | Write, for example: type: application/json',
    ],
    [
      'no types',
      'POST /a: { body: { type: [] } }',
      [],
      'endpoints."POST /a".body.type: must not be empty | Write, for example: type: application/json',
    ],
    [
      'a type with parameters',
      'POST /a: { body: { type: text/csv; charset=utf-8 } }',
      [],
      'endpoints."POST /a".body.type: must be one media type in lower case, without parameters and wildcards | Write, for example: type: application/json',
    ],
    [
      'any type',
      "POST /a: { body: { type: '*/*' } }",
      [],
      'endpoints."POST /a".body.type: must be one media type in lower case, without parameters and wildcards | Write, for example: type: application/json',
    ],
    [
      'a JSON body without a shape',
      'POST /a: { body: { type: [text/csv, application/merge-patch+json] } }',
      [],
      'endpoints."POST /a".body: has no shape: of a JSON body only what is named may be sent | Write shape: {…}.',
    ],
    [
      'a shape of a body that is not JSON',
      'POST /a: { body: { type: text/csv, shape: { type: string } } }',
      [],
      'endpoints."POST /a".body.shape: has no use: it is for JSON, which no type of the body is | Remove it.',
    ],
    [
      'a body that is too large',
      'POST /a: { body: { type: text/csv, maximumBytes: 104857601 } }',
      [],
      'endpoints."POST /a".body.maximumBytes: must be at most 104857600 | Write, for example: maximumBytes: 65536',
    ],
    [
      'an answer beside answers',
      'GET /a: { answer: { type: string }, answers: { 200: { type: string } } }',
      [],
      'endpoints."GET /a".answer: stands beside answers | Write it into answers, as 2XX.',
    ],
    [
      'an error answer',
      'GET /a: { answers: { 404: { type: string } } }',
      [],
      'endpoints."GET /a".answers.404: is no status of success: error answers of a source never leave, nor do redirects | Remove it.',
    ],
    [
      'error answers',
      'GET /a: { answers: { 4XX: { type: string }, 5XX: { type: string }, default: { type: string } } }',
      [],
      'endpoints."GET /a".answers.4XX: is no status of success: error answers of a source never leave, nor do redirects | Remove it.',
      'endpoints."GET /a".answers.5XX: is no status of success: error answers of a source never leave, nor do redirects | Remove it.',
      'endpoints."GET /a".answers.default: is no status of success: error answers of a source never leave, nor do redirects | Remove it.',
    ],
    [
      'a status without a body',
      'GET /a: { answers: { 204: { type: string } } }',
      [],
      'endpoints."GET /a".answers.204: is a status whose answers have no body | Remove it.',
    ],
    [
      'a class in lower case',
      'GET /a: { answers: { 2xx: { type: string } } }',
      [],
      'endpoints."GET /a".answers.2xx: is not written as it must be | Write 2XX.',
    ],
    [
      'no status',
      'GET /a: { answers: { ok: { type: string } } }',
      [],
      'endpoints."GET /a".answers.ok: is no status | Write a status, such as 200, or 2XX for all that say success.',
    ],
    [
      'a header twice',
      'GET /a: { requestHeaders: [x-a, X-A] }',
      [],
      'endpoints."GET /a".requestHeaders[1]: stands here twice | Remove it.',
    ],
    [
      'no name of a header',
      "GET /a: { requestHeaders: ['x a', ''], responseHeaders: ['a:b'] }",
      [],
      'endpoints."GET /a".requestHeaders[0]: is not the name of a header | Remove it.',
      'endpoints."GET /a".requestHeaders[1]: is not the name of a header | Remove it.',
      'endpoints."GET /a".responseHeaders[0]: is not the name of a header | Remove it.',
    ],
    [
      'headers that are no list',
      'GET /a: { requestHeaders: x-a }',
      [],
      'endpoints."GET /a".requestHeaders: must be a list, not text | Write, for example: requestHeaders: [ accept-language ]',
    ],
    [
      'an operation that the document does not have',
      'GET /ticket: {}',
      ['GET /tickets', 'POST /other'],
      'endpoints."GET /ticket": is not in the OpenAPI document | Did you mean GET /tickets?',
    ],
    [
      'another method than the document has',
      'DELETE /tickets: {}',
      ['GET /tickets', 'POST /tickets'],
      'endpoints."DELETE /tickets": is not in the OpenAPI document | At this path it has GET, POST.',
    ],
    [
      'a path that the document does not have',
      'GET /nowhere/near: {}',
      ['GET /tickets', 'POST /tickets'],
      'endpoints."GET /nowhere/near": is not in the OpenAPI document | Write the method and path as they stand there.',
    ],
  ])('%s', (_, endpoints, operations, ...problems) => {
    const known = operations.length > 0 ? operations : undefined;
    expect(problemsOf(fileWith(endpoints), known).map(printed)).toEqual(problems);
    expect(problems).not.toEqual([]);
  });

  test.each([
    ...['Connection', 'keep-alive', 'TE', 'trailer', 'transfer-encoding', 'upgrade', 'proxy-authorization', 'proxy-x'],
    ...[
      'sallyport-subject',
      'sallyport-external-id',
      'x-serverless-authorization',
      'authorization',
      'Cookie',
      'x-api-key',
      'host',
      'forwarded',
      'via',
      'x-forwarded-for',
      'X-Forwarded-Host',
    ],
    ...['x-real-ip', 'x-original-url', 'x-rewrite-url', 'x-http-method-override', 'x-http-method', 'x-method-override'],
    ...[
      'content-length',
      'content-encoding',
      'content-type',
      'expect',
      'range',
      'if-range',
      'if-none-match',
      'user-agent',
    ],
    ...['accept-encoding'],
  ])('the request header %s', (name) => {
    expect(problemsOf(fileWith(`GET /a: { requestHeaders: [${name}] }`))).toHaveLength(1);
  });

  test.each([
    ...['set-cookie', 'Set-Cookie2', 'www-authenticate', 'connection', 'transfer-encoding', 'proxy-authenticate'],
    ...[
      'content-length',
      'content-encoding',
      'content-range',
      'alt-svc',
      'clear-site-data',
      'access-control-allow-origin',
    ],
  ])('the response header %s', (name) => {
    expect(problemsOf(fileWith(`GET /a: { responseHeaders: [${name}] }`))).toHaveLength(1);
  });
});

describe('an endpoint may have', () => {
  test.each([
    ['nothing more than its name', 'GET /a: {}'],
    ['the top as its path', 'GET /: {}'],
    ['a slash at the end', 'GET /a/: {}'],
    ['letters of all scripts', 'GET /größe/名前: {}'],
    ['what else may stand in a path', `"GET /a-b._~!$&'()*+,=:@/c": {}`],
    ['variables beside text', `"GET /users('{id}')/{name}.json:cancel": {}`],
    ['a variable of a number', '"GET /a/{id}": { variables: { id: { type: integer, minimum: 1 } } }'],
    ['a variable that is put back', `"GET /a/{id}": { variables: { id: { $ref: '#/$defs/personId' } } }`],
    [
      'a variable that is a choice',
      '"GET /a/{id}": { variables: { id: { anyOf: [{ type: integer }, { const: me }] } } }',
    ],
    [
      'parameters of all kinds',
      'GET /a: { query: { a: { enum: [b] }, b: { type: boolean }, __c: { items: { type: string } } } }',
    ],
    ['a parameter that is put back', `GET /a: { query: { a: { items: { $ref: '#/$defs/personId' } } } }`],
    ['headers', 'GET /a: { requestHeaders: [accept, Accept-Language, x-a], responseHeaders: [x-total-count, etag] }'],
    ['a file as its body', 'PUT /a: { body: { type: [image/png, image/jpeg], maximumBytes: 104857600 } }'],
    ['an answer by status', 'GET /a: { answers: { 200: { type: string }, 2XX: { type: integer } } }'],
    ['the same path with another method', 'GET /a: {}\n  POST /a: {}'],
    ['a more special path', '"GET /a/{b}": {}\n  GET /a/b: {}'],
  ])('%s', (_, endpoints) => {
    expect(problemsOf(fileWith(endpoints)).map(printed)).toEqual([]);
  });

  test('the names of the OpenAPI document, whatever its variables are called', () => {
    expect(problemsOf(fileWith('"GET /a/{id}": {}'), ['GET /a/{user_id}'])).toEqual([]);
  });
});
