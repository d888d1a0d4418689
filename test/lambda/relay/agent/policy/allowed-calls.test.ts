import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHttp } from '../../../../../lambda/relay/agent/policy/http/check-http.ts';
import { parseAgentPolicy } from '../../../../../lambda/relay/agent/policy/load-agent-policy.ts';
import { PolicyRefusal } from '../../../../../lambda/relay/agent/policy/policy-refusal.ts';
import { queryText } from '../../../../../lambda/relay/agent/policy/sql/query-text.ts';
import { call } from '../run/refusals.ts';

const { http } = parseAgentPolicy(
  `
allow:
  - http: { host: hr.acme.internal, paths: [/api/people, "/api/people/*/teams", "/files/**"], query: [page, size] }
  - http: { host: "*.lab.acme.internal", port: 8443, methods: [POST], paths: [/a] }
`,
  'agent.yaml',
);

const isAllowed = (method: string, url: string): boolean => {
  try {
    checkHttp(http, call({ method, url }));
    return true;
  } catch (error) {
    if (error instanceof PolicyRefusal) return false;
    throw error;
  }
};

/** What the rules say, in the plainest words: written apart from what is tried, and for no more than these rules. */
const isMeant = (method: string, text: string): boolean => {
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return false;
  if (url.protocol !== 'https:') return false;
  // As the laxest of servers would read it: decoded as often as it goes, backslashes and semicolons too.
  let path = url.pathname;
  for (let before = ''; before !== path; ) {
    before = path;
    path = path.replace(/%[\da-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
  }
  const resolved: string[] = [];
  for (const segment of path.split(/[/\\]/).slice(1)) {
    const name = segment.split(';')[0]!.trim();
    if (name === '..') resolved.pop();
    else if (name !== '.' && name !== '') resolved.push(name);
  }
  const [one, two, , four] = resolved;
  const parameters = url.search.slice(1).split(/[&;]/).filter(Boolean);
  const names = parameters.map((parameter) => decodeURIComponent(parameter.split('=')[0]!));
  if (url.host === 'hr.acme.internal') {
    const isPath =
      (one === 'api' && two === 'people' && (resolved.length === 2 || (resolved.length === 4 && four === 'teams'))) ||
      (one === 'files' && resolved.length > 1);
    return (
      (method === 'GET' || method === 'HEAD') && isPath && names.every((name) => name === 'page' || name === 'size')
    );
  }
  const isLab = /^[^.]+(\.[^.]+)*\.lab\.acme\.internal:8443$/.test(url.host);
  return method === 'POST' && isLab && resolved.join('/') === 'a' && names.length === 0;
};

const seeds = [
  'https://hr.acme.internal/api/people',
  'https://hr.acme.internal/api/people?page=1&size=2',
  'https://hr.acme.internal/api/people/7/teams',
  'https://hr.acme.internal/files/a/b',
  'https://x.lab.acme.internal:8443/a',
];

/** What is put into an address, in the place of some of its characters. */
const pieces = [
  '',
  '/',
  '//',
  '\\',
  '.',
  '..',
  '../',
  '/..',
  '%2e',
  '%2E%2e',
  '%2f',
  '%5c',
  '%252f',
  '%252e',
  '%00',
  '%0d%0a',
  '%',
  ';',
  '..;/',
  '?',
  '&',
  '#',
  '@',
  ':',
  ':443',
  ':80',
  ' ',
  '\t',
  '\n',
  'a',
  'A',
  '*',
  '**',
  '[',
  ']',
  '=',
  '+',
  '%20',
  'admin',
  'page',
  'admin=1',
  '[::1]',
  '127.0.0.1',
  '0x7f',
  'evil.example',
  '。',
  '．',
  '／',
  'ｈ',
  '­',
  'xn--',
  '%c0%ae',
  '%ff',
  '~1',
  'http://',
  'https://',
];

const mutation = fc.record({
  at: fc.nat(80),
  length: fc.constantFrom(0, 0, 1, 2, 5),
  piece: fc.constantFrom(...pieces),
});

const mutated = fc.tuple(fc.constantFrom(...seeds), fc.array(mutation, { maxLength: 4 })).map(([seed, mutations]) =>
  mutations.reduce((text, { at, length, piece }) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + piece + text.slice(place + length);
  }, seed),
);

const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'get', 'GET ', 'CONNECT');

describe('whatever is allowed', () => {
  it('differs from the words of a rule in nothing that matters, however a server reads it', () => {
    let allowed = 0;
    const property = fc.property(method, mutated, (verb, text) => {
      // As it comes, and as a gate that was taken over would write it to be let through.
      const written = URL.parse(text)?.href;
      for (const url of new Set([text, ...(written === undefined ? [] : [written])])) {
        if (!isAllowed(verb, url)) continue;
        allowed++;
        expect(isMeant(verb, url), `${verb} ${url}`).toBe(true);
      }
    });
    fc.assert(property, { numRuns: 20_000 });
    // A law about nothing would be none.
    expect(allowed).toBeGreaterThan(500);
  });

  it.each(['/files/%20', '/files/%C2%A0', '/files/%20.', '/files/a/%20/b', '/api/people/%20/teams'])(
    'has no segment of blanks, which some servers take for none: %s',
    (path) => expect(isAllowed('GET', `https://hr.acme.internal${path}`)).toBe(false),
  );

  it.each(seeds)('is at least what the rules say: %s', (url) => {
    expect(isAllowed(url.includes('lab') ? 'POST' : 'GET', url)).toBe(true);
  });
});

describe('queries that are taken as one', () => {
  const part = fc.oneof(
    fc.constantFrom('select', 'from', 'people', 'id', ',', '(', ')', '*', '=', '1'),
    fc.constantFrom("'a  b'", "'it''s  so'", '"Two  Words"', '`a  b`', '[a  b]', '$$a  b$$', '-- a  b\n', '/* a  b */'),
  );
  const blank = fc.constantFrom(' ', '  ', '\n', '\t', '\r\n', ' \n ');

  it('differ in white space outside of quotes alone', () => {
    const property = fc.property(fc.array(fc.tuple(part, blank, blank), { minLength: 1, maxLength: 12 }), (parts) => {
      const one = parts.map(([text, before]) => text + before).join('');
      const other = parts.map(([text, , after]) => text + after).join('');
      expect(queryText(one)).toBe(queryText(other));
      const quoted = one.replace('a  b', 'a b');
      if (quoted !== one) expect(queryText(quoted)).not.toBe(queryText(one));
    });
    fc.assert(property, { numRuns: 1_000 });
  });
});
