import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../../../config/shapes/api.ts';
import type { Admitted } from '../../../../lambda/proxy/admission/admitted.ts';
import { ProxyRefused } from '../../../../lambda/proxy/admission/proxy-refused.ts';
import type { ProxyCall } from '../../../../lambda/proxy/proxy-call.ts';
import { helpDeskAdmission, pseudonymOf, pseudonyms } from './help-desk-api.ts';

const runs = Number(process.env['SALLYPORT_RUNS'] ?? 4_000);
const base = 'https://tickets.example/api';

/** Ways to say slashes, dots and other borders, and what is allowed, so that some of it passes. */
const hostile = [
  ...['/', '//', '\\', '%2f', '%5C', '%252f', '%25252F', '%u002f', '%c0%af', '%EF%BC%8F', '%e2%84%80', ';', '%3b'],
  ...['.', '..', '%2e', '%252E', '%c0%ae', '%E2%80%A5', '%EF%BC%8E', '%20', '+', ' ', '\t', '\r\n', '%0d%0a', '%00'],
  ...['?', '%3f', '#', '%23', '&', '%26', '=', '%3D', '@', ':', '%', '%25', '%2', '\u00e9', '%ed%a0%80', '\u0000'],
];
const benign = [
  ...['tickets', 'people', 'me', 'files', '.json', 'compare', '...', 'folders', '42', 'ada', '%74ickets', 'd%C3%A9'],
  ...['state=open', 'page=2', 'id=1', 'id=2', 'q=a', 'admin=1', 'filter[name]=x', '__proto__=1', 'constructor'],
  ...['..', '../admin', 'a/..;b/../admin', '..;/admin', 'a/b', 'a%2fb', '.', 'ada@example.com', '42'].map(pseudonymOf),
  pseudonymOf(42),
];
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...benign) },
  { weight: 1, arbitrary: fc.constantFrom(...hostile) },
);
const prefix = fc.constantFrom('/', '/tickets', '/tickets/', '/people/', '/files/', '/compare/', '/tickets?', '');
const target = fc.tuple(prefix, fc.array(piece, { maxLength: 5 })).map(([first, rest]) => first + rest.join(''));

const decodedOnce = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Where a source ends up that decodes so many times, knows backslashes, wide slashes and path parameters, and resolves dots. */
const understood = (pathname: string, times: number): string => {
  let text = pathname;
  for (let time = 0; time < times; time++) text = decodedOnce(text).normalize('NFKC');
  const parts = text.replaceAll('\\', '/').split('/').slice(1);
  const way: string[] = [];
  for (const part of parts.map((each) => each.replace(/;.*/, '').replace(/[\s.]+$/, (end) => end.trim()))) {
    if (part === '..') way.pop();
    else if (part !== '.') way.push(part);
  }
  return `/${way.join('/')}`;
};

const expressionOf = ({ path }: Endpoint): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^$()|[\]\\']/g, '\\$&').replace(/\{[^}]+\}/g, '([^]+)')}$`);

const check = async (text: string, { url, endpoint }: Admitted): Promise<void> => {
  expect(url.href.startsWith(`${base}/`), text).toBe(true);
  expect([url.username, url.password, url.hash]).toEqual(['', '', '']);
  // The same number of segments as the template has, whose text is the template's with values in it.
  const segments = url.pathname.slice('/api'.length).split('/');
  expect(segments.length, text).toBe(endpoint.path.split('/').length);
  const values = expressionOf(endpoint).exec(segments.map(decodeURIComponent).join('/'));
  expect(values, text).not.toBeNull();
  if (endpoint.path.includes('{number}')) expect(values![1]).toMatch(/^[1-9]\d*$/);
  // However a source reads it, it stays below the literal beginning of the template.
  const literal = `/api${endpoint.path.split('{')[0]}`;
  for (const times of [0, 1, 2, 3, 4]) {
    expect(`${understood(url.pathname, times)}/`.startsWith(literal), `${text} decoded ${times} times`).toBe(true);
  }
  const names = [...url.searchParams.keys()];
  expect(
    names.filter((name) => !Object.hasOwn(endpoint.query, name)),
    text,
  ).toEqual([]);
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  expect(
    repeated.filter((name) => name !== 'id'),
    text,
  ).toEqual([]);
};

describe('for random targets made of hostile pieces', async () => {
  const admit = await helpDeskAdmission(base);
  const request = new Request('https://gate.example/');

  test('what is admitted is below the server, fits its template, and names allowed parameters only', async () => {
    let admitted = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(target, async (text) => {
        try {
          await check(text, await admit({ request, target: text } as ProxyCall, pseudonyms));
          admitted++;
        } catch (thrown) {
          if (!(thrown instanceof ProxyRefused)) throw thrown;
          refused++;
        }
      }),
      { numRuns: runs },
    );
    // Neither side of the law is empty.
    expect(admitted).toBeGreaterThan(runs / 20);
    expect(refused).toBeGreaterThan(runs / 20);
  });

  test('what is admitted is admitted again as it was written, and written the same', async () => {
    await fc.assert(
      fc.asyncProperty(target, async (text) => {
        const first = await admit({ request, target: text } as ProxyCall, pseudonyms).catch(() => undefined);
        // A slash that came out of a pseudonym may only come out of one.
        if (!first || first.putBack.size > 0) return;
        const again = first.url.href.slice(base.length);
        const second = await admit({ request, target: again } as ProxyCall, pseudonyms);
        expect(second.url.href).toBe(first.url.href);
        expect(second.endpoint).toBe(first.endpoint);
      }),
      { numRuns: runs },
    );
  });
});
