import { describe, expect, test } from 'vitest';
import type { List } from '../../../../connectors/defined/defined-source.ts';
import { nextPlace } from '../../../../connectors/defined/import/next-place.ts';
import { pageRequest } from '../../../../connectors/defined/import/page-request.ts';
import type { Paging } from '../../../../connectors/definition/definition.ts';
import { SourceError } from '../../../../connectors/source-error.ts';

const server = 'https://api.example.com/ex/wiki/42';

const listWith = (paging: Paging): List => ({
  name: 'spaces',
  isRead: true,
  variables: {},
  request: { method: 'GET', server, path: '/v2/spaces', query: { limit: '2' }, headers: {} },
  rows: 'results',
  paging,
  items: [],
});

const answer = (body: unknown, link?: string) => ({ body, link, url: new URL(`${server}/v2/spaces?limit=2`) });

test('a link below the server leads to the same list, however it is written', () => {
  const list = listWith({ link: '/_links/next', from: 'server' });
  const next = nextPlace(list, {}, undefined, answer({ _links: { next: '/v2/spaces?cursor=b' } }), [{}]);
  expect(pageRequest(list, {}, next).url.href).toBe(`${server}/v2/spaces?cursor=b`);
  const whole = nextPlace(list, {}, undefined, answer({ _links: { next: `${server}/v2/spaces?cursor=b` } }), [{}]);
  expect(whole).toEqual(next);
});

test.each([
  ['/v2/users?cursor=b', 'another list'],
  ['//elsewhere.example/ex/wiki/42/v2/spaces', 'another host'],
  ['https://elsewhere.example/ex/wiki/42/v2/spaces', 'another host, written out'],
])('a link to %s, %s, is not followed', (link) => {
  const list = listWith({ link: '/_links/next', from: 'server' });
  expect(() => nextPlace(list, {}, undefined, answer({ _links: { next: link } }), [{}])).toThrow(SourceError);
});

test('without from, a slash is that of the host', () => {
  const list = listWith({ link: '/_links/next' });
  const next = nextPlace(list, {}, undefined, answer({ _links: { next: '/ex/wiki/42/v2/spaces?cursor=b' } }), [{}]);
  expect(pageRequest(list, {}, next).url.href).toBe(`${server}/v2/spaces?cursor=b`);
  expect(() => nextPlace(list, {}, undefined, answer({ _links: { next: '/v2/spaces' } }), [{}])).toThrow(SourceError);
});

test.each([
  [{ cursor: 'b', isLast: false }, { token: 'b' }],
  [{ cursor: 'b' }, { token: 'b' }],
  [{ cursor: 'b', isLast: true }, undefined],
  [{ isLast: false }, undefined],
])('a token of %j leads to %j', (body, next) => {
  const list = listWith({ token: 'cursor', parameter: 'cursor', in: 'query', last: 'isLast' });
  expect(nextPlace(list, {}, undefined, answer(body), [{}])).toEqual(next);
});

describe('a link to another path that the definition names', () => {
  const list = listWith({ link: 'next', paths: ["/teams('{id}')/spaces", '/team/{id}/spaces'] });
  const follow = (link: string) => nextPlace(list, {}, undefined, answer({ next: server + link }), [{}]);

  test.each(["/teams('7')/spaces?cursor=b", '/teams(%277%27)/spaces?cursor=b', '/team/a%20b/spaces?cursor=b'])(
    '%s is followed',
    (link) => {
      expect(pageRequest(list, {}, follow(link)).url.href).toBe(server + link);
    },
  );

  test.each([
    "/teams('')/spaces",
    "/teams('7/spaces",
    "/teams('7')/users",
    "/teams('7')",
    '/team//spaces',
    '/team/7/users',
    '/team/..%2Fadmin/spaces',
    '/team/%2e%2e/spaces',
    '/team/a%5Cb/spaces',
    '/team/%ff/spaces',
  ])('%s is not', (link) => {
    expect(() => follow(link)).toThrow(SourceError);
  });
});

test('a list of one page must have all rows that the answer tells of', () => {
  const list = listWith({ whole: 'total' });
  expect(nextPlace(list, {}, undefined, answer({ total: 2 }), [{}, {}])).toBeUndefined();
  expect(nextPlace(list, {}, undefined, answer({}), [{}])).toBeUndefined();
  expect(() => nextPlace(list, {}, undefined, answer({ total: 3 }), [{}, {}])).toThrow(/has 3 rows, but sends 2 alone/);
});

test('an escaped line feed parts no segments', () => {
  const list = { ...listWith({ link: 'next' }), request: { ...listWith('none').request, path: '/v2/a' } };
  const follow = (link: string) => nextPlace(list, {}, undefined, answer({ next: server + link }), [{}]);
  expect(() => follow('/v2%0Aa?cursor=b')).toThrow(SourceError);
});
