import { describe, expect, it } from 'vitest';
import type { RelayedHttp } from '../../../../../lambda/relay/relayed-request.ts';
import { call, tryRequest } from './refusals.ts';

const rules = `
allow:
  - http:
      host: hr.acme.internal
      paths: [/api/people, /api/people/*, /api/files/*.json, /open/**]
      query: [page, size]
      headers: [x-api-version]
      addresses: [10.20.0.0/16]
  - http: { host: hr.acme.internal, methods: [POST], paths: [/api/search] }
  - http: { host: "*.lab.acme.internal", port: 8443, paths: [/a] }
  - http: { host: 10.20.0.5, scheme: http, paths: [/a] }
  - http: { host: "fd00::5", paths: [/a] }
  - http: { host: zoom.acme.internal, paths: [/v2/meetings/*], escapedTwice: true, query: any }
`;

const at = (url: string) => call({ url });

const allowed: readonly (readonly [string, RelayedHttp])[] = [
  ['a path of the rule', call({})],
  ['HEAD, which is named by default', call({ method: 'HEAD' })],
  ['a segment for a star', at('https://hr.acme.internal/api/people/7')],
  ['an escaped character that means nothing', at('https://hr.acme.internal/api/people/%C3%A9lodie%20x')],
  ['a letter that is escaped for no reason', at('https://hr.acme.internal/%61pi/people')],
  ['a part of a segment for a star', at('https://hr.acme.internal/api/files/2026-01.json')],
  ['more segments for two stars', at('https://hr.acme.internal/open/a/b/c')],
  ['named parameters', at('https://hr.acme.internal/api/people?page=2&size=%3B')],
  ['a named header', call({ headers: { 'x-api-version': '2', authorization: 'Bearer x' } })],
  [
    'headers that the client writes itself',
    call({ headers: { host: 'other', 'content-length': '7', connection: 'x' } }),
  ],
  ['another method where it is named', call({ method: 'POST', url: 'https://hr.acme.internal/api/search', body: 2 })],
  ['a name below a suffix', at('https://a.lab.acme.internal:8443/a')],
  ['an address', at('http://10.20.0.5/a')],
  ['an address of IPv6', at('https://[fd00::5]/a')],
  ['escapes within escapes where a rule says so', at('https://zoom.acme.internal/v2/meetings/a%252Fb%253D')],
  ['any parameter where a rule says so', at('https://zoom.acme.internal/v2/meetings/a?x=1&y[]=2')],
];

const elsewhere: readonly (readonly [string, string])[] = [
  ['another host', 'https://erp.acme.internal/api/people'],
  ['a host that ends alike', 'https://evil-hr.acme.internal/api/people'],
  ['a host that begins alike', 'https://hr.acme.internal.evil.example/api/people'],
  ['a trailing dot', 'https://hr.acme.internal./api/people'],
  ['upper case', 'https://HR.acme.internal/api/people'],
  ['an upper-case scheme', 'HTTPS://hr.acme.internal/api/people'],
  ['a user before the host', 'https://hr.acme.internal@evil.example/api/people'],
  ['a user of the right host', 'https://a:b@hr.acme.internal/api/people'],
  ['a backslash for a slash', 'https://evil.example\\@hr.acme.internal/api/people'],
  ['a tab within the host', 'https://hr.acme\t.internal/api/people'],
  ['a line feed within the path', 'https://hr.acme.internal/api/\npeople'],
  ['a blank in front', ' https://hr.acme.internal/api/people'],
  ['one slash too few', 'https:/hr.acme.internal/api/people'],
  ['a full-width letter in the host', 'https://ｈr.acme.internal/api/people'],
  ['an ideographic full stop in the host', 'https://hr。acme.internal/api/people'],
  ['a soft hyphen in the host', 'https://h­r.acme.internal/api/people'],
  ['a homograph', 'https://hr.аcme.internal/api/people'],
  ['its form in ASCII', 'https://hr.xn--cme-5cd.internal/api/people'],
  ['an escaped host', 'https://hr%2eacme.internal/api/people'],
  ['another port', 'https://hr.acme.internal:8443/api/people'],
  ['the default port, written out', 'https://hr.acme.internal:443/api/people'],
  ['port 80 over TLS', 'https://hr.acme.internal:80/api/people'],
  ['another scheme', 'http://hr.acme.internal/api/people'],
  ['another scheme on the port', 'http://hr.acme.internal:443/api/people'],
  ['a scheme that is no HTTP', 'file:///etc/passwd'],
  ['a scheme of a socket', 'unix:/var/run/docker.sock'],
  ['the name that a suffix begins below', 'https://lab.acme.internal:8443/a'],
  ['a suffix without its dot', 'https://evillab.acme.internal:8443/a'],
  ['a suffix at another port', 'https://a.lab.acme.internal/a'],
  ['an empty label below a suffix', 'https://.lab.acme.internal:8443/a'],
  ['an address in one number', 'http://169082885/a'],
  ['an octal address', 'http://012.024.0.05/a'],
  ['a hexadecimal address', 'http://0x0a.0x14.0.0x05/a'],
  ['a short address', 'http://10.20.5/a'],
  ['IPv4 within IPv6', 'http://[::ffff:10.20.0.5]/a'],
  ['IPv4 within IPv6, in hexadecimal', 'http://[::ffff:a14:5]/a'],
  ['IPv6 in a longer form', 'https://[fd00:0:0:0:0:0:0:5]/a'],
  ['IPv6 with a zone', 'https://[fd00::5%25eth0]/a'],
  ['loopback', 'http://127.0.0.1/a'],
  ['the metadata of a cloud', 'http://169.254.169.254/latest/meta-data/'],
  ['localhost', 'http://localhost/a'],
];

const paths: readonly (readonly [string, string])[] = [
  ['another path', '/api/salaries'],
  ['a longer path', '/api/people/7/salary'],
  ['a shorter path', '/api'],
  ['the root', '/'],
  ['a slash at the end', '/api/people/'],
  ['other case', '/API/people'],
  ['dot segments', '/api/people/../salaries'],
  ['escaped dot segments', '/api/people/%2e%2e/salaries'],
  ['half-escaped dot segments', '/api/people/.%2E/salaries'],
  ['dot segments that lead back', '/api/x/../people'],
  ['an escaped slash', '/api/people/..%2fsalaries'],
  ['an escaped slash, upper case', '/api/people/7%2Fsalary'],
  ['an escaped backslash', '/api/people/7%5Csalary'],
  ['a backslash', '/api/people\\7'],
  ['escapes within escapes', '/api/people/%252e%252e'],
  ['an escaped slash within an escape', '/api/people/7%252Fsalary'],
  ['three escapes in one', '/api/people/%25252e'],
  ['an empty segment', '/api//people'],
  ['an empty segment in the open part', '/open//evil.example/x'],
  ['nothing for two stars', '/open/'],
  ['nothing for a star', '/api/files/.json'],
  ['parameters of a segment', '/api/people/7;v=1'],
  ['dots with parameters (Tomcat)', '/open/..;/api/salaries'],
  ['dots with escaped parameters', '/open/..%3B/api/salaries'],
  ['dots and a blank (Windows)', '/open/..%20/api'],
  ['three dots', '/open/.../api'],
  ['overlong UTF-8', '/open/%c0%ae%c0%ae/api'],
  ['a full-width slash', '/open/..%EF%BC%8Fapi'],
  ['a full-width dot', '/open/%EF%BC%8E%EF%BC%8E/api'],
  ['a two-dot leader', '/open/%E2%80%A5/api'],
  ['an escape that is none', '/open/%zz'],
  ['a null byte', '/open/a%00.json'],
  ['a line feed', '/open/a%0d%0aHost:%20x'],
  ['an unknown parameter', '/api/people?admin=true'],
  ['an unknown parameter behind a known one', '/api/people?page=1&admin=true'],
  ['a parameter in other case', '/api/people?PAGE=1'],
  ['a parameter behind a semicolon', '/api/people?page=1;admin=true'],
  ['a parameter with a null byte', '/api/people?page%00=1'],
  ['a parameter without a name', '/api/people?=1'],
  ['a parameter as an array', '/api/people?page[]=1'],
  ['a parameter of another rule', '/api/search?page=1'],
];

const others: readonly (readonly [string, Partial<RelayedHttp>])[] = [
  ['a method in lower case', { method: 'get' }],
  ['another method', { method: 'DELETE' }],
  ['CONNECT', { method: 'CONNECT' }],
  ['TRACE', { method: 'TRACE' }],
  ['a method with a request behind it', { method: 'GET / HTTP/1.1\r\nhost: x\r\n\r\nGET' }],
  ['a method of another rule', { method: 'POST' }],
  ['a path of another rule', { url: 'https://hr.acme.internal/api/search' }],
  ['a body where nothing is sent', { body: 12 }],
  ['a streamed body where nothing is sent', { body: 'stream' }],
  ['a method that the source may heed instead', { headers: { 'x-http-method-override': 'DELETE' } }],
  ['a path that the source may heed instead', { headers: { 'x-original-url': '/api/salaries' } }],
  ['another framing of the body', { headers: { 'transfer-encoding': 'chunked' } }],
  ['an upgrade', { headers: { upgrade: 'websocket' } }],
  ['what a proxy would say', { headers: { 'x-forwarded-for': '127.0.0.1' } }],
  ['who a proxy would say it is', { headers: { 'x-remote-user': 'admin' } }],
  ['a cookie, which no rule names', { headers: { cookie: 'session=1' } }],
  ['a header in upper case', { headers: { 'X-Api-Version': '2' } }],
  ['a header with a blank', { headers: { 'x-api-version ': '2' } }],
  ['a header with a colon', { headers: { 'x-api-version:': '2' } }],
  ['a second line in a header', { headers: { 'x-api-version': '2\r\nx-remote-user: admin' } }],
  ['a line feed alone in a header', { headers: { 'x-api-version': '2\nx: y' } }],
  ['a null byte in a header', { headers: { 'x-api-version': '2\0' } }],
  ['a header that is a list', { headers: { 'x-api-version': ['2', 'x'] as unknown as string } }],
  ['a header of the prototype', { headers: JSON.parse('{"__proto__":"x"}') }],
  ['a header that is a method of objects', { headers: { constructor: 'x' } }],
  ['a length that is none', { method: 'POST', url: 'https://hr.acme.internal/api/search', body: -1 }],
  [
    'a length that is a text',
    { method: 'POST', url: 'https://hr.acme.internal/api/search', body: '7\r\nx: y' as never },
  ],
];

describe('a rule about HTTP allows', () => {
  it.each(allowed)('%s', async (_, request) => {
    expect(await tryRequest(rules, request)).toMatchObject({ code: 'connected', log: [] });
  });
});

const refused = {
  code: 'agent-refused',
  sent: false,
  log: [{ event: 'agent.refused', source: 'people', kind: 'http' }],
};

describe('before anything is connected, an agent refuses', () => {
  it.each(elsewhere)('%s', async (_, url) => {
    expect(await tryRequest(rules, at(url))).toMatchObject(refused);
  });

  it.each(paths)('%s', async (_, path) => {
    expect(await tryRequest(rules, at(`https://hr.acme.internal${path}`))).toMatchObject(refused);
  });

  it.each(others)('%s', async (_, changed) => {
    expect(await tryRequest(rules, call(changed))).toMatchObject(refused);
  });

  it('everything, if no rule is there', async () => {
    expect(await tryRequest('allow: []', call({}))).toMatchObject(refused);
  });

  it('a kind of request that it does not know', async () => {
    const strange = { ...call({}), kind: 'constructor' } as unknown as RelayedHttp;
    expect(await tryRequest(rules, strange)).toMatchObject({ code: 'agent-refused', sent: false });
  });
});

describe('escapes within escapes, where a rule allows them, do not lead', () => {
  it.each([
    ['to another folder', 'a%252F..%252Fb'],
    ['to another folder at once', '%252e%252e'],
    ['behind a backslash', 'a%255Cb'],
    ['behind a third escape', 'a%25252Fb'],
    ['to a null byte', 'a%2500'],
  ])('%s', async (_, id) => {
    expect(await tryRequest(rules, at(`https://zoom.acme.internal/v2/meetings/${id}`))).toMatchObject(refused);
  });
});

describe('of a refusal', () => {
  it('the gate is told nothing of the network, and this machine how to write the rule', async () => {
    const { message, log } = await tryRequest(rules, at('https://erp.acme.internal:8443/api/people/ada'));
    expect(message).toContain('sallyport agent allow people');
    expect(message).not.toMatch(/acme|8443|ada|api/);
    expect(JSON.stringify(log)).not.toContain('ada');
    expect(log[0]).toMatchObject({
      reason: 'no http rule names https://erp.acme.internal:8443',
      remedy: 'Write one under allow: - http: { scheme: https, host: erp.acme.internal, port: 8443, paths: [ … ] }',
    });
  });

  it.each([
    ['another method', { method: 'DELETE' }, 'no http rule of hr.acme.internal names the method DELETE'],
    [
      'a path',
      { url: 'https://hr.acme.internal/api/salaries/ada' },
      /^the path of 3 segments is none of the http rule of hr.acme.internal/,
    ],
    [
      'a parameter',
      { url: 'https://hr.acme.internal/api/people?q=ada' },
      'the query has q, which the http rule of hr.acme.internal does not name for this path',
    ],
    [
      'a header',
      { headers: { 'x-tenant': 'ada' } },
      'the call has the header x-tenant, which the http rule of hr.acme.internal does not name for this path',
    ],
    ['escapes', { url: 'https://hr.acme.internal/api/people/a%252Fb' }, /escapedTwice|escape within an escape/],
  ])('the log says what is missing: %s', async (_, changed, reason) => {
    const { log } = await tryRequest(rules, call(changed));
    expect(log).toHaveLength(1);
    expect(log[0]!['reason']).toMatch(reason);
    expect(JSON.stringify(log)).not.toContain('ada');
  });

  it('nothing that the gate sends in place of a name is repeated', async () => {
    const { message, log } = await tryRequest(rules, { ...call({ method: 'ada\n' }), source: 'ada\nlovelace' });
    expect(`${message}${JSON.stringify(log)}`).not.toContain('ada');
  });
});
