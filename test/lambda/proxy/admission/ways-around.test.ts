import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ProxyRefused } from '../../../../lambda/proxy/admission/proxy-refused.ts';
import type { ProxyCall } from '../../../../lambda/proxy/proxy-call.ts';
import { foreignPseudonym, helpDeskAdmission, pseudonymOf, pseudonyms } from './help-desk-api.ts';
import { type RawGate, type RawRequest, startRawGate } from './raw-gate.ts';

let gate: RawGate;
beforeAll(async () => {
  gate = await startRawGate();
});
beforeEach(() => {
  gate.asked.length = 0;
});
afterAll(() => gate.stop());

type Row = readonly [what: string, request: RawRequest, status: number, code: string];

const get = (what: string, target: string, status: number, code: string): Row => [what, { target }, status, code];
const header = (line: string, status: number, code: string): Row => [line, { headers: [line] }, status, code];

const typed = (
  type: string,
  body: string,
  target = '/tickets/42/comments',
  more: readonly string[] = [],
): RawRequest => ({
  method: target.endsWith('attachment') ? 'PUT' : 'POST',
  target,
  headers: [`Content-Type: ${type}`, `Content-Length: ${body.length}`, ...more],
  body,
});
const json = (what: string, body: string, status: number, code: string): Row => [
  what,
  typed('application/json', body),
  status,
  code,
];
const chunked = (body: string): string => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;

const targets: readonly Row[] = [
  get('a path that no endpoint names', '/admin', 403, 'path-not-allowed'),
  get('the root', '/', 403, 'path-not-allowed'),
  get('one segment more', '/tickets/42/comments/1', 403, 'path-not-allowed'),
  get('a slash at the end', '/tickets/', 403, 'path-not-allowed'),
  get('no slash at the end', '/folders', 403, 'path-not-allowed'),
  get('another case', '/Tickets/42', 403, 'path-not-allowed'),
  get('the base path of the source', '/api/tickets/42', 403, 'path-not-allowed'),
  get('a variable of another type', '/tickets/abc', 403, 'path-value-refused'),
  get('a name where a pseudonym is expected', '/authors/ada', 403, 'pseudonym-expected'),
  get('a pseudonym and more', `/authors/${pseudonymOf('a')}da`, 403, 'pseudonym-expected'),
  get('a pseudonym that no one can turn back', `/authors/sp1h.AAAA.${'a'.repeat(43)}`, 403, 'pseudonym-expected'),
  get('a number below the minimum', '/tickets/0', 403, 'path-value-refused'),
  get('a number that is only one for JavaScript', '/tickets/0x2A', 403, 'path-value-refused'),
  get('a number with a blank', '/tickets/%2042', 403, 'path-value-refused'),
  get('a number in other digits', '/tickets/%D9%A4%D9%A2', 403, 'path-value-refused'),
  get('a value that no literal allows', "/reports/usage(period='D90')", 403, 'path-value-refused'),

  get('dot segments', '/tickets/../admin', 400, 'path-malformed'),
  get('dot segments at the end', '/people/..', 400, 'path-malformed'),
  get('a single dot', '/people/.', 400, 'path-malformed'),
  get('many dots', '/people/....', 400, 'path-malformed'),
  get('encoded dots', '/people/%2e%2e', 400, 'path-malformed'),
  get('one encoded dot', '/people/.%2E', 400, 'path-malformed'),
  get('dots encoded twice', '/people/%252e%252e', 400, 'path-malformed'),
  get('dots encoded three times', '/people/%25252e%25252e', 400, 'path-malformed'),
  get('dots as IIS encodes them', '/people/%u002e%u002e', 400, 'encoding-malformed'),
  get('dots as IIS encodes them, once more', '/people/%25u002e%25u002e', 400, 'path-malformed'),
  get('dots and a blank', '/people/..%20', 400, 'path-malformed'),
  get('dots that only look so (two dot leader)', '/people/%E2%80%A5', 400, 'path-malformed'),
  get('wide dots', '/people/%EF%BC%8E%EF%BC%8E', 400, 'path-malformed'),
  get('an encoded slash', '/people/a%2Fb', 400, 'path-malformed'),
  get('a slash encoded twice', '/people/a%252fb', 400, 'path-malformed'),
  get('a wide slash', '/people/a%EF%BC%8Fb', 400, 'path-malformed'),
  get('a wide percent sign', '/people/%EF%BC%852e', 400, 'path-malformed'),
  get('an encoded backslash', '/people/..%5Cadmin', 400, 'path-malformed'),
  get('a backslash encoded twice', '/people/..%255cadmin', 400, 'path-malformed'),
  get('path parameters', '/people/ada;admin=1', 400, 'path-malformed'),
  get('path parameters behind dots', '/people/..;/admin', 400, 'path-malformed'),
  get('an encoded semicolon', '/people/ada%3Badmin', 400, 'path-malformed'),
  get('two slashes', '/tickets//42', 400, 'path-malformed'),
  get('two slashes first, which name a host', '//169.254.169.254/tickets/42', 400, 'path-malformed'),
  get('NUL', '/people/ada%00', 400, 'path-malformed'),
  get('NUL encoded twice', '/people/ada%2500.json', 400, 'path-malformed'),
  get('a line break, encoded', '/people/ada%0d%0aX-Admin:%201', 400, 'path-malformed'),
  get('a line break of C1, encoded', '/people/ada%C2%85', 400, 'path-malformed'),
  get('DEL', '/people/ada%7F', 400, 'path-malformed'),
  get('UTF-8 longer than needed: a slash', '/people/a%C0%AFb', 400, 'encoding-malformed'),
  get('UTF-8 longer than needed: dots', '/people/%C0%AE%C0%AE', 400, 'encoding-malformed'),
  get('half a surrogate pair', '/people/%ED%A0%80', 400, 'encoding-malformed'),
  get('bytes that are no UTF-8', '/people/%FF', 400, 'encoding-malformed'),
  get('half an escape', '/people/a%2', 400, 'encoding-malformed'),
  get('an escape without digits', '/people/%zz', 400, 'encoding-malformed'),
  get('characters that need escapes', '/people/<ada>', 400, 'path-malformed'),
  get('a fragment', '/people/ada#/../me', 400, 'target-malformed'),
  get('a target of more than 8 KiB', `/people/${'a'.repeat(8 * 1024)}`, 414, 'target-too-long'),
  get('a query of more than 8 KiB', `/tickets?q=${'a'.repeat(8 * 1024)}`, 414, 'target-too-long'),
  get('an absolute URL', 'http://169.254.169.254/latest/meta-data', 400, 'target-malformed'),
  get('an absolute URL of ours', 'http://gate.example/tickets/42', 400, 'target-malformed'),
  get('userinfo', 'http://tickets.example@evil.example/tickets/42', 400, 'target-malformed'),
  get('a path that is a URL', '/http://evil.example/', 400, 'path-malformed'),
  ['a pseudonym of another gateway in the path', { target: `/people/${foreignPseudonym}` }, 400, 'pseudonym-refused'],
  ['a pseudonym that was cut', { target: `/people/${pseudonymOf('ada').slice(0, -1)}` }, 400, 'pseudonym-refused'],
  ['a pseudonym of dots', { target: `/people/${pseudonymOf('..')}` }, 403, 'path-value-refused'],
  [
    'a pseudonym of a way up, which the source encodes again',
    { target: `/people/${pseudonymOf('../admin')}` },
    403,
    'path-value-refused',
  ],
  [
    'a pseudonym of a way up with parameters',
    { target: `/people/${pseudonymOf('a/..;b/c')}` },
    403,
    'path-value-refused',
  ],
  ['a pseudonym that dots are added to', { target: `/people/.${pseudonymOf('.')}` }, 403, 'path-value-refused'],
  [
    'a pseudonym that completes an escape',
    { target: `/people/a%25${pseudonymOf('2fadmin')}` },
    403,
    'path-value-refused',
  ],
  ['a pseudonym of nothing', { target: `/people/${pseudonymOf('')}` }, 403, 'path-value-refused'],
  ['a pseudonym of a line break', { target: `/people/${pseudonymOf('a\r\nb')}` }, 403, 'path-value-refused'],
  ['a pseudonym after a wide dot', { target: `/people/%EF%BC%8E${pseudonymOf('.')}` }, 403, 'path-value-refused'],
  ['a pseudonym of something else', { target: `/tickets/${pseudonymOf('ada')}` }, 403, 'path-value-refused'],
];

/** What a server of Node refuses before us, but another host may hand on. */
const handedOn: readonly Row[] = [
  get('a backslash', '/people/a\\b', 400, 'path-malformed'),
  get('a backslash first, which names a host in browsers', '/\\evil.example/tickets/42', 400, 'path-malformed'),
  get('another scheme', 'file:///etc/passwd', 400, 'target-malformed'),
  get('an authority', 'evil.example:443', 400, 'target-malformed'),
  get('an asterisk', '*', 400, 'target-malformed'),
  get('nothing', '', 400, 'target-malformed'),
  get('a line break', '/people/ada\r\nX-Admin: 1', 400, 'encoding-malformed'),
  get('a blank', '/people/ada lovelace', 400, 'encoding-malformed'),
  get('NUL', '/people/ada\u0000', 400, 'encoding-malformed'),
  get('letters that are no ASCII', '/people/d\u00e9', 400, 'encoding-malformed'),
];

const methods: readonly Row[] = [
  ['a method that is not named', { method: 'POST' }, 403, 'method-not-allowed'],
  ['a method that is named elsewhere', { method: 'DELETE', target: '/tickets' }, 403, 'method-not-allowed'],
  ['HEAD where there is no GET', { method: 'HEAD', target: '/notes' }, 403, ''],
  ['OPTIONS', { method: 'OPTIONS' }, 403, 'method-not-allowed'],
  ['a method of WebDAV', { method: 'PROPFIND' }, 403, 'method-not-allowed'],
  ['a method of WebDAV that writes', { method: 'MOVE', headers: ['Destination: /x'] }, 403, 'method-not-allowed'],
  header('X-HTTP-Method-Override: DELETE', 403, 'method-override-not-allowed'),
  header('X-HTTP-Method: DELETE', 403, 'method-override-not-allowed'),
  header('x-method-override: PUT', 403, 'method-override-not-allowed'),
  get('a method in the query', '/tickets/42?_method=DELETE', 403, 'query-not-allowed'),
];

const queries: readonly Row[] = [
  get('a parameter that is not named', '/tickets?admin=true', 403, 'query-not-allowed'),
  get('a parameter that another endpoint names', '/tickets/42?page=2', 403, 'query-not-allowed'),
  get('a parameter in another case', '/tickets?Page=2', 403, 'query-not-allowed'),
  get('a parameter of JavaScript objects', '/tickets?__proto__=1', 403, 'query-not-allowed'),
  get('another one', '/tickets?constructor=1', 403, 'query-not-allowed'),
  get('a parameter made an array', '/tickets?page[]=2', 403, 'query-not-allowed'),
  get('a key for the source, which is ours to give', '/tickets?api_key=x', 403, 'query-not-allowed'),
  get('an encoded name', '/tickets?%61dmin=true', 403, 'query-not-allowed'),
  get('an encoded ampersand in a name', '/tickets?page%26admin=1', 403, 'query-not-allowed'),
  get('a parameter behind a semicolon', '/tickets?page=2;admin=true', 403, 'query-value-refused'),
  get('a second question mark', '/tickets?page=2?admin=true', 403, 'query-value-refused'),
  get('a parameter twice', '/tickets?page=2&page=3', 403, 'query-repeated'),
  get('a parameter twice, encoded', '/tickets?page=2&%70age=3', 403, 'query-repeated'),
  get('a value that is not in the list', '/tickets?state=all', 403, 'query-value-refused'),
  get('a value in another case', '/tickets?state=OPEN', 403, 'query-value-refused'),
  get('a number that is none', '/tickets?page=2x', 403, 'query-value-refused'),
  get('a fraction', '/tickets?page=1.5', 403, 'query-value-refused'),
  get('no value', '/tickets?page=', 403, 'query-value-refused'),
  get('no value and no equals sign', '/tickets?page', 403, 'query-value-refused'),
  get('one bad value of many', '/tickets?id=1&id=2&id=x', 403, 'query-value-refused'),
  get('a text that is too long', `/tickets?q=${'a'.repeat(61)}`, 403, 'query-value-refused'),
  get('a date that is none', '/tickets?since=2026-02-30', 403, 'query-value-refused'),
  get('a truth that is none', '/tickets?open=1', 403, 'query-value-refused'),
  get('a text that the pattern does not match', '/tickets?code=ABCD', 403, 'query-value-refused'),
  get('a line break in a value', '/tickets?q=a%0d%0aX-Admin:%201', 400, 'query-malformed'),
  get('NUL in a value', '/tickets?q=a%00', 400, 'query-malformed'),
  get('a parameter without a name', '/tickets?=1', 400, 'query-malformed'),
  get('nothing between ampersands', '/tickets?page=2&&state=open', 400, 'query-malformed'),
  get('bytes that are no UTF-8', '/tickets?q=%ff', 400, 'encoding-malformed'),
  get('UTF-8 longer than needed', '/tickets?q=%C0%AE', 400, 'encoding-malformed'),
  get('a name where a pseudonym is expected', '/tickets?author=ada', 403, 'pseudonym-expected'),
  get('nothing where a pseudonym is expected', '/tickets?author=', 403, 'pseudonym-expected'),
  get('two pseudonyms', `/tickets?author=${pseudonymOf('a')}${pseudonymOf('da')}`, 403, 'pseudonym-expected'),
  get('a foreign pseudonym', `/tickets?q=${foreignPseudonym}`, 400, 'pseudonym-refused'),
  get('a damaged pseudonym', '/tickets?q=sp1r.', 400, 'pseudonym-refused'),
];

const headers: readonly Row[] = [
  header('X-Original-URL: /admin', 403, 'path-override-not-allowed'),
  header('X-Rewrite-URL: /admin', 403, 'path-override-not-allowed'),
  header('X-Forwarded-Host: evil.example', 403, 'forwarded-not-allowed'),
  header('X-Forwarded-Prefix: /admin', 403, 'forwarded-not-allowed'),
  header('X-Forwarded-User: admin', 403, 'forwarded-not-allowed'),
  header('X-Host: evil.example', 403, 'forwarded-not-allowed'),
  header('Proxy: http://evil.example', 403, 'proxy-header-not-allowed'),
  header('Proxy-Authorization: Basic YTpi', 403, 'proxy-header-not-allowed'),
  header('Connection: close, X-Request-Id', 403, 'connection-option-not-allowed'),
  header('Connection: If-Match', 403, 'connection-option-not-allowed'),
  header('Upgrade: websocket', 403, 'upgrade-not-allowed'),
  header('Upgrade: h2c', 403, 'upgrade-not-allowed'),
  header('Trailer: X-Admin', 403, 'trailer-not-allowed'),
  header('Range: bytes=0-10', 403, 'range-not-allowed'),
  ['Range where the endpoint names it', { target: '/tickets', headers: ['Range: bytes=0-'] }, 403, 'range-not-allowed'],
  ['an expectation that no one knows', { headers: ['Expect: admin'] }, 417, ''],
  ['two hosts', { headers: ['Host: evil.example'] }, 400, 'host-malformed'],
  ['a host with userinfo', { host: 'Host: gate.example@evil.example' }, 400, ''],
  ['a host with a path', { host: 'Host: gate.example/admin' }, 400, ''],
  ['no host', { host: 'X-No: host' }, 400, ''],
  ['many headers', { headers: Array.from({ length: 101 }, (_, n) => `X-Header-${n}: 1`) }, 431, 'headers-too-large'],
  [
    'a large header',
    { target: '/tickets', headers: [`Accept-Language: ${'a'.repeat(8 * 1024 + 1)}`] },
    431,
    'headers-too-large',
  ],
  ['more than any server takes', { headers: [`X-Large: ${'a'.repeat(40_000)}`] }, 431, ''],
  [
    'a header with bytes that are no ASCII',
    { target: '/tickets', headers: ['Accept-Language: d\u00e9'] },
    400,
    'header-malformed',
  ],
  ['a line break alone', { headers: ['X-A: 1\nX-Admin: 1'] }, 400, ''],
  ['a carriage return alone', { headers: ['X-A: 1\rX-Admin: 1'] }, 400, ''],
  ['NUL in a header', { headers: ['X-A: 1\u0000'] }, 400, ''],
  ['a folded header', { headers: ['X-A: 1', ' X-Admin: 1'] }, 400, ''],
  ['a blank before the colon', { headers: ['Content-Length : 1'] }, 400, ''],
  ['two lengths', { ...typed('application/json', '{}'), headers: ['Content-Length: 2', 'Content-Length: 3'] }, 400, ''],
  [
    'a length and chunks',
    { ...typed('application/json', chunked('{}')), headers: ['Content-Length: 2', 'Transfer-Encoding: chunked'] },
    400,
    '',
  ],
  ['a length that is none', { ...typed('application/json', '{}'), headers: ['Content-Length: -2'] }, 400, ''],
  [
    'chunks of something compressed',
    { method: 'POST', target: '/notes', headers: ['Transfer-Encoding: gzip, chunked'], body: chunked('{}') },
    400,
    'framing-malformed',
  ],
];

const bodies: readonly Row[] = [
  ['a body with GET', { headers: ['Content-Length: 2'], body: '{}' }, 403, 'body-not-allowed'],
  ['chunks with GET', { headers: ['Transfer-Encoding: chunked'], body: chunked('{}') }, 403, 'body-not-allowed'],
  ['a body with DELETE', { method: 'DELETE', headers: ['Content-Length: 2'], body: '{}' }, 403, 'body-not-allowed'],
  [
    'a body where none is named',
    { method: 'PUT', target: '/people/ada', headers: ['Transfer-Encoding: chunked'], body: chunked('x') },
    403,
    'body-not-allowed',
  ],
  ['another type', typed('application/xml', '<a/>'), 415, 'body-type-not-allowed'],
  ['a type that the shape says nothing of', typed('text/plain', 'hello'), 415, 'body-type-not-allowed'],
  ['a form', typed('application/x-www-form-urlencoded', 'text=1'), 415, 'body-type-not-allowed'],
  ['another charset', typed('application/json; charset=utf-7', '{}'), 415, 'body-type-not-allowed'],
  ['two charsets', typed('application/json; charset=utf-8; charset=utf-8', '{}'), 415, 'body-type-not-allowed'],
  ['another parameter', typed('application/json; profile=x', '{}'), 415, 'body-type-not-allowed'],
  [
    'two types',
    { ...typed('application/json', '{}', undefined, ['Content-Type: text/plain']) },
    415,
    'body-type-not-allowed',
  ],
  [
    'no type',
    { method: 'POST', target: '/tickets/42/comments', headers: ['Content-Length: 2'], body: '{}' },
    415,
    'body-type-not-allowed',
  ],
  [
    'a body that inflates',
    typed('application/json', '{}', undefined, ['Content-Encoding: gzip']),
    415,
    'body-encoding-not-allowed',
  ],
  [
    'a body that inflates twice',
    typed('text/csv', 'x', '/tickets/42/attachment', ['Content-Encoding: gzip, br']),
    415,
    'body-encoding-not-allowed',
  ],
  json('a body that is too large', `{"text":"${'a'.repeat(1024)}"}`, 413, 'body-too-large'),
  [
    'chunks that are too many',
    {
      method: 'POST',
      target: '/tickets/42/comments',
      headers: ['Content-Type: application/json', 'Transfer-Encoding: chunked'],
      body: chunked(`{"text":"${'a'.repeat(1024)}"}`),
    },
    413,
    'body-too-large',
  ],
  [
    'a stream that says it is too large',
    typed('text/csv', 'x'.repeat(2001), '/tickets/42/attachment'),
    413,
    'body-too-large',
  ],
  json('a property that is not named', '{"text":"x","admin":true}', 403, 'body-refused'),
  json('a property of JavaScript objects', '{"__proto__":{"admin":true}}', 403, 'body-refused'),
  json('a property that is dropped', '{"secret":"x"}', 403, 'body-refused'),
  json('a property of another type', '{"text":{"a":1}}', 403, 'body-refused'),
  json('a text that is too long', `{"text":"${'a'.repeat(201)}"}`, 403, 'body-refused'),
  json('a value that is not in the list', '{"tags":["urgent","admin"]}', 403, 'body-refused'),
  json('another document', '["text"]', 403, 'body-refused'),
  json('a named property in another spelling of its name', '{"Text":"x"}', 403, 'body-refused'),
  json('a key twice', '{"text":"x","text":"y"}', 400, 'body-malformed'),
  json('a key twice, escaped', '{"text":"x","te\\u0078t":"y"}', 400, 'body-malformed'),
  json('a key of a map twice', '{"by":{"a":true,"a":false}}', 400, 'body-malformed'),
  json('two documents', '{"text":"x"}{"admin":true}', 400, 'body-malformed'),
  json('a comment', '{"text":"x"/*,"admin":true*/}', 400, 'body-malformed'),
  json('a comma too many', '{"text":"x",}', 400, 'body-malformed'),
  json('half a document', '{"text":"x"', 400, 'body-malformed'),
  json('a byte order mark', '\u00ef\u00bb\u00bf{"text":"x"}', 400, 'body-malformed'),
  json('UTF-16', '\u00ff\u00fe{\u0000}\u0000', 400, 'body-malformed'),
  json('bytes that are no UTF-8', '{"text":"\u00ff"}', 400, 'body-malformed'),
  json('no document', '  ', 400, 'body-malformed'),
  ['deep nesting', typed('application/json', '['.repeat(513) + ']'.repeat(513), '/notes'), 400, 'body-malformed'],
  ['nesting without an end', typed('application/json', '['.repeat(600), '/notes'), 400, 'body-malformed'],
  json('a name where a pseudonym is expected', '{"author":"ada"}', 403, 'pseudonym-expected'),
  json('a part of one', `{"author":"a${pseudonymOf('da')}"}`, 403, 'pseudonym-expected'),
  json(
    'a name that is sent as a pseudonym elsewhere',
    `{"author":"${pseudonymOf('ada')}","votes":{"${pseudonymOf('cy')}":["ada"]}}`,
    403,
    'pseudonym-expected',
  ),
  json('a number where a pseudonym is expected', `{"votes":{"${pseudonymOf('cy')}":[7]}}`, 403, 'pseudonym-expected'),
  json('a key where a pseudonym is expected', '{"votes":{"cy":["me"]}}', 403, 'pseudonym-expected'),
  json('a foreign pseudonym', `{"author":"${foreignPseudonym}"}`, 400, 'pseudonym-refused'),
  json('a damaged pseudonym in a key', '{"by":{"sp1r.x":true}}', 400, 'pseudonym-refused'),
  json('a foreign pseudonym, escaped', `{"author":"\\u0073${foreignPseudonym.slice(1)}"}`, 400, 'pseudonym-refused'),
  json('a pseudonym of text where a number is named', `{"ticket":"${pseudonymOf('7')}"}`, 403, 'body-refused'),
  json(
    'a pseudonym of a key that is there already',
    `{"by":{"ada":true,"${pseudonymOf('ada')}":false}}`,
    400,
    'body-malformed',
  ),
];

describe.each([
  ['paths', targets],
  ['methods', methods],
  ['queries', queries],
  ['headers', headers],
  ['bodies', bodies],
])('no way around: %s', (_, rows) => {
  test.each(rows)('%s', async (_, request, status, code) => {
    const answer = await gate.send(request);
    expect([answer.status, answer.code]).toEqual([status, code || undefined]);
    expect(gate.asked).toEqual([]);
  });
});

describe('no way around: targets as any host may hand them on', async () => {
  const admit = await helpDeskAdmission('https://tickets.example/api');
  const isTargetAlone = ([, { method, headers: lines }]: Row) => method === undefined && lines === undefined;
  test.each([...handedOn, ...targets, ...queries].filter(isTargetAlone))('%s', async (_, { target }, status, code) => {
    const call = { request: new Request('https://gate.example/'), target } as ProxyCall;
    const thrown = await admit(call, pseudonyms).catch((error) => error);
    expect(thrown).toBeInstanceOf(ProxyRefused);
    expect(thrown).toMatchObject({ status, code });
  });
});

test('there are as many rows as were asked for', () => {
  expect([targets, handedOn, methods, queries, headers, bodies].flat().length).toBeGreaterThan(180);
});
